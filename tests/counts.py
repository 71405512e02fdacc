"""The counts in docs/reliability.md that tools write: one row of the table per test."""

import re

from core.settings import PROJECT
from core.storage.files import write_atomic

TABLE = PROJECT / "docs" / "reliability.md"


def write_count(test: str, what: str, times: int, result: str) -> None:
    """Replace the row that names ``test``; ValueError if there is none."""
    text = TABLE.read_text(encoding="utf-8")
    row = f"| {what} | {times:,} | {result} | `{test}` |"
    changed, count = re.subn(
        rf"^\| .* \| `{re.escape(test)}` \|$", lambda _: row, text, count=1, flags=re.MULTILINE
    )
    if count != 1:
        raise ValueError(f"docs/reliability.md has no row for {test}")
    write_atomic(TABLE, changed.encode())
