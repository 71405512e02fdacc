"""Fuzz each kind of file and write the counts into docs/reliability.md.

``python -m tests.fuzz [--seconds 300] [--kinds cards jobs ...]``. Each kind starts from good files
and from its corpus in ``tests/fuzz/corpus``. What covers more of the code joins the corpus; an
input for each different fault is left in ``var/faults`` with its traceback, and the exit code is 1.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from core.settings import PROJECT, settings
from tests.counts import write_count
from tests.fuzz.corpus import kept, write_corpus
from tests.fuzz.kinds import KINDS, Kind

TEST = "unit/test_fuzz_corpus.py::test_what_fuzzing_found_is_read_or_refused"
MEMORY_MB = 4096


def main(arguments: list[str] | None = None) -> int:
    """Fuzz the kinds one after the other; 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="for each kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    options = parser.parse_args(arguments)
    return max(fuzz(name, options.seconds) for name in options.kinds)


def fuzz(name: str, seconds: int) -> int:
    """Fuzz one kind and record it; 1 if there is a fault."""
    kind, faults = KINDS[name], settings().home / "faults" / name
    faults.mkdir(parents=True, exist_ok=True)
    for path in faults.iterdir():
        path.unlink()
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary)
        for number, data in enumerate([*good_files(kind), *kept(name)]):
            (corpus / f"{number}").write_bytes(data)
        most = 2 * max(path.stat().st_size for path in corpus.iterdir())
        log = _trial(
            name, corpus, faults, f"-max_total_time={seconds}", f"-max_len={most}",
            "-len_control=0", f"-rss_limit_mb={MEMORY_MB}", "-timeout=60", "-report_slow_units=60",
            f"-artifact_prefix={faults}/",
        )  # fmt: skip
        done = re.search(r"Done (\d+) runs in (\d+) second", log)
        if done is None:
            print(log[-3000:], file=sys.stderr)
        else:
            write_corpus(name, [path.read_bytes() for path in corpus.iterdir()])
    found = len([path for path in faults.iterdir() if path.suffix != ".txt"])
    if done is not None:
        result = "read whole, or refused in one sentence" if not found else f"{found} faults"
        what = f"{kind.title}, mutated under guidance of coverage for {int(done[2]):,} seconds"
        write_count(f"{TEST}[{name}]", what, int(done[1]), result)
    print(f"{name}: {done[1] if done else 'no'} inputs, {found} faults in {faults}", flush=True)
    return int(done is None or found > 0)


def _trial(name: str, corpus: Path, faults: Path, *options: str) -> str:
    """Run libFuzzer with ``options`` in a process of its own and return what it printed."""
    command = [sys.executable, "-m", "tests.fuzz.trial", name, str(corpus), str(faults), *options]
    run = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, errors="replace", check=False
    )
    return run.stderr


def good_files(kind: Kind) -> list[bytes]:
    """The files of a kind to start from."""
    with tempfile.TemporaryDirectory() as folder:
        return kind.files(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
