"""The header of a well-formed file."""

import json

import pytest
from safetensors import torch as safetensors

from core.checkpoints.header import (
    CARD_DIGEST_KEY,
    CARD_KEY,
    LENGTH_BYTES,
    card_digest,
    header_length,
    parse_header,
    with_metadata,
)
from core.storage.digests import sha256
from tests.unit.checkpoints.attacks import forge

CARD = '{"name": "mine"}'
METADATA = {CARD_KEY: CARD, CARD_DIGEST_KEY: card_digest(CARD)}


def file_of(metadata=METADATA) -> bytes:
    return with_metadata(safetensors.save(forge.module().state_dict()), metadata)


def header_of(data: bytes):
    length = header_length(data[:LENGTH_BYTES], len(data))
    return parse_header(data[LENGTH_BYTES : LENGTH_BYTES + length], len(data))


def test_a_header_has_the_card_and_where_each_tensor_is():
    data = file_of()
    header = header_of(data)
    assert header.card_json == CARD
    for name, tensor in forge.module().state_dict().items():
        info = header.tensors[name]
        raw = data[header.data_start + info.begin : header.data_start + info.end]
        assert (info.dtype, info.shape) == ("F32", tuple(tensor.shape))
        assert raw == tensor.numpy().tobytes()
    assert max(info.end for info in header.tensors.values()) == len(data) - header.data_start


def test_metadata_is_replaced_in_a_fixed_order_and_the_tensors_stay_aligned():
    first = file_of({"z": "1", "a": "2"})
    assert first == file_of({"a": "2", "z": "1"})
    again = with_metadata(first, METADATA)
    assert again == file_of()
    assert header_length(again[:LENGTH_BYTES], len(again)) % 8 == 0
    assert safetensors.load(again).keys() == forge.module().state_dict().keys()


def test_the_digest_of_a_card_is_that_of_its_text():
    assert card_digest(CARD) == sha256(CARD)
    assert card_digest(json.dumps(json.loads(CARD), indent=1)) != card_digest(CARD)


@pytest.mark.parametrize("length", [0, 2, 100])
def test_the_length_is_that_of_the_first_eight_bytes(length):
    assert header_length(length.to_bytes(8, "little"), 108) == length


def test_a_length_beyond_the_file_is_refused():
    with pytest.raises(ValueError, match="claims 101 bytes but only 100 follow, so it was cut"):
        header_length((101).to_bytes(8, "little"), 108)
