"""Read digits in picture files from the shell, or fit the detector of non-digits.

python -m core.images read FILE...
python -m core.images calibrate
"""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.errors import LatentLabError
from core.images import prepare_file
from core.images.nondigits.doubt import Detector, detector


def read_picture(path: Path, judge: Detector) -> dict[str, Any]:
    """The digits in a file as JSON values; if there are none, the verdict "none" and the reason."""
    nothing = {"file": str(path), "digits": "", "boxes": [], "confidence": [], "verdict": "none"}
    try:
        prepared = prepare_file(path.read_bytes(), judge.confidences)
    except (LatentLabError, OSError) as error:
        return {**nothing, "reason": str(error)}
    opinions = judge.opinions(prepared.images, prepared.confidences)
    rows = [
        (one, digit.box)
        for one, digit in zip(opinions, prepared.digits, strict=True)
        if one.verdict != "none"
    ]
    if not rows:
        return {**nothing, "reason": opinions[0].text}
    sure = all(one.verdict == "digit" for one, _ in rows)
    return {
        "file": str(path),
        "digits": "".join(str(one.digit) for one, _ in rows),
        "boxes": [[round(edge, 4) for edge in box] for _, box in rows],
        "confidence": [round(one.probability * one.confidence, 4) for one, _ in rows],
        "verdict": "digit" if sure else "doubt",
    }


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if it succeeds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m core.images", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="one line of JSON per file")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    commands.add_parser("calibrate", help="fit the detector and keep it in the store")
    chosen = parser.parse_args(arguments)
    if chosen.command == "calibrate":
        from core.images.nondigits.calibrating import calibrate

        print(json.dumps(asdict(calibrate())))
        return 0
    judge = detector()
    if judge is None:
        print("The detector is missing: run python -m core.images calibrate.", file=sys.stderr)
        return 1
    for path in chosen.files:
        print(json.dumps(read_picture(path, judge)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
