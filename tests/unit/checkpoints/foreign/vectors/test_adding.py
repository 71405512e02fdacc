"""Vectors that are kept: maps, neighbours, projections and clusters work, a decoder is missed."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from core import clustering, inference, maps
from core.checkpoints import architecture, descriptions
from core.checkpoints.__main__ import main
from core.checkpoints.export.files import export_files
from core.checkpoints.foreign.vectors import keep, prepare
from core.checkpoints.pool import pool
from core.data import load, to_float
from core.errors import CheckpointError
from core.evaluation import neighbours
from core.evaluation.probe import is_finite
from core.inference import encodings
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from tests.stores import home_at, store_at
from tests.unit.checkpoints.foreign.vectors.test_files import npy
from tests.unit.checkpoints.foreign.vectors.test_matching import SET, pixels
from tests.unit.data.imports.files import digits, npz


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "home").mkdir()
    with home_at(tmp_path / "home"), store_at(tmp_path / "store"):
        yield


def add(name: str, numbers: np.ndarray) -> None:
    keep(pool().store.save, prepare("v.npy", npy(numbers), SET), name, "My vectors")


def test_a_flat_map_has_the_numbers_themselves() -> None:
    add("flat", pixels()[:, 20:22])
    (info,) = [info for info in maps.infos(SET) if info.checkpoint == "flat"]
    assert (info.is_flat, info.decodes, info.is_closed) == (True, False, True)
    layout = maps.layout(info.id, SET, "all")
    np.testing.assert_allclose(layout.xy, pixels()[:, 20:22], atol=1e-5)
    assert not [info for info in maps.infos("mnist") if info.checkpoint == "flat"]


def test_equal_pictures_keep_vectors_of_their_own() -> None:
    numbers = np.random.default_rng(0).normal(size=(1797, 4)).astype(np.float32)
    add("own", numbers)
    np.testing.assert_array_equal(encodings.latents("own", SET, "all"), numbers)
    np.testing.assert_array_equal(encodings.latents("own", SET, "test"), numbers[1437:])


def test_neighbours_projections_and_clusters_work() -> None:
    add("wide", pixels())
    assert is_finite("wide", load(SET).split("test"))
    inputs = load_inputs(Request(dataset=SET, split="all", checkpoint="wide"))
    assert len(inputs.vectors) == 1797
    space = neighbours.open_space(SET, "test", "wide")
    x = to_float(load(SET).split("test").images[:3])
    found = neighbours.neighbours(space, x, 2, own_rows=[1437, 1438, 1439])
    in_pixels = neighbours.neighbours(
        neighbours.open_space(SET, "test", None), x, 2, own_rows=[1437, 1438, 1439]
    )
    assert found.rows.tolist() == in_pixels.rows.tolist()
    study = clustering.study_from({"source": {"checkpoint": "wide"}, "dataset": SET})
    assert clustering.fit(study).test_error < 0.5


def test_other_pictures_have_no_vector_and_nothing_is_decoded() -> None:
    add("mine", pixels())
    with pytest.raises(CheckpointError, match="covers only the pictures"):
        inference.encode(pool().module("mine"), torch.rand(1, 1, 8, 8))
    with pytest.raises(CheckpointError, match="only encodes"):
        encodings.reconstruction_errors("mine", SET, "test")
    with pytest.raises(CheckpointError, match="no network, so it cannot become ONNX"):
        export_files("mine", "onnx")
    assert "mine" not in pool().names_for(load("mnist"))
    assert pool().names("reconstruct") == []


def test_vectors_of_the_test_pictures_alone_are_not_taken_for_all() -> None:
    add("tests", pixels()[1437:])
    np.testing.assert_array_equal(encodings.latents("tests", SET, "test"), pixels()[1437:])
    with pytest.raises(CheckpointError, match="for the test pictures of Digits 8×8 only"):
        encodings.latents("tests", SET, "all")


def test_its_card_says_what_it_is() -> None:
    add("flat", pixels()[:, 20:22])
    card = pool().card("flat")
    assert (card.task, card.parameters, card.dataset.test_count) == ("encode", 0, 360)
    text = descriptions.describe(card)
    assert "2 numbers for each of 1,797 pictures of Digits 8×8" in text
    assert [layer.kind for layer in architecture.summary(card.model).layers] == [
        "Picture",
        "Vector",
    ]


def test_the_command_adds_vectors_with_their_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images, labels = digits(40)
    (tmp_path / "mine.npz").write_bytes(npz(images=images, labels=labels))
    (tmp_path / "My codes.npy").write_bytes(npy(images.reshape(40, -1)[:, 300:310]))
    (tmp_path / "bad.npy").write_bytes(npy(np.zeros((39, 4))))
    pictures = ["--pictures", str(tmp_path / "mine.npz"), "--dataset", "with-vectors"]

    assert main(["add", str(tmp_path / "My codes.npy"), *pictures]) == 0

    assert "Kept as 'my-codes'" in capsys.readouterr().out
    expected = load("with-vectors").images.numpy().reshape(40, -1)[:, 300:310]
    np.testing.assert_array_equal(encodings.latents("my-codes", "with-vectors", "all"), expected)
    assert main(["add", str(tmp_path / "bad.npy"), "--dataset", "with-vectors"]) == 1
    assert "39 rows" in capsys.readouterr().err
