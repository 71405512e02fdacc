"""Widgets that run in the browser: a Python wrapper beside its script and its style sheet."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.api import assets

FOLDER = Path(__file__).parent


def script_address(name: str = "client.js") -> str:
    """Where the server has a script below this folder, or ``plotly.min.js``; versioned."""
    path = assets.PLOTLY if name == assets.PLOTLY.name else FOLDER / name
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return (f"/{base}" if base else "") + assets.address(path.name, path)


def register(folder: Path) -> Any:
    """The component whose folder holds ``<folder's name>.js`` and ``.css``, ready to be mounted.

    Call it once a process, at a module's top level. In the script, the paths of shared scripts,
    such as ``/assets/client.js``, and of others in its folder are replaced by their versioned
    addresses.
    """
    name = folder.name
    script = (folder / f"{name}.js").read_text(encoding="utf-8")
    own = [f"{name}/{path.name}" for path in folder.glob("*.js") if path.stem != name]
    for shared in ("client.js", assets.PLOTLY.name, *own):
        path = f"{assets.PREFIX}{Path(shared).name}"
        script = script.replace(f'"{path}"', f'"{script_address(shared)}"')
    style = folder / f"{name}.css"
    return st.components.v2.component(
        f"latent_lab.{name}",
        js=script,
        css=style.read_text(encoding="utf-8") if style.exists() else None,
    )
