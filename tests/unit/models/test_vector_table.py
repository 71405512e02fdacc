"""The table of vectors: known pictures are found, others are not."""

import pytest
import torch

import models
from models.vector_table import VectorTable, VectorTableConfig, digests

IMAGES = torch.randint(
    0, 256, (9, 8, 8), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)


def table() -> VectorTable:
    spec = {"family": "vectors", "shape": (1, 8, 8), "latent": 3, "count": 9}
    module = models.build(spec)
    assert isinstance(module, VectorTable)
    module.get_buffer("vectors").copy_(torch.arange(27.0).reshape(9, 3))
    module.get_buffer("pictures").copy_(torch.tensor(digests(IMAGES)))
    return module


def test_pictures_are_found_by_their_pixels() -> None:
    x = IMAGES[[4, 0, 8]].unsqueeze(1).float() / 255
    assert table().encode(x).tolist() == [[12, 13, 14], [0, 1, 2], [24, 25, 26]]


def test_other_pictures_have_no_vector() -> None:
    with pytest.raises(LookupError, match="no vector"):
        table().encode(torch.zeros(1, 1, 8, 8))


def test_of_equal_pictures_the_first_counts() -> None:
    module = table()
    module.get_buffer("pictures")[5] = module.get_buffer("pictures")[2]
    assert module.encode(IMAGES[2:3].unsqueeze(1) / 255).tolist() == [[6, 7, 8]]


def test_a_table_beyond_the_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="more than the"):
        VectorTableConfig(latent=2048, count=100_000)


def test_it_is_not_trained() -> None:
    with pytest.raises(RuntimeError, match="cannot be trained"):
        table().loss(torch.zeros(1, 1, 8, 8), torch.zeros(1))
