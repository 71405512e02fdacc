"""Principal component analysis, against scikit-learn and by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from core.evaluation.autoencoders import pca
from tests.unit.digits import small_set


def pixels(count: int = 300) -> NDArray[np.float32]:
    return (small_set(count).split("train").images.flatten(1).numpy() / 255).astype(np.float32)


@pytest.mark.parametrize("size", [30, 784])  # in double and in single precision
def test_components_are_those_of_scikit_learn(size: int) -> None:
    x = pixels()[:, 784 // 2 :][:, :size] if size < 784 else pixels()
    result = pca.fit(x)
    reference = PCA(10, svd_solver="full").fit(x.astype(np.float64))

    np.testing.assert_allclose(result.mean, reference.mean_, atol=1e-6)
    np.testing.assert_allclose(result.variances[:10], reference.explained_variance_, rtol=1e-4)
    np.testing.assert_allclose(result.axes[:10], reference.components_, atol=1e-3)
    basis = result.basis(10)
    np.testing.assert_allclose(basis(x), reference.transform(x), atol=1e-2)
    assert basis.share == pytest.approx(reference.explained_variance_ratio_.sum(), rel=1e-4)


def test_axes_are_orthonormal_with_a_positive_largest_number() -> None:
    axes = pca.fit(pixels(20)).axes  # fewer vectors than numbers

    np.testing.assert_allclose(axes @ axes.T, np.eye(784), atol=1e-9)
    assert (axes[np.arange(784), np.abs(axes).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize("few", [pca.FEW, 0])  # by inner products, and by iteration
def test_leading_components_of_long_vectors(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(pca, "SHORT", 100)
    monkeypatch.setattr(pca, "FEW", few)
    x = pixels()
    result, reference = pca.leading(x, 10), pca.fit(x)

    np.testing.assert_allclose(result.mean, reference.mean)
    np.testing.assert_allclose(result.variances, reference.variances[:10], rtol=1e-3)
    np.testing.assert_allclose(result.axes[:5], reference.axes[:5], atol=0.01)
    np.testing.assert_allclose(result.axes @ result.axes.T, np.eye(10), atol=1e-5)
    assert result.total == pytest.approx(reference.total, rel=1e-4)
    assert result.basis(10).share == pytest.approx(reference.basis(10).share, rel=1e-3)
    errors = pca.reconstruction_errors(result, x)
    np.testing.assert_allclose(errors, pca.reconstruction_errors(reference, x)[:11], rtol=1e-3)


def test_directions_without_variance_fill_up_what_few_vectors_lack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pca, "SHORT", 100)
    for x in (pixels(20), np.ones((5, 200))):
        result = pca.leading(x, 50)
        np.testing.assert_allclose(result.axes @ result.axes.T, np.eye(50), atol=1e-9)
        assert (result.variances > 0).sum() == np.linalg.matrix_rank(x - x.mean(0))
        assert result.basis(2)(x.astype(np.float32)).shape == (len(x), 2)


def test_what_never_varies_has_no_variance() -> None:
    x = np.random.default_rng(0).normal(size=(50, 3)) @ np.array([[1, 2, 0], [0, 1, 0], [1, 0, 0]])
    result = pca.fit(x)

    assert (result.variances > 0).tolist() == [True, True, False]
    assert result.basis(2).share == 1
    assert pca.fit(np.ones((5, 3))).basis(2).share == 0


def test_whole_numbers_are_not_turned_to_floats_beforehand() -> None:
    dark = pixels(40)
    grey = np.rint(dark * 255).astype(np.uint8)

    np.testing.assert_allclose(
        pca.fit(grey).variances[:20] / 255**2, pca.fit(dark).variances[:20], rtol=1e-3
    )


def test_progress_is_reported_up_to_the_last_vector() -> None:
    calls: list[tuple[int, int]] = []
    pca.fit(np.eye(3).repeat(5000, 0), lambda done, total: calls.append((done, total)))

    assert calls == [(10_000, 15_000), (15_000, 15_000)]


def test_errors_of_pixels_are_those_of_scikit_learn() -> None:
    part = small_set()
    result = pca.pixel_errors(part)

    train, test = (part.split(which).images.flatten(1).numpy() / 255 for which in ("train", "test"))
    for size in (1, 8, 32):
        fitted = PCA(size, svd_solver="full").fit(train)
        left = test - fitted.inverse_transform(fitted.transform(test))
        assert result[size] == pytest.approx((left**2).sum(1).mean(), rel=1e-5)
    assert result[0] == pytest.approx(((test - train.mean(0)) ** 2).sum(1).mean())
    assert (np.diff(result) <= 1e-9).all()
