"""Download data sets in advance: `python -m core.data mnist fashion-mnist`."""

import argparse
import logging
import sys

from core.data import NAMES, load
from core.errors import DataError


def main(arguments: list[str] | None = None) -> int:
    """Download the named data sets; 0 if all of them are available, even as a sample, else 1."""
    parser = argparse.ArgumentParser(prog="python -m core.data", description=__doc__)
    parser.add_argument("names", nargs="*", default=["mnist"], metavar="NAME",
                        help=f"one or more of {', '.join(NAMES)} (default: mnist)")  # fmt: skip
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    failed = False
    for name in parser.parse_args(arguments).names:
        try:
            data = load(name)
        except DataError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        size = data.notice or f"{len(data):,} images"
        tests = len(data) - data.train
        print(f"{name}: {size}, {data.train:,} to train and {tests:,} to test, from {data.source}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
