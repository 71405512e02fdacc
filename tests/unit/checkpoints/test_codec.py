"""A module and its card to bytes and back."""

import pytest
import torch

from core.checkpoints.codec import inspect, pack, tensors_digest, unpack
from core.checkpoints.header import LENGTH_BYTES, header_length, parse_header
from tests.unit.checkpoints.attacks import forge


def header_of(data: bytes):
    length = header_length(data[:LENGTH_BYTES], len(data))
    return parse_header(data[LENGTH_BYTES : LENGTH_BYTES + length], len(data))


def test_a_model_survives_the_round_trip_bit_for_bit():
    module = forge.module(3, {"family": "vae-conv", "channels": [4, 8], "strides": [2, 2]})
    card = forge.card("mine", module)

    loaded = unpack(pack(module, card))

    assert forge.same_weights(loaded.module, module)
    assert loaded.card.model_copy(update={"sha256": ""}) == card
    assert loaded.warnings == ()
    assert not loaded.module.training
    assert not any(parameter.requires_grad for parameter in loaded.module.parameters())


def test_the_bytes_are_the_same_each_time():
    module, card = forge.module(), forge.card()
    assert len({pack(module, card) for _ in range(5)}) == 1


def test_the_card_can_be_read_without_the_weights():
    module = forge.module()
    data = pack(module, forge.card("mine", module))
    card = inspect(header_of(data))
    assert card.name == "mine"
    assert card.sha256 == unpack(data).card.sha256


def test_tied_weights_and_slices_are_stored_as_tensors_of_their_own():
    module = forge.module()
    module.get_parameter("encoder.0.bias").data = torch.zeros(9)[:2]
    loaded = unpack(pack(module, forge.card("mine", module)))
    assert forge.same_weights(loaded.module, module)


def test_a_dtype_that_the_format_lacks_is_refused():
    module = forge.module()
    module.register_buffer("counts", torch.zeros(3, dtype=torch.complex64))
    with pytest.raises(ValueError, match="'counts' has dtype torch.complex64, which cannot be st"):
        pack(module, forge.card())


def test_the_digest_covers_names_types_shapes_and_bytes_in_any_order():
    one, two = ("a", "F32", (2,), b"12345678"), ("b", "F32", (1,), b"1234")
    digest = tensors_digest([one, two])
    assert tensors_digest([two, one]) == digest
    changes = [("c", *one[1:]), ("a", "F64", *one[2:]), (*one[:2], (1, 2), one[3])]
    changes.append((*one[:3], b"12345679"))
    assert len({digest, *(tensors_digest([other, two]) for other in changes)}) == 5


def test_weights_that_are_not_finite_come_with_a_warning():
    module = forge.module()
    with torch.no_grad():
        module.get_parameter("encoder.0.bias")[0] = torch.nan
    (warning,) = unpack(pack(module, forge.card())).warnings
    assert warning.startswith("1 of its ")
    assert "'encoder.0.bias'" in warning


def test_a_parameter_count_of_another_network_is_refused():
    module = forge.module()
    with pytest.raises(ValueError, match="says 3 parameters but its architecture has"):
        unpack(pack(module, forge.card("mine", module, parameters=3)))


def test_the_first_five_differences_of_the_tensors_are_named():
    spec = {"family": "dense", "widths": [9, 8, 7], "latent": 2}
    card = forge.card("mine", forge.module(0, spec))
    with pytest.raises(ValueError, match="; and ") as caught:
        unpack(pack(forge.module(), card))
    assert str(caught.value).count(" is missing") + str(caught.value).count(", not ") == 5
