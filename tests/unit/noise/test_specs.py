"""Noise as JSON: every noise survives it, and a wrong one is refused in one sentence."""

import json
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecipeError
from core.noise import (
    KINDS,
    GaussianNoise,
    MaskNoise,
    MixtureNoise,
    at_level,
    from_spec,
    make_generator,
    to_spec,
)
from core.text.controls import controls
from tests.unit.digits import digits


@st.composite
def any_noise(draw):
    kind = draw(st.sampled_from(list(KINDS)))
    values = {
        control.name: draw(st.floats(control.low, control.high))
        for control in controls(KINDS[kind])
    }
    if kind == "mask":
        values["ones"] = min(values["ones"], 1 - values["zeros"])
    return KINDS[kind](**values)


@given(noise=any_noise(), seed=st.integers(0, 2**31))
def test_any_noise_survives_json_and_stays_in_range(noise, seed):
    spec = json.loads(json.dumps(to_spec(noise)))
    assert from_spec(spec) == noise
    x, _ = digits(4)
    noisy = noise(x, make_generator(seed))
    assert 0 <= noisy.min() <= noisy.max() <= 1
    assert torch.equal(noisy, from_spec(spec)(x, make_generator(seed)))


REFUSED = {
    "a level above its range": (
        lambda: GaussianNoise(sigma=5),
        "Gaussian noise: sigma: Input should be less than or equal to 2, not 5.",
    ),
    "a negative level": (
        lambda: at_level("blur", -1),
        "Blur noise: radius: Input should be greater than or equal to 0, not -1.",
    ),
    "not a number": (
        lambda: GaussianNoise(sigma=math.nan),
        "Gaussian noise: sigma: Input should be less than or equal to 2, not nan.",
    ),
    "a word": (
        lambda: from_spec({"kind": "speckle", "sigma": "much"}),
        "Speckle noise: sigma: Input should be a valid number, not 'much'.",
    ),
    "shares above the whole": (
        lambda: MaskNoise(0.8, 0.4),
        "Mask noise: zeros 0.8 and ones 0.4 add up to more than 1.",
    ),
    "an unknown kind": (
        lambda: at_level("salt", 0.5),
        f"Unknown noise 'salt', expected one of {', '.join(KINDS)}.",
    ),
    "no kind": (
        lambda: from_spec({"sigma": 1}),
        f"Unknown noise 'None', expected one of {', '.join(KINDS)}.",
    ),
    "an unknown field": (
        lambda: from_spec({"kind": "block", "size": 3}),
        "Covering block noise: size: there is no such field.",
    ),
    "a mixture without limits": (
        lambda: from_spec({"kind": "mixture"}),
        "Mixture noise: limits: it is missing.",
    ),
    "a mixture of half a pair": (
        lambda: from_spec({"kind": "mixture", "limits": [["blur"]]}),
        "Mixture noise: limits.0.1: it is missing.",
    ),
    "a mixture with another field": (
        lambda: from_spec({"kind": "mixture", "limits": [], "sigma": 1}),
        "Mixture noise: sigma: there is no such field.",
    ),
    "a mixture with a level out of range": (
        lambda: from_spec({"kind": "mixture", "limits": [["block", 99]]}),
        "Covering block noise: side: Input should be less than or equal to 28, not 99.0.",
    ),
    "a mixture of an unknown kind": (
        lambda: MixtureNoise((("fog", 1.0),)),
        f"Unknown noise 'fog', expected one of {', '.join(KINDS)}.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_noise_is_refused_in_one_sentence(case):
    call, sentence = REFUSED[case]
    with pytest.raises(RecipeError) as caught:
        call()
    assert str(caught.value) == sentence
