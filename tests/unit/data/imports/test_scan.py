"""One reading of all pixels serves every choice about them."""

from pathlib import Path

import pytest

from core.data.imports import Choices, scan, understand
from tests.unit.data.imports.files import digits, npz

IMAGES, LABELS = digits(60)


def test_other_choices_about_the_same_file_do_not_read_it_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand(file)
    monkeypatch.setattr(scan, "open_bundle", lambda *_: pytest.fail("the file was read"))
    assert understand(file, Choices(inverted=True, test_share=0.5)).test == 30


def test_a_changed_file_is_read_again(file: Path) -> None:
    assert understand(file).train == 48
    file.write_bytes(npz(images=IMAGES[:30], labels=LABELS[:30]))
    assert understand(file).train == 24
