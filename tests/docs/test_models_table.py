"""docs/models.md is what `tools.models_table` writes from the shipped cards."""

import pytest

from core.checkpoints import Store
from core.data import load
from core.settings import PROJECT
from tools import models_table


def test_the_page_is_of_the_shipped_cards() -> None:
    if load("mnist").is_sample:
        pytest.skip("the figures are of all of MNIST")
    page = models_table.page(Store(PROJECT / "checkpoints"))

    text = (PROJECT / "docs" / "models.md").read_text(encoding="utf-8")
    assert text == page, "write it again: python -m tools.models_table"
