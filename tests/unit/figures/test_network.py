"""A network as blocks."""

import pytest

import models
from core import figures
from core.checkpoints import architecture


@pytest.mark.parametrize("family", models.FAMILIES)
def test_a_network_is_drawn_block_by_block(family) -> None:
    whole = architecture.summary({"family": family})
    blocks = architecture.blocks(whole)

    figure = figures.network_graph(whole)

    heights = {x: y for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)}
    assert sorted(heights) == list(range(len(blocks)))
    by_values = sorted(range(len(blocks)), key=lambda index: blocks[index].values)
    assert [heights[index] for index in by_values] == sorted(heights.values())
    assert len(figure.layout.xaxis.ticktext) == len(blocks)
    assert "28×28" in figure.layout.xaxis.ticktext[0]


def test_the_bottleneck_of_an_autoencoder_is_the_lowest_block() -> None:
    figure = figures.network_graph(architecture.summary({"family": "conv", "latent": 2}))

    latent = next(trace for trace in figure.data if "bottleneck" in trace.name)
    assert min(y for trace in figure.data for y in trace.y) == latent.y[0]
    assert "bottleneck, has 2" in figures.alt_text(figure)
