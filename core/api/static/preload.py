"""Hints in a page's document that make the browser fetch the page's scripts at once.

Without them, a browser learns of a widget's script only when Streamlit shows the widget, and of
each module that the script imports only after reading the one before.
"""

import os
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from core.api.static import assets
from core.settings import settings

# Parts of Streamlit's client that nearly every page shows. The client fetches each at first use.
CLIENT_PARTS = ("BidiComponent", "Html", "Selectbox", "PageLink", "Button", "ButtonGroup")
PLOTLY_LOADER = "plotly.js"  # the module that loads Plotly, once it draws

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)  # types are imported in comments
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{1,2}/[^"']+\.js)["']""")


def with_imports(scripts: Iterable[Path], page: str = "") -> list[Path]:
    """The scripts and all modules that they import statically, directly or indirectly.

    Leaves out those whose names occur in the text ``page``, and modules that only those import.
    """
    order: dict[Path, None] = {}
    waiting = [script.resolve() for script in scripts]
    while waiting:
        script = waiting.pop()
        if script in order or script.name in page or not script.is_file():
            continue
        order[script] = None
        waiting += _imports_of(script)
    return sorted(order)


@cache  # because the pages share most scripts
def _imports_of(script: Path) -> list[Path]:
    text = _COMMENT.sub("", script.read_text(encoding="utf-8"))
    return [Path(os.path.normpath(script.parent / name)) for name in _IMPORT.findall(text)]


def widgets_of(page: Path) -> list[Path]:
    """The scripts of the widgets that a page mounts.

    These are its own, those of ``shared/widgets`` that it imports, and those of the frame.
    """
    own = [f for f in page.rglob("*/*.js") if f.stem == f.parent.name]
    widgets = [f for f in page.parent.glob("shared/widgets/*/*.js") if f.stem == f.parent.name]
    imports = "\n".join(
        line
        for file in page.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    )
    frame = {"toolbar", "kiosk"} if settings().kiosk else {"toolbar"}
    return own + [f for f in widgets if f.stem in frame or re.search(rf"\b{f.stem}\b", imports)]


@cache
def _client() -> list[str]:
    folder = Path(str(files("streamlit").joinpath("static"))).resolve()
    parts = [file for name in CLIENT_PARTS for file in folder.glob(f"static/js/{name}.*.js")]
    document = (folder / "index.html").read_text(encoding="utf-8")
    return [file.relative_to(folder).as_posix() for file in with_imports(parts, document)]


def hints(page: Path) -> str:
    """HTML of the hints for a page's folder, one line each; addresses are relative to the root."""
    folder = page.parent.resolve()
    version = assets.version_of(folder)
    scripts = with_imports(widgets_of(page))
    own = [
        assets.address(version, script.relative_to(folder).as_posix()).lstrip("/")
        for script in scripts
    ]
    lines = [f'<link rel="modulepreload" href="./{name}" />' for name in [*_client(), *own]]
    if PLOTLY_LOADER in {script.name for script in scripts}:
        plotly = assets.plotly_address().lstrip("/")
        lines.append(f'<link rel="preload" as="script" href="./{plotly}" />')
    return "\n    ".join(lines)
