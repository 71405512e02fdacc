"""Snapshots of a training that another program or a damaged disk has left."""

import pytest
import torch
from safetensors.torch import save

from core.errors import TrainingError
from core.training.snapshots import SharedImages, Snapshot


@pytest.mark.parametrize("kind", [SharedImages, Snapshot])
@pytest.mark.parametrize("content", [b"", b"\0" * 40, save({"other": torch.zeros(2)})])
def test_a_snapshot_that_cannot_be_read_is_a_sentence(
    kind: type[SharedImages] | type[Snapshot], content: bytes
) -> None:
    with pytest.raises(TrainingError, match=r"The snapshot '.*' is damaged\."):
        kind.parse(content)


def test_what_else_a_snapshot_holds_is_not_read() -> None:
    parts = {"points": torch.zeros(3, 2), "output": torch.zeros(1), "more": torch.zeros(1)}

    assert Snapshot.parse(save(parts)).points.shape == (3, 2)
