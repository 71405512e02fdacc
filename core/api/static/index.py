"""The document that a browser opens first: Streamlit's, with each page's title and our style."""

import ast
import html
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core.api.static import preload

PRODUCT = "Latent Lab"
STYLES = "shared/frame/styles"
END_OF_FIRST_FRAME = "shared/frame/first-frame.js"
ICON = "icon.svg"

_TITLE = re.compile(r'\bst\.title\("([^"]+)"')

# Without the base URL, Streamlit's client first tries addresses below the page's own path, which
# causes two errors in the console. It is relative because a proxy may serve the dashboard below a
# path. With HOST_CONFIG the client opens its connection without requesting that first.
_BACKEND = """window.__streamlit = {
        BACKEND_BASE_URL: new URL(".", location.href).href,
        HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
      };"""


@cache  # because every run of a page sends it
def page_style(pages: Path) -> str:
    """The style sheets of the frame around all pages below ``pages``, in the order of their names.

    ``base.css`` is therefore the first.
    """
    sheets = sorted((pages / STYLES).glob("*.css"))
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def document(page: Path) -> str:
    """The document for a page, whose file's docstring reads ``Title: what it shows.``."""
    script = page.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(script)) or ""
    name, _, rest = docstring.partition("\n")[0].partition(": ")
    title = html.escape(f"{name} · {PRODUCT}")
    summary = html.escape(rest[:1].upper() + rest[1:])
    head = (
        f"<title>{title}</title>\n"
        f'    <meta name="description" content="{summary}" />\n'
        f'    <meta property="og:title" content="{title}" />\n'
        f'    <meta property="og:description" content="{summary}" />\n'
        f"    <script>{_BACKEND}</script>"
    )
    template = files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")
    titled = template.replace("<title>Streamlit</title>", head, 1)
    # At the end of the head, so that Streamlit's own client comes first.
    hinted = titled.replace("</head>", f"  {preload.hints(page.parent)}\n  </head>", 1)
    # In the body, so that it takes precedence over the styles that the client adds to the head. The
    # page sends the same style, but the client shows the first elements before that arrives.
    style = f"<style>\n{page_style(page.parents[1])}</style>"
    return hinted.replace("<body>", f"<body>\n    {style}\n    {_first_frame(page, script)}", 1)


def _first_frame(page: Path, script: str) -> str:
    """HTML of the logo and the page's title, shown in their places until the client shows its own.

    The client takes a second to start. A title that is not a constant in ``script`` is left out.
    """
    title = _TITLE.search(script)
    text = f"<p>{html.escape(title[1])}</p>" if title else ""
    logo = page.parents[1].joinpath(ICON).read_text(encoding="utf-8")
    frame = f'<div class="ll-first-frame" aria-hidden="true">{logo}{text}</div>'
    end = page.parents[1].joinpath(END_OF_FIRST_FRAME).read_text(encoding="utf-8")
    return f"{frame}\n    <script>\n{end}</script>"


def routes(pages: Path, start: str = "start") -> list[Route]:
    """One route for each folder below ``pages`` with a ``page.py``; ``start`` is at ``/``.

    The client knows the start page by no other address, so ``/start`` redirects to it.
    """
    names = sorted(file.parent.name for file in pages.glob("*/page.py"))
    paths = {"/" if name == start else f"/{name}": name for name in names}
    documents = {path: document(pages / name / "page.py") for path, name in paths.items()}
    return [
        *(_route(path, text) for path, text in documents.items()),
        Route(f"/{start}", _to_start, methods=["GET"]),
    ]


async def _to_start(request: Request) -> Response:
    # Relative, because a proxy may serve the dashboard below a path.
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def _route(path: str, text: str) -> Route:
    async def answer(_: Request) -> Response:
        return HTMLResponse(text, headers={"Cache-Control": "no-cache"})

    return Route(path, answer, methods=["GET"])
