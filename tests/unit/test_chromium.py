"""A browser for the tests is looked for in order, and no further than needed."""

import shutil

import pytest

from tools import chromium


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were asked for a browser, none of which has been asked yet."""
    query: list[str] = []
    monkeypatch.setattr(chromium, "install_from_playwright", lambda: query.append("playwright"))
    monkeypatch.setattr(chromium, "install_from_system", lambda: query.append("system"))
    return query


@pytest.mark.parametrize("needed", [[], ["playwright"], ["playwright", "system"]])
def test_sources_are_tried_until_a_browser_starts(
    monkeypatch: pytest.MonkeyPatch, tried: list[str], needed: list[str]
) -> None:
    monkeypatch.setattr(
        chromium, "problem", lambda: None if tried == needed else "executable missing"
    )

    assert chromium.main() is None
    assert tried == needed


def test_without_any_source_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tried: list[str]
) -> None:
    monkeypatch.setattr(chromium, "problem", lambda: "executable missing")

    sentence = chromium.main()

    assert sentence is not None
    assert sentence.startswith("executable missing")
    assert "install the system's package `chromium`" in sentence
    assert tried == ["playwright", "system"]


def test_the_browser_of_this_machine_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"google-chrome": "/opt/chrome"}.get)
    assert chromium.launch_options()["executable_path"] == "/opt/chrome"

    monkeypatch.setattr(shutil, "which", {}.get)
    assert "executable_path" not in chromium.launch_options()


@pytest.mark.parametrize(("user_id", "installs"), [(0, True), (1000, False)])
def test_the_system_package_takes_root(
    monkeypatch: pytest.MonkeyPatch, user_id: int, installs: bool
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: user_id)
    monkeypatch.setattr("subprocess.run", lambda command, **_: commands.append(command))

    chromium.install_from_system()

    assert [command[:2] for command in commands] == (
        [["apt-get", "update"], ["apt-get", "install"]] if installs else []
    )
