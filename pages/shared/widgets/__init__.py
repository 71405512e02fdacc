"""Widgets that run in the browser: a Python wrapper beside its script and its style sheet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.api.static import assets
from pages.shared.choices import dataset

PAGES = Path(__file__).resolve().parents[2]
LOOK = Path(__file__).with_name("look.css")
BOARD = PAGES / "shared" / "scripts" / "pictures" / "board.css"  # of a widget with a drawing board
VERSION = assets.version_of(PAGES)

# Streamlit loads this text as a module of its own, in which relative imports have no base. If the
# server does not answer, the import fails and is tried again with the next run of the page.
_ENTRY = """export default async (mount) => {{
  const {{ default: show }} = await import(new URL("{address}", location.origin));
  return show({{ ...mount, data: mount.data[0] }});
}};
"""


def with_base_path(address: str) -> str:
    """Prefix an address with the path at which Streamlit serves the dashboard."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{address}" if base else address


def register(
    folder: Path, *, isolate_styles: bool = True, shared_styles: Sequence[Path] = ()
) -> Any:
    """Register the widget whose folder holds ``<folder's name>.js``; return its mount.

    Call it once per process, at a module's top level. The script's default export comes from
    ``shared/scripts/page/widget.js``. Of the folder's style sheets, ``<folder's name>.css`` comes
    first, and before it the ``shared_styles``. An isolated widget lives in a shadow root, with the
    style sheet that all such widgets share before its own. Its data also has the ``shape`` of the
    images that the page shows and the ``noun`` for one of them, unless it has its own.
    """
    name = folder.name
    script = assets.address(VERSION, (folder / f"{name}.js").relative_to(PAGES).as_posix())
    own = sorted(folder.glob("*.css"), key=lambda path: (path.stem != name, path.name))
    styles = [*([LOOK] if isolate_styles else []), *shared_styles, *own]
    mount = st.components.v2.component(
        f"latent_lab.{name}",
        js=_ENTRY.format(address=with_base_path(script)),
        css="\n".join(path.read_text(encoding="utf-8") for path in styles),
        isolate_styles=isolate_styles,
    )

    def mounted(*, data: Mapping[str, Any], **options: Any) -> Any:
        values = {"shape": dataset.shape(), "noun": dataset.noun(), **data}
        # In a list, because in a dictionary Streamlit looks for tables, and imports pandas for it.
        return mount(data=[values], **options)

    return mounted
