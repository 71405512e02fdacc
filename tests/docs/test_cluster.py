"""docs/cluster.md starts a cluster as tests/cluster does."""

import re
from pathlib import Path

from core.settings import PROJECT
from tests.cluster.head import Head


def test_the_documented_head_is_that_of_the_tests(tmp_path: Path) -> None:
    text = (PROJECT / "docs" / "cluster.md").read_text()
    section = text.partition("On the first machine, the head:")[2]
    block = section.partition("```sh\n")[2].partition("```")[0]
    head = Head(Path("/opt/ray/bin"), tmp_path)

    exported = re.findall(r"(?:export|\s)([A-Z][A-Z_]+)=", block)
    assert set(exported) - set(head.environment()) == set()
    assert "RAY_AUTH_TOKEN" in exported
    (command,) = (line.split() for line in block.splitlines() if line.startswith("ray start"))
    options = {part.partition("=")[0] for part in command[2:]}
    assert options - {part.partition("=")[0] for part in head.command()} == set()
    head.close()
