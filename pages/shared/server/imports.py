"""Import the modules of the pages before a visitor needs them.

PyTorch, scikit-learn and pandas take seconds to import. The frame and Start need only PyTorch, so
their modules come first, and the rest follows once Start is shown.
"""

import ast
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Event, Lock

PAGES = Path(__file__).parents[2]
FIRST = ("shell.py", "start/page.py")
GRACE_S = 2.0
"""Longest wait for Start before the rest is imported, because both at once would be slow."""

_first, _others = Lock(), Lock()
_shown = Event()


def load_first() -> None:
    """Import the modules of the frame and Start, once; other callers wait for the first."""
    with _first:
        _load_first()


@cache
def _load_first() -> None:
    for name in FIRST:
        _run_imports(PAGES / name)


def load_all(load_routes: Callable[[], object]) -> None:
    """Import the modules of Start, then those of the routes and of the other pages."""
    with _others, _without_collections():
        load_first()
        _shown.wait(GRACE_S)
        load_routes()
        for page in sorted(PAGES.glob("*/page.py")):
            _run_imports(page)


def start_is_shown() -> None:
    """Let `load_all` continue."""
    _shown.set()


def wait_for_others() -> None:
    """Let `load_all` continue, and wait until it has finished.

    Two threads that import the same modules in different orders could each wait for a module that
    the other is importing.
    """
    _shown.set()
    with _others:
        pass


def _run_imports(script: Path) -> None:
    """Run the import statements of a script that Streamlit runs."""
    tree = ast.parse(script.read_text(encoding="utf-8"), script)
    tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(tree, script, "exec"), {})


@contextmanager
def _without_collections() -> Iterator[None]:
    """Suspend garbage collection, and exempt the modules imported meanwhile from later ones.

    Modules are never freed. Searching them takes a quarter of PyTorch's import, and 0.2 s after
    each run of a page, when Streamlit collects.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
