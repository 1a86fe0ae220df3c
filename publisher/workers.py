"""Processes that share the work of one stage.

In: how many, and perhaps how each begins. Out: a pool to which calls are given; or one process
that works ahead.
Never: a process that outlives the one that began it, or writes for it when it is gone.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from publisher.problem import CannotRunError


@contextmanager
def pool(
    workers: int, begin: Callable[..., None] | None = None, *arguments: Any
) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes, each of which first calls `begin`.

    Raises CannotRunError when the system ends one of them.
    """
    try:
        with ProcessPoolExecutor(
            workers, get_context("spawn"), _begin, (begin, *arguments)
        ) as executor:
            yield executor
    except BrokenExecutor:
        raise CannotRunError(
            "a process of this run was ended from outside, often for want of memory. What was there"
            " before is as it was. Close other programs, then run it again."
        ) from None


@contextmanager
def ahead(call: Callable[..., object], *arguments: Any) -> Iterator[Callable[[], None]]:
    """Calls a function in another process, for what it leaves on the disk; how to wait for it.

    Whether it ends well is not told: who needs what it makes finds it there or makes it.
    """
    process = get_context("spawn").Process(target=_ahead, args=(call, *arguments))
    process.start()
    try:
        yield process.join
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()


def _ahead(call: Callable[..., object], *arguments: Any) -> None:
    _begin(None)
    with suppress(Exception, KeyboardInterrupt):
        call(*arguments)


def _begin(begin: Callable[..., None] | None, *arguments: Any) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*arguments)


def _end_with_parent() -> None:
    """Ends this process when the one that began it is gone: killed, it cannot tell its workers."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
