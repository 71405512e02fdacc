"""How well digits are found and read in pictures of many kinds, and other things refused.

    python -m benchmarks.reading [--seeds 0 1 2] [--each 3] [--kinds KIND ...]
        [--folder FOLDER] [--examples PNG] [--costs]

Reads the pictures of `benchmarks.digit_cases`, or those of a folder with a ``cases.json``, as the
Draw page does. The last line is a JSON object. Shares are from 0 to 1; "digits" is the share of
digits that are read right and in order (the longest common subsequence with the written ones).
"""

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.digit_cases import Case, cases
from benchmarks.reading_cost import costs
from benchmarks.reading_examples import Example, sheet
from core.errors import ImageError
from core.images import prepare_file
from core.images.nondigits.doubt import detector


def read_digits(contents: bytes) -> str:
    """The digits that are read in a picture file, in reading order; empty if there are none."""
    judge = detector()
    if judge is None:
        raise SystemExit("The detector is missing: python -m core.images calibrate")
    try:
        prepared = prepare_file(contents, judge.confidences)
    except ImageError:
        return ""
    opinions = judge.opinions(prepared.images, prepared.confidences)
    return "".join(str(one.digit) for one in opinions if one.verdict != "none")


@dataclass
class Tally:
    """Counts of pictures and digits of one kind, and of those read right."""

    pictures: int = 0
    whole: int = 0
    digits: int = 0
    right: int = 0
    wrong: list[Example] = field(default_factory=list)
    slowest_s: float = 0.0
    """processor seconds"""

    def add(self, case: Case, read: str, seconds: float) -> None:
        """Count one picture."""
        truth = case.digits
        self.pictures += 1
        self.whole += read == truth
        self.digits += len(truth)
        self.right += common(truth, read)
        self.slowest_s = max(self.slowest_s, seconds)
        if read != truth:
            self.wrong.append(Example(case.kind, case.file, truth, read))


def common(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = row[:]
        for place, match in enumerate(other):
            row[place + 1] = (
                before[place] + 1 if letter == match else max(row[place], before[place + 1])
            )
    return row[-1]


def in_folder(folder: Path) -> Iterator[Case]:
    """The cases in a folder, whose ``cases.json`` may call the kind ``condition``."""
    for row in json.loads((folder / "cases.json").read_text()):
        path = folder / row["file"]
        kind = row.get("kind") or row["condition"]
        yield Case(kind, path.read_bytes(), path.suffix, row["digits"])


def measure(every: Iterator[Case]) -> dict[str, Tally]:
    """Read all pictures; returns the counts per kind."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in every:
        start = time.process_time()
        read = read_digits(case.file)
        seconds = time.process_time() - start
        tallies[case.kind].add(case, read, seconds)
    return dict(tallies)


def main(arguments: list[str] | None = None) -> None:
    """Measure, print a table by kind and one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--each", type=int, default=3, help="pictures of each kind and seed")
    parser.add_argument("--kinds", nargs="+", help="only these")
    parser.add_argument("--costs", action="store_true", help="measure time and memory too")
    parser.add_argument("--folder", type=Path, help="pictures with a cases.json, in place of seeds")
    parser.add_argument("--examples", type=Path, help="a PNG to write, one wrong reading per kind")
    options = parser.parse_args(arguments)
    if options.folder:
        tallies = measure(in_folder(options.folder))
    else:
        pictures = (c for seed in options.seeds for c in cases(seed, options.each, options.kinds))
        tallies = measure(pictures)
    for kind, tally in tallies.items():
        wrong = "; ".join(f"{one.written!r} as {one.read!r}" for one in tally.wrong[:3])
        print(
            f"{kind:44} {tally.whole:4}/{tally.pictures:<4} {tally.right:5}/{tally.digits:<5}"
            f" {tally.slowest_s:5.2f} s  {wrong}"
        )
    if options.examples:
        sheet([tally.wrong[0] for tally in tallies.values() if tally.wrong]).save(options.examples)
    done = summary(tallies)
    if options.costs:
        done["costs"] = costs()
        for name, row in done["costs"].items():
            print(f"{name:44} {row['cpu_s']:5.2f} s, {row['peak_mb']} MB, {row['added_mb']} added")
    print(json.dumps(done))


def summary(tallies: dict[str, Tally]) -> dict[str, Any]:
    """The figures over all kinds, and each kind's share of pictures that are read right."""
    tallied = [tally for tally in tallies.values() if tally.digits]
    empty = [tally for tally in tallies.values() if not tally.digits]

    def share(part: int, whole: int) -> float | None:
        return round(part / whole, 4) if whole else None

    return {
        "pictures": sum(tally.pictures for tally in tallies.values()),
        "whole": share(sum(t.whole for t in tallied), sum(t.pictures for t in tallied)),
        "digits": share(sum(t.right for t in tallied), sum(t.digits for t in tallied)),
        "refused": share(sum(t.whole for t in empty), sum(t.pictures for t in empty)),
        "slowest_cpu_s": round(max(t.slowest_s for t in tallies.values()), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "kinds": {kind: share(t.whole, t.pictures) for kind, t in tallies.items()},
    }


if __name__ == "__main__":
    main()
