"""Without Chromium the browser tests do not run: they say so, and in CI they fail."""

import shutil

import pytest

from tests.site.visits import find_chromium


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)


@pytest.mark.usefixtures("no_chromium")
def test_a_machine_without_chromium_skips_with_a_plain_word() -> None:
    with pytest.raises(pytest.skip.Exception) as skipped:
        find_chromium({})
    assert str(skipped.value) == "Chromium is not installed"


@pytest.mark.usefixtures("no_chromium")
def test_in_ci_a_machine_without_chromium_fails() -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        find_chromium({"CI": "true"})
    assert str(failed.value) == "Chromium is not installed, and in CI it has to be"


def test_the_chromium_of_the_system_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = {"chromium-browser": "/snap/bin/chromium-browser"}
    monkeypatch.setattr(shutil, "which", programs.get)
    assert find_chromium({"CI": "true"}) == "/snap/bin/chromium-browser"
