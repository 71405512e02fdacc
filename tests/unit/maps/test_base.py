"""What a map's description says about the pictures that it shows."""

from dataclasses import replace

from core.data import entry_named
from core.maps.base import MapInfo

PLANE = MapInfo(
    "bottleneck:a", "A", "Two numbers.", ("x", "y"), ("test",), "ae-conv-2", "reconstruct"
)


def test_a_map_shows_data_sets_of_its_shape_or_one_of_them() -> None:
    mnist, fashion, small = map(entry_named, ("mnist", "fashion-mnist", "digits-8x8"))

    assert PLANE.shows(mnist)
    assert PLANE.shows(fashion)
    assert not PLANE.shows(small)
    only = replace(PLANE, dataset="mnist")
    assert only.shows(mnist)
    assert not only.shows(fashion)


def test_only_a_plane_of_an_autoencoder_can_be_decoded() -> None:
    assert PLANE.decodes
    assert not replace(PLANE, task="classify").decodes
    assert not replace(PLANE, checkpoint=None, task=None).decodes
    space = replace(PLANE, axes=("x", "y", "z"))
    assert not space.is_flat
    assert not space.decodes
