"""One run of atheris over one kind of file, in a process of its own.

``python -m tests.fuzz.trial KIND CORPUS FAULTS [libFuzzer options]``: what is new to the code's
coverage goes into the folder CORPUS, and one input for each different fault into FAULTS.
"""

import logging
import sys
import tempfile
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["core", "pages"]):  # pyrefly: ignore[missing-attribute]
    from tests.fuzz.kinds import KINDS
from core.storage.digests import sha256
from tests.fuzz.mutation import mutate_json


def main(name: str, corpus: str, faults: str, *options: str) -> None:
    """Fuzz until libFuzzer's options end it."""
    kind, folder = KINDS[name], Path(tempfile.mkdtemp(prefix="latent-lab-fuzz-"))
    logging.disable(logging.CRITICAL)

    def test_one(data: bytes) -> None:
        try:
            kind.read(data, folder)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{type(error).__name__} {frames[-1].filename} {frames[-1].lineno}"
            path = Path(faults) / sha256(place)[:16]
            if not path.exists():
                path.write_bytes(data)
                Path(f"{path}.txt").write_text(traceback.format_exc())

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if kind.is_json and seed % 4:
            changed = mutate_json(data, seed)
            if len(changed) <= most:
                return changed
        return bytes(atheris.Mutate(data, most))

    atheris.Setup([sys.argv[0], corpus, *options], test_one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
