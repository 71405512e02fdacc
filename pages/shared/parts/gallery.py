"""Small pictures side by side, each with a caption and, if wanted, a link."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.figures.pictures import data_uri, sheet_png

ROOT_PX = 16  # the page's type on a laptop
STYLE = """<style>
.ll-gallery { display: grid; gap: 10px 8px; align-items: start; }
.ll-gallery figure { margin: 0; min-width: 0; text-align: center; }
.ll-gallery .ll-pictures { display: flex; gap: 2px; justify-content: center; }
.ll-stack .ll-pictures { flex-direction: column; align-items: center; }
.ll-stack img { max-width: 100%; height: auto !important; }
.ll-gallery img { image-rendering: pixelated; border-radius: 3px; background: #000; }
.ll-gallery figcaption { font-size: 0.8rem; line-height: 1.25; opacity: 0.85; }
.ll-gallery a { color: inherit; display: block; }
.ll-gallery a:focus-visible { outline: 3px solid; outline-offset: 2px; border-radius: 3px; }
</style>"""


@dataclass(frozen=True)
class Cell:
    """One item of a gallery."""

    pictures: tuple[bytes, ...]  # PNG
    caption: tuple[str, ...]  # lines of plain text
    alt: str
    link: str = ""  # relative to the page


def gallery(
    cells: Sequence[Cell], name: str = "", *, side: int = 56, key: str = "", save: bool = True
) -> None:
    """Show the pictures with a button that saves them as one PNG.

    Each is ``side`` pixels wide on a laptop, and larger in a large window.
    """
    if not cells:
        return
    across = max(len(cell.pictures) for cell in cells)
    min_width = max(across * (side + 2), 64 if any(cell.caption for cell in cells) else 0)
    columns = f"repeat(auto-fill,minmax({rem(min_width)},1fr))"
    body = "".join(_cell(cell, side) for cell in cells)
    st.html(f'{STYLE}<div class="ll-gallery" style="grid-template-columns:{columns}">{body}</div>')
    if not save:
        return
    rows = [cell.pictures for cell in cells]
    if across == 1:
        flat = [picture for cell in cells for picture in cell.pictures]
        width = max(1, round(len(flat) ** 0.5))
        rows = [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]
    save_button(rows, name, key)


def rem(pixels: int) -> str:
    """A CSS length that is ``pixels`` on a laptop and grows with the window, as the type does."""
    return f"{pixels / ROOT_PX:g}rem"


def stack(cells: Sequence[Cell], *, side: int) -> None:
    """Show the pictures of each cell one above the other, the cells side by side."""
    columns = f"repeat(auto-fit,minmax({rem(min(side, 60))},1fr))"
    body = "".join(_cell(cell, side) for cell in cells)
    st.html(
        f'{STYLE}<div class="ll-gallery ll-stack" style="grid-template-columns:{columns}">'
        f"{body}</div>"
    )


def save_button(rows: Sequence[Sequence[bytes]], name: str, key: str = "") -> None:
    """The button that saves rows of PNG pictures on one sheet."""
    st.download_button(
        "PNG",
        lambda: sheet_png(rows),
        file_name=f"latent-lab-{name}.png",
        mime="image/png",
        key=f"png_{name}{key}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        help="Saves these pictures on one sheet.",
    )


def _cell(cell: Cell, side: int) -> str:
    alt = html.escape(cell.alt, quote=True)
    images = "".join(
        f'<img src="{data_uri(png)}" style="width:{rem(side)};height:{rem(side)}" '
        f'alt="{alt if at == 0 else ""}">'
        for at, png in enumerate(cell.pictures)
    )
    content = f'<div class="ll-pictures">{images}</div>'
    if cell.caption:
        content += f"<figcaption>{'<br>'.join(map(html.escape, cell.caption))}</figcaption>"
    if cell.link:
        content = f'<a href="{html.escape(cell.link, quote=True)}">{content}</a>'
    return f"<figure>{content}</figure>"
