"""SHA-256 in hex, the digest of every content key, card and archive."""

import hashlib
from collections.abc import Iterable

Part = bytes | memoryview | str


def sha256(parts: Part | Iterable[Part]) -> str:
    """SHA-256 in hex (64 characters) of the concatenated parts; text counts as UTF-8.

    A memoryview must be contiguous; its bytes are not copied.
    """
    digest = hashlib.sha256()
    for part in [parts] if isinstance(parts, Part) else parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    return digest.hexdigest()
