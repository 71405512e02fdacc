"""A read-only home: every page opens, and what has to write there says one sentence."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core import jobs
from tests.app.helpers import button, open_page, texts
from tests.menu import FILES
from tests.stores import home_at

PAGES = [file.partition("/")[0] for file in FILES]
# Each button that starts a job, with its page.
ACTIONS: dict[str, tuple[str, dict[str, str | Sequence[str]]]] = {
    "Start training": ("train", {"view": "new"}),
    "Make this map": ("map", {"part": "Make a map"}),
    "Find the groups": ("clusters", {"k": "12"}),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which every write fails as on a volume that is mounted read-only."""
    folder = tmp_path / "home"
    folder.mkdir()

    def refuse(path: Any) -> None:
        if isinstance(path, str | os.PathLike) and Path(path).absolute().is_relative_to(folder):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        """The function of `os` that changes the file or folder which its first argument names."""

        def call(path: Any, *args: Any, **options: Any) -> Any:
            refuse(path)
            return function(path, *args, **options)

        return call

    def open_file(path: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if set(mode) & set("wax+"):
            refuse(path)
        return real_open(path, mode, *args, **options)

    def open_descriptor(path: Any, flags: int, *args: Any, **options: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            refuse(path)
        return real_os_open(path, flags, *args, **options)

    real_open, real_os_open = builtins.open, os.open
    with home_at(folder):
        jobs.runner.cache_clear()
        monkeypatch.setattr(builtins, "open", open_file)
        monkeypatch.setattr(io, "open", open_file)
        monkeypatch.setattr(os, "open", open_descriptor)
        for name in ("mkdir", "rename", "replace", "unlink", "rmdir", "utime", "link", "symlink"):
            monkeypatch.setattr(os, name, refusing(getattr(os, name)))
        yield folder
        monkeypatch.undo()
        jobs.runner.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(home: Path, page: str) -> None:
    open_page(page)

    assert [path.name for path in home.iterdir()] == ["data"]


@pytest.mark.parametrize("label", ACTIONS)
def test_what_has_to_write_says_one_sentence(home: Path, label: str) -> None:
    page, query = ACTIONS[label]
    app = open_page(page, query)

    button(app, label).click().run()

    assert not app.exception
    assert texts(app).count("The job could not be queued: Read-only file system.") == 1
    assert [path.name for path in home.iterdir()] == ["data"]
