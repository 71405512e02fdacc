"""Widgets that run in the browser: a Python wrapper beside its script and its style sheet."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.api.server import assets

PAGES = Path(__file__).resolve().parents[1]
LOOK = PAGES / "shared" / "look.css"


def script_address(name: str = "shared/client.js") -> str:
    """Where the server has a script below ``pages``, or ``plotly.min.js``; versioned."""
    path = assets.PLOTLY if name == assets.PLOTLY.name else PAGES / name
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return (f"/{base}" if base else "") + assets.address(path.name, path)


def register(folder: Path) -> Any:
    """The component whose folder holds ``<folder's name>.js`` and ``.css``, ready to be mounted.

    Call it once a process, at a module's top level. In the script, the paths of other scripts, such
    as ``/assets/client.js``, are replaced by their versioned addresses. Its style comes after the
    look that all share.
    """
    name = folder.name
    script = (folder / f"{name}.js").read_text(encoding="utf-8")
    others = [str(path.relative_to(PAGES)) for path in PAGES.rglob("*.js")]
    for other in (*others, assets.PLOTLY.name):
        plain = f'"{assets.PREFIX}{Path(other).name}"'
        if plain in script:  # an address is worked out from all that is in the file
            script = script.replace(plain, f'"{script_address(other)}"')
    styles = (path for path in (LOOK, folder / f"{name}.css") if path.exists())
    return st.components.v2.component(
        f"latent_lab.{name}",
        js=script,
        css="\n".join(path.read_text(encoding="utf-8") for path in styles),
    )
