"""The imports of the pages, made before a visitor waits for them.

PyTorch, scikit-learn and pandas take seconds to import. The frame and Start need only the first, so
Start is shown while the rest is imported.
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
"""For so long the other imports wait for Start: beside them it would take twice the time."""

_first, _others = Lock(), Lock()
_is_time = Event()


def load_first() -> None:
    """Import what the frame and Start import; all callers wait for the first one."""
    with _first:
        _load_first()


@cache
def _load_first() -> None:
    for name in FIRST:
        _run_imports(PAGES / name)


def load_all(load_routes: Callable[[], object]) -> None:
    """Import what Start needs, later the routes by ``load_routes`` and what other pages need."""
    with _others, _uncollected():
        load_first()
        _is_time.wait(GRACE_S)
        load_routes()
        for page in sorted(PAGES.glob("*/page.py")):
            _run_imports(page)


def start_is_shown() -> None:
    """Let `load_all` go on."""
    _is_time.set()


def wait_for_others() -> None:
    """Let `load_all` go on, and wait for it.

    Two threads that import the same modules in different orders could each wait for a module that
    the other is importing.
    """
    _is_time.set()
    with _others:
        pass


def _run_imports(script: Path) -> None:
    """Run the import statements of a script that Streamlit runs."""
    tree = ast.parse(script.read_text(encoding="utf-8"), script)
    tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(tree, script, "exec"), {})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Import without garbage collections, and exempt what is imported from later ones.

    Modules stay, so to search them is in vain: a quarter of PyTorch's import, and then 0.2 s after
    each run of a page, because Streamlit collects there.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
