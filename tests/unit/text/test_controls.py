"""Numeric settings: what pydantic checks is what a screen offers."""

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.text.controls import Control, controls, setting


@dataclass(frozen=True)
class Kernel:
    radius: float = setting(1.5, "Radius (pixels)", 0, 4, 0.25, "Width of the kernel.")
    passes: int = setting(1, "Passes", 1, 9, 1, "How often.", most=len)


def test_a_setting_has_the_control_that_it_is_declared_with():
    assert controls(Kernel) == controls(Kernel(2.0)) == (
        Control("radius", "Radius (pixels)", 0, 4, 0.25, "Width of the kernel.", 1.5),
        Control("passes", "Passes", 1, 9, 1, "How often.", 1),
    )  # fmt: skip


@pytest.mark.parametrize("values", [
    {"radius": -0.1}, {"radius": 4.1}, {"radius": float("nan")}, {"radius": "1"}, {"radius": True},
    {"radius": None}, {"passes": 0}, {"passes": 10}, {"passes": 1.0}, {"passes": True},
])  # fmt: skip
def test_only_numbers_of_its_range_are_valid(values):
    with pytest.raises(ValidationError) as caught:
        Kernel(**values)
    assert caught.value.errors()[0]["loc"] == tuple(values)


def test_both_ends_of_a_range_are_valid():
    assert Kernel(0, 1) != Kernel(4, 9)
    assert isinstance(Kernel(4).radius, float)


def test_the_json_schema_has_the_range_too():
    radius = TypeAdapter(Kernel).json_schema()["properties"]["radius"]
    assert (radius["minimum"], radius["maximum"], radius["title"]) == (0, 4, "Radius (pixels)")
