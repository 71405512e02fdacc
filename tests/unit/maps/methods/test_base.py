"""The base class of projection methods."""

from core.maps.methods import PCA, TSNE, UMAP


def test_has_no_more_neighbours_than_there_are_digits() -> None:
    assert UMAP().fitted_to(12)[0] == UMAP(neighbours=11)
    assert TSNE().fitted_to(13)[0] == TSNE(perplexity=4)
    assert PCA(horizontal=9).fitted_to(4)[0] == PCA(horizontal=3)
    assert TSNE().fitted_to(4)[1] == [
        "Perplexity reduced from 30 to 1 because there are only 4 pictures."
    ]
