"""Headers on every answer that tell browsers what a page of the dashboard may do.

Streamlit builds its widgets from inline styles and scripts, and Plotly compiles its WebGL programs
with ``new Function``, so the policy cannot forbid those. It does forbid everything from elsewhere:
a page loads from, calls and sends to nothing but its own server.
"""

from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.settings import settings

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


class BrowserHeadersMiddleware:
    """Adds the headers to every answer; a header that an answer already has stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in browser_headers(settings().framing_sites).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@cache
def browser_headers(framing_sites: frozenset[str]) -> dict[str, str]:
    """The headers; ``framing_sites`` may show the dashboard in a frame, as may its own pages."""
    ancestors = " ".join(["'self'", *sorted(framing_sites)])
    policy = {**POLICY, "frame-ancestors": ancestors}
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    }
    # X-Frame-Options takes no list of sites; browsers that know frame-ancestors ignore it.
    return headers if framing_sites else {**headers, "X-Frame-Options": "SAMEORIGIN"}
