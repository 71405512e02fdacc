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
READY = ENVIRONMENT / ".requirements"
# What uv and pip say if Ray has no package for this Python or machine.
MISSING = ("no wheels with a matching", "No matching distribution", "not supported", "no version")


def main() -> int:
    """Install what is missing and run the tests; 0 also if there is no Ray for this Python."""
    problem = install()
    if problem:
        print(problem, file=sys.stderr)
        if any(text in problem for text in MISSING):
            version = ".".join(map(str, sys.version_info[:2]))
            print(f"SKIPPED: Ray has no package for Python {version}, so nothing was tested.")
            return 0
        return 1
    command = [sys.executable, "-m", "pytest", "tests/cluster", "--durations=8"]
    command += ["--reruns", "2", "--reruns-delay", "5", "-r", "fEsR"]
    environment = os.environ | {"LATENT_LAB_TEST_RAY": str(ENVIRONMENT / "bin")}
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode


def install() -> str:
    """Install the requirements of a cluster's machine; what went wrong, or nothing."""
    wanted = REQUIREMENTS.read_bytes() + (PROJECT / "requirements.txt").read_bytes()
    if READY.exists() and READY.read_bytes() == wanted:
        return ""
    print(f"Installing Ray into {ENVIRONMENT.name}: about 7 GB, most of it shared with .venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    python = ENVIRONMENT / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    requirements = ["install", "--quiet", "-r", str(REQUIREMENTS)]
    programs = [
        [sys.executable, "-m", "uv", "pip", *requirements, "--python", str(python)],
        [str(python), "-m", "pip", *requirements, "--no-compile", "--disable-pip-version-check"],
    ]
    problem = ""
    for command in programs:  # uv reads no pip.conf: if it cannot reach the index, pip installs
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            READY.write_bytes(wanted)
            return ""
        problem += result.stderr[-2000:]
    return problem


if __name__ == "__main__":
    sys.exit(main())
