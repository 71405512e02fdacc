"""Maps by their id."""

import pytest

from core import maps
from core.errors import ProjectionError
from core.maps import catalogue


@pytest.mark.parametrize("unknown", ["bottleneck", "bottleneck:", "elsewhere:plane", ""])
def test_an_unknown_map_is_refused_in_a_sentence(unknown: str) -> None:
    with pytest.raises(ProjectionError, match="There is no map"):
        maps.layout(unknown, "mnist", "test")


def test_every_source_of_maps_answers_for_its_own_ids() -> None:
    for kind, source in catalogue.SOURCES.items():
        assert all(info.id.startswith(f"{kind}:") for info in source.infos())
    infos = maps.infos()
    assert len({info.id for info in infos}) == len(infos)
    assert [maps.info(info.id) for info in infos] == infos
