"""Tests of jobs on a Ray cluster: installs Ray beside the dashboard and runs tests/cluster.

``make test-cluster`` runs it. Ray has an environment of its own, as on a cluster's machines: the
dashboard must do without it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv-cluster"
REQUIREMENTS = PROJECT / "requirements-cluster.txt"
BASE = PROJECT / "requirements.txt"
READY = ENVIRONMENT / ".requirements"
# Messages of pip and uv about a package that has no release for this Python or machine.
MISSING = ("No matching distribution found", "no wheels with a matching")


def main() -> int:
    """Install Ray if needed and run the tests; returns the exit status.

    It is 0 also if Ray has no package for this Python.
    """
    if (problem := install()) is None:
        version = ".".join(map(str, sys.version_info[:2]))
        print(f"SKIPPED: Ray has no package for Python {version} here, so nothing was tested.")
        return 0
    if problem:
        print(problem, file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "pytest", "tests/cluster", "-m", "ray", "--durations=8"]
    command += ["--reruns", "1", "--reruns-delay", "5", "-r", "fEsR"]
    environment = os.environ | {"LATENT_LAB_TEST_RAY": str(ENVIRONMENT / "bin")}
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode


def install() -> str | None:
    """Install the requirements of a cluster's machine; returns the problem, or an empty text.

    Returns None if the index has no Ray for this Python and machine.
    """
    wanted = REQUIREMENTS.read_bytes() + BASE.read_bytes()
    if READY.exists() and READY.read_bytes() == wanted:
        return ""
    print(f"Installing Ray into {ENVIRONMENT.name}: about 7 GB, most of it shared with .venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    # The dashboard's own requirements come first: if they install, the index can be reached, so a
    # package that is then missing does not exist.
    if problem := _install(BASE):
        return problem
    problem = _install(REQUIREMENTS)
    if any(text in problem for text in MISSING):
        return None
    if not problem:
        READY.write_bytes(wanted)
    return problem


def _install(requirements: Path) -> str:
    python = str(ENVIRONMENT / "bin" / "python")
    options = ["install", "--quiet", "-r", str(requirements)]
    programs = [
        [sys.executable, "-m", "uv", "pip", *options, "--python", python],
        [python, "-m", "pip", *options, "--no-compile", "--disable-pip-version-check"],
    ]
    problem = ""
    for command in programs:  # uv reads no pip.conf: if it cannot reach the index, pip installs
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return ""
        problem += result.stderr[-2000:]
    return problem


if __name__ == "__main__":
    sys.exit(main())
