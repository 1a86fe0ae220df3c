"""A run says as much as it is asked to, on standard error."""

import pytest

from publisher.progress import NORMAL, QUIET, VERBOSE, Progress, Stage, show


def test_a_stage_is_one_line_of_the_report() -> None:
    stage = Stage("draw", 1.234, {"pictures": 3200, "drawn": 6, "by": "hand"})
    assert str(stage) == "draw          1.2 s   3,200 pictures   6 drawn   by hand"
    assert str(Stage("check", 0.0)) == "check         0.0 s"


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        (QUIET, ["warning: mind this"]),
        (NORMAL, ["a line", "warning: mind this"]),
        (VERBOSE, ["a line", "a step", "warning: mind this", "drawing: 3"]),
    ],
)
def test_a_level_decides_what_is_heard(
    level: int, heard: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(level)
    progress.line("a line")
    progress.line("a step", VERBOSE)
    progress.warn("mind this")
    with progress.counting("drawing", 3) as step:
        assert step("it") == "it"
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == ("", heard)


def test_warnings_are_counted_at_every_level(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(QUIET)
    progress.warn("one")
    progress.warn("two")
    assert progress.warnings == ["one", "two"]
    assert capsys.readouterr().err == "warning: one\nwarning: two\n"


def test_a_stage_that_ends_well_is_kept_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    with progress.stage("pack") as stage:
        stage.counts = {"files": 2}
    assert [(s.name, s.counts) for s in progress.stages] == [("pack", {"files": 2})]
    assert capsys.readouterr().err == f"{stage}\n"


def test_a_stage_that_fails_is_neither_kept_nor_shown(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    with pytest.raises(ValueError, match="no"), progress.stage("pack"):
        raise ValueError("no")
    assert progress.stages == []
    assert capsys.readouterr().err == ""


def test_a_long_line_and_brackets_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    text = "[bold]" + "x" * 300 + "[/bold] :smile: 'a' 12"
    Progress().line(text)
    assert capsys.readouterr().err == f"{text}\n"


def test_a_result_is_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    show("3 tables")
    assert capsys.readouterr() == ("3 tables\n", "")


def test_steps_are_counted_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with Progress().counting("drawing", 2) as step:
        assert [step(n) for n in (1, 2)] == [1, 2]
    out, err = capsys.readouterr()
    assert out == ""
    assert "drawing" in err
    assert "2/2" in err
