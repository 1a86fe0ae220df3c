"""What a person reads when a file cannot be written or read.

In: an error of the operating system, or the words of a database for one. Out: one sentence or two.
Never: hides which file it was, where that is known.
"""

import errno
import os

# Number of an error (POSIX, errno.h) -> how to mend it.
MENDS = {
    errno.ENOSPC: "Free some space (for the project and temporary files), then run it again.",
    errno.EDQUOT: "Free some of your share of the disk, then run it again.",
    errno.EACCES: "Give yourself the right to it, then run it again.",
    errno.EPERM: "Give yourself the right to it, then run it again.",
    errno.EROFS: "Put the project on a disk that can be written, then run it again.",
    errno.EMFILE: "Allow more open files (ulimit -n), then run it again.",
}
# Errors of DuckDB and SQLite that are told by these, by the names of their classes.
DATABASES = {"IOException", "FatalException", "OperationalError"}
FULL = "database or disk is full"  # SQLite, result code 13


def of_the_disk(error: OSError) -> str:
    """What could not be done with which file, what has become of the site, and how to mend it."""
    place = error.filename2 or error.filename
    said = (error.strerror or str(error)).lower()
    told = f"{os.fsdecode(place)}: {said}" if isinstance(place, str | bytes) else said
    mend = MENDS.get(error.errno or 0)
    return f"{told}. What was there before is as it was. {mend}" if mend else told


def number_in(message: str) -> int | None:
    """The number of the error of the disk that a database speaks of; None when it is another."""
    if FULL in message:
        return errno.ENOSPC
    return next((number for number in MENDS if os.strerror(number) in message), None)
