"""Start is shown before the server has imported what only other pages need."""

import subprocess
import sys
import threading

from core.settings import PROJECT
from pages.shared.server import imports

SHOW_START = f"""
import sys, app
from pages.shared.server import imports
from streamlit.testing.v1 import AppTest

imports.load_first()
before = set(sys.modules)
shown = AppTest.from_file({str(PROJECT / "pages" / "shell.py")!r}, default_timeout=120).run()
assert not shown.exception and shown.title[0].value == "Latent Lab"
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - before}}))
"""


def test_start_imports_no_library_that_is_imported_beside_it() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", SHOW_START], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    roots = set(answer.stdout.split())
    assert not roots & {"core", "models", "pages", "pandas", "scipy", "sklearn", "torchvision"}


def test_other_pages_wait_until_all_is_imported(monkeypatch) -> None:
    order: list[str] = []
    running, go_on = threading.Event(), threading.Event()

    def load_routes() -> None:
        order.append("routes")
        running.set()
        go_on.wait(10)

    def visit() -> None:
        imports.wait_for_others()
        order.append("page")

    monkeypatch.setattr(imports, "_run_imports", lambda script: order.append(script.parent.name))
    loading = threading.Thread(target=imports.load_all, args=[load_routes])
    loading.start()
    imports.start_is_shown()
    assert running.wait(10)
    visiting = threading.Thread(target=visit)
    visiting.start()
    visiting.join(0.2)
    assert "page" not in order
    go_on.set()
    loading.join(10)
    visiting.join(10)

    assert order[-1] == "page"
