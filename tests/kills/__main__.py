"""Kill each writer 200 times and write the counts into docs/reliability.md.

``python -m tests.kills [--times 200] [--writers checkpoints ...]``. What a writer leaves must be
the old content or the new one, and the next writer must go on. tests/unit/test_kills.py kills each
a few times.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.counts import write_count
from tests.kills.killing import kill_often
from tests.kills.writers import WRITERS

TEST = "unit/test_kills.py::test_a_killed_writer_leaves_the_old_content_or_the_new"


def main(arguments: list[str] | None = None) -> None:
    """Kill each writer and record how often."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="kills of each writer")
    parser.add_argument("--writers", nargs="+", choices=WRITERS, default=list(WRITERS))
    options = parser.parse_args(arguments)
    for name in options.writers:
        with tempfile.TemporaryDirectory() as folder:
            strays = kill_often(name, Path(folder), options.times)
        result = "the old content or the new, each time, and the next writer goes on"
        if strays:
            result += f"; {strays} stray files, all removed"
        write_count(f"{TEST}[{name}]", WRITERS[name].title, options.times, result)
        print(f"{name}: {options.times} kills, {strays} stray files", flush=True)


if __name__ == "__main__":
    sys.exit(main())
