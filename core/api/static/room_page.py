"""The page that a phone opens: plain HTML and scripts, without Streamlit.

Its files are in ``pages/room/phone``. The document is the same for every code, so it does not
reveal which rooms exist.
"""

import base64
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from core.api.static import assets

FOLDER = Path("room", "phone")
STYLES = (Path("shared", "scripts", "pictures", "board.css"), FOLDER / "phone.css")


def document(pages: Path) -> tuple[str, dict[str, str]]:
    """The document with its style sheets inlined, and its headers."""
    folder = pages / FOLDER
    style = "".join((pages / sheet).read_text(encoding="utf-8") for sheet in STYLES)
    script = assets.address(assets.version_of(pages), (FOLDER / "phone.js").as_posix())
    text = (folder / "phone.html").read_text(encoding="utf-8")
    text = text.replace("<style></style>", f"<style>{style}</style>", 1)
    text = text.replace('src="phone.js"', f'src="..{script}"', 1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    return text, {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def routes(pages: Path) -> list[BaseRoute]:
    """The route of the page, with a code in its address or without one."""
    text, headers = document(pages)

    async def answer(_: Request) -> Response:
        return HTMLResponse(text, headers=headers)

    async def add_slash(_: Request) -> Response:
        # Relative, because a proxy may serve the dashboard below a path.
        return Response(status_code=308, headers={"Location": "r/"})

    page = [Route(path, answer, methods=["GET"]) for path in ("/r/", "/r/{code}")]
    return [*page, Route("/r", add_slash, methods=["GET"])]
