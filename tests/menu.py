"""The pages that the menu declares, read from the shell so that a new page is tested unasked."""

import re
from pathlib import Path

SHELL = Path(__file__).resolve().parents[1] / "pages" / "shell.py"

_PAGE = re.compile(
    r'st\.Page\(\s*"(?P<name>\w+)/page\.py",\s*title="(?P<title>[^"]+)"(?P<more>[^)]*)\)'
)

FILES: list[str] = []
TITLES: dict[str, str] = {}  # by the path in the address
HEADINGS = {
    "Start": "Latent Lab",
    "Tour": "A digit is 784 numbers",
}  # by title, where a page's heading is another

for _found in _PAGE.finditer(SHELL.read_text(encoding="utf-8")):
    _home = "default=True" in _found["more"]
    FILES.append(f"{_found['name']}/page.py")
    TITLES["/" if _home else f"/{_found['name']}"] = _found["title"]
