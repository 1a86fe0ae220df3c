"""Broken files made of the real tables: each is refused, at its place, and never with a traceback."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.corpus.damage import ACCEPTS, KINDS, REFUSES, VARIANTS, Case, Kind
from tests.corpus.document import README, document, ours, theirs
from tests.corpus.samples import lay

# Huge cells are meant, and no one asks to see them.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
quick = settings(
    max_examples=2,
    phases=[Phase.generate],  # a case is small as it is
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_damage_is_refused_at_its_place(kind: Kind) -> None:
    @quick
    @given(case=kind.cases)
    def each(case: Case) -> None:
        with tempfile.TemporaryDirectory() as folder:
            package = lay(Path(folder), case.sample, case.content)
            problems = ours(package)
            places = {(p.line, p.column) for p in problems}
            told = "\n".join(map(str, problems))
            if case.first_only:
                assert case.places <= places, told
            else:
                assert case.places == places, told
            assert ours(package, large=0) == problems
            assert theirs(Path(folder))[0] == kind.theirs

    each()


@pytest.mark.parametrize("name", VARIANTS)
def test_what_means_the_same_is_taken(name: str) -> None:
    @quick
    @given(case=VARIANTS[name])
    def each(case: Case) -> None:
        with tempfile.TemporaryDirectory() as folder:
            package = lay(Path(folder), case.sample, case.content)
            assert ours(package) == ours(package, large=0) == []
            assert theirs(Path(folder))[0] == ACCEPTS

    each()


def test_where_frictionless_does_something_else_there_is_a_reason() -> None:
    assert all(bool(kind.why) == (kind.theirs != REFUSES) for kind in KINDS.values())


def test_the_table_of_kinds_is_current() -> None:
    assert README.read_text(encoding="utf-8") == document(), "run python -m tests.corpus.document"
