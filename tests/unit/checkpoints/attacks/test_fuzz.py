"""Damaged and random files by the thousand: each is refused, or is the file that was saved."""

import copy
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.checkpoints import codec
from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge

SEALED = forge.forgery().seal()
HEADER_END = 8 + int.from_bytes(SEALED[:8], "little")


def test_two_hundred_flipped_bits_all_refused(refuse, tried):
    chance = random.Random(20_260)
    # half in the header with its card, half in the weights
    spots = [chance.randrange(HEADER_END * 8) for _ in range(100)]
    spots += [chance.randrange(HEADER_END * 8, len(SEALED) * 8) for _ in range(100)]
    for spot in spots:
        data = bytearray(SEALED)
        data[spot // 8] ^= 1 << (spot % 8)
        refuse(bytes(data), listed_as_bad=spot < HEADER_END * 8)
    tried(len(spots))


def test_every_bit_of_the_header_counts():
    for spot in range(HEADER_END * 8):
        data = bytearray(SEALED)
        data[spot // 8] ^= 1 << (spot % 8)
        with pytest.raises(ValueError, match=r"^its? "):
            codec.unpack(bytes(data))


def mutated(chance: random.Random, data: bytes) -> bytes:
    """``data`` with one to four random changes, most of them in its header."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        limit = min(len(result), HEADER_END if chance.random() < 0.8 else len(data))
        spot = chance.randrange(max(limit, 1))
        kind = chance.randrange(5)
        piece = chance.choice(
            [b"{", b"}", b"[", b"]", b'"', b",", b"-", b"1e99", b"\\", b"null", b"\xff", b"0"]
        )
        if kind == 0:
            result[spot : spot + 1] = chance.randbytes(1)
        elif kind == 1:
            del result[spot : spot + chance.randint(1, 64)]
        elif kind == 2:
            result[spot:spot] = piece
        elif kind == 3:
            other = chance.randrange(max(limit, 1))
            length = chance.randint(1, 32)
            result[spot : spot + length] = result[other : other + length]
        else:
            result = result[: chance.randrange(len(result) + 1)]
    return bytes(result)


def test_three_thousand_mutations_with_a_mended_length(tried):
    """The length field is put right, so that the changes reach the JSON and the checks after."""
    chance = random.Random(1)
    refused = 0
    for _ in range(3_000):
        data = mutated(chance, SEALED)
        end = data.rfind(b"}}") + 2
        if chance.random() < 0.7 and end > 8:
            data = (end - 8).to_bytes(8, "little") + data[8:]
        if data == SEALED:
            continue
        with pytest.raises(ValueError, match=r"^its? "):
            codec.unpack(data)
        refused += 1
    assert refused > 2_900
    tried(refused)


def test_five_hundred_mutated_cards_with_a_mended_seal(tried):
    """Values of the card replaced at random, resealed: loaded with finite bounds or refused."""
    chance = random.Random(2)
    original, weights = forge.forgery(), forge.module()
    values = [None, True, -1, 0, 1, 2, 10**9, 2**64, 1.5, "", "x", "dense", [], [1], {}, {"a": 1}]
    outcomes = {"loaded": 0, "refused": 0}
    for _ in range(500):
        parts = copy.deepcopy(original)
        target = chance.choice([parts.card, parts.card["model"], parts.card["dataset"]])
        target[chance.choice([*target, "extra"])] = chance.choice(values)
        try:
            loaded = codec.unpack(parts.seal())
        except ValueError:
            outcomes["refused"] += 1
        else:
            outcomes["loaded"] += 1
            assert forge.same_weights(loaded.module, weights)
    assert min(outcomes.values()) > 20
    tried(sum(outcomes.values()))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes(data):
    with pytest.raises(ValueError, match=r"^its? "):
        codec.unpack(data)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=64))
def test_random_header_of_the_right_length(header, data):
    with pytest.raises(ValueError, match=r"^its? "):
        codec.unpack(forge.assemble(b"{" + header, data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["a", "__metadata__", "dtype", "shape"]), JSON))
def test_random_json_header(header):
    with pytest.raises(ValueError, match=r"^its? "):
        codec.unpack(forge.assemble(header, b"\0" * 8))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200))
def test_random_files_in_the_store_are_listed_and_refused(store, data):
    (store.folder / "noise.safetensors").write_bytes(data)
    assert [entry.problem is None for entry in store.entries()] == [True, False]
    with pytest.raises(CheckpointError, match=r"noise\.safetensors"):
        store.load("noise")
