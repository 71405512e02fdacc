"""The files for operators name what there is: folders, options, versions and settings."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from core.settings import PROJECT, Settings

SERVING = PROJECT / "docs" / "serving"
CONTAINER = (PROJECT / "Containerfile").read_text(encoding="utf-8")
UNIT = (SERVING / "latent-lab.service").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
GUIDE = (PROJECT / "docs" / "serving.md").read_text(encoding="utf-8")


def options(text: str) -> dict[str, object]:
    """The options of the uvicorn command in a text, as uvicorn reads them."""
    command = re.search(r"uvicorn (app:app .*?(?:timeout-graceful-shutdown \d+))", text, re.DOTALL)
    assert command
    words = [word for word in shlex.split(command[1].replace("\\\n", " ")) if word.strip()]
    words = [word.replace("$(HOST)", "127.0.0.1").replace("$(PORT)", "8501") for word in words]
    return uvicorn.main.make_context("uvicorn", words).params


@pytest.mark.parametrize("text", [CONTAINER, UNIT], ids=["container", "unit"])
def test_uvicorn_is_started_as_make_run_does(text: str) -> None:
    differing = {name for name, value in options(text).items() if options(MAKEFILE)[name] != value}

    assert differing <= {"host"}


def test_the_container_copies_what_there_is() -> None:
    sources = [
        source
        for line in re.findall(r"^COPY (.+)$", CONTAINER, re.MULTILINE)
        for source in line.split()[:-1]
    ]

    assert {"app.py", "core", "models", "pages", "checkpoints", "requirements.txt"} <= set(sources)
    for source in sources:
        assert (PROJECT / source).exists(), source


def test_the_container_installs_with_the_same_uv() -> None:
    assert re.findall(r"uv==([\d.]+)", CONTAINER) == re.findall(r"uv==([\d.]+)", MAKEFILE)


def test_secrets_stay_out_of_the_container() -> None:
    assert "COPY .streamlit/config.toml" in CONTAINER
    assert not re.search(r"^COPY (\.|\.streamlit) ", CONTAINER, re.MULTILINE)


@pytest.mark.parametrize("text", [CONTAINER, UNIT, GUIDE], ids=["container", "unit", "guide"])
def test_every_setting_exists(text: str) -> None:
    known = {f"LATENT_LAB_{name.upper()}" for name in Settings.model_fields}

    assert set(re.findall(r"LATENT_LAB_[A-Z_]+[A-Z]", text)) <= known


def test_every_link_of_the_guide_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", GUIDE):
        assert (PROJECT / "docs" / Path(target)).exists(), target


def test_hadolint_finds_nothing_in_the_container_file() -> None:
    program = Path(sys.executable).with_name("hadolint")  # of the development requirements

    check = subprocess.run([program, PROJECT / "Containerfile"], capture_output=True, text=True)

    assert check.stdout + check.stderr == ""


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    installed = tmp_path / ".venv" / "bin" / "uvicorn"  # it looks for the command
    installed.parent.mkdir(parents=True)
    installed.touch(mode=0o755)
    unit = tmp_path / "latent-lab.service"
    unit.write_text(UNIT.replace("/opt/latent-lab", str(tmp_path)))

    check = subprocess.run([program, "verify", unit], capture_output=True, text=True)

    assert check.returncode == 0
    assert "latent-lab" not in check.stderr  # other units of the machine may have faults
