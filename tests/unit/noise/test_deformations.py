"""Random deformations: as large as they say, repeatable, and leaving a digit a digit."""

import pytest
import torch
from torch.nn import functional as F

from core.noise import make_generator
from core.noise.deformations import AffineAugment
from tests.unit.digits import digits

STILL = {"rotation": 0.0, "scale": 0.0, "shear": 0.0, "shift": 0.0}


def centre(x):
    """Centre of mass of each image in pixels: (N,) along x and (N,) along y."""
    total = x.sum((1, 2, 3))
    place = torch.arange(28.0)
    return (x.sum((1, 2)) * place).sum(1) / total, (x.sum((1, 3)) * place).sum(1) / total


def inertia(x):
    """Second moments about the centre of mass: (N,) each of xx, yy and xy, in square pixels."""
    cx, cy = centre(x)
    total = x.sum((1, 2, 3))
    place = torch.arange(28.0)
    dx = place.reshape(1, 1, -1) - cx.reshape(-1, 1, 1)
    dy = place.reshape(1, -1, 1) - cy.reshape(-1, 1, 1)
    image = x[:, 0]
    return tuple((image * p).sum((1, 2)) / total for p in (dx**2, dy**2, dx * dy))


def smooth(count=200):
    """Round-free blobs well inside the image, which bilinear sampling barely changes."""
    row = torch.arange(28.0).reshape(-1, 1) - 13.5
    column = torch.arange(28.0).reshape(1, -1) - 13.5
    blob = torch.exp(-0.5 * ((column / 2.2) ** 2 + (row / 4.0) ** 2))
    return blob.expand(count, 1, 28, 28).clone()


def test_the_contract():
    x, _ = digits(64)
    before = x.clone()
    augment = AffineAugment()
    moved = augment(x, make_generator(1))
    assert moved.shape == x.shape
    assert moved.dtype == torch.float32
    assert torch.equal(x, before)
    assert moved.min() >= 0
    assert moved.max() <= 1 + 1e-6
    assert torch.equal(moved, augment(x, make_generator(1)))
    assert not torch.equal(moved, augment(x, make_generator(2)))
    assert all(not torch.equal(a, b) for a, b in zip(moved, x, strict=True))


def test_one_seed_gives_each_image_its_own_deformation():
    x = digits(1)[0].expand(8, 1, 28, 28)
    moved = AffineAugment()(x, make_generator(0))
    assert len({tuple(image.flatten().tolist()) for image in moved}) == 8


def test_nothing_asked_is_nothing_done():
    x, _ = digits(32)
    torch.testing.assert_close(AffineAugment(**STILL)(x, make_generator(0)), x, rtol=0, atol=1e-4)


@pytest.mark.parametrize("shift", [0.5, 2.0, 3.0])
def test_a_shift_moves_the_centre_by_up_to_its_pixels(shift):
    x = smooth(2000)
    moved = AffineAugment(**{**STILL, "shift": shift})(x, make_generator(0))
    for after, before in zip(centre(moved), centre(x), strict=True):
        step = after - before
        assert float(step.abs().max()) <= shift * 1.02
        assert float(step.std()) == pytest.approx(shift / 3**0.5, rel=0.06)
        assert float(step.mean()) == pytest.approx(0, abs=0.06 * shift)


def test_a_rotation_turns_by_up_to_its_degrees_and_keeps_the_size():
    x = smooth(1000)
    turned = AffineAugment(**{**STILL, "rotation": 20.0})(x, make_generator(0))
    xx, yy, xy = inertia(turned)
    torch.testing.assert_close(xx + yy, sum(inertia(x)[:2]), rtol=0.03, atol=0)
    angle = 0.5 * torch.atan2(2 * xy, yy - xx).rad2deg()
    assert float(angle.abs().max()) == pytest.approx(20, abs=0.7)
    assert float(angle.std()) == pytest.approx(20 / 3**0.5, rel=0.06)


def test_a_scale_changes_each_axis_by_up_to_its_share():
    x = smooth(1000)
    wide, tall, _ = inertia(AffineAugment(**{**STILL, "scale": 0.2})(x, make_generator(0)))
    for after, before in ((wide, inertia(x)[0]), (tall, inertia(x)[1])):
        factor = (after / before).sqrt()
        assert float(factor.max()) == pytest.approx(1 / 0.8, abs=0.03)
        assert float(factor.min()) == pytest.approx(1 / 1.2, abs=0.03)
    ratio = ((wide / tall) / (inertia(x)[0] / inertia(x)[1])).sqrt()
    assert ratio.max() > 1.2, "the axes are stretched one without the other"


def test_a_shear_slants_by_up_to_its_share():
    x = smooth(1000)
    _, yy, xy = inertia(AffineAugment(**{**STILL, "shear": 0.3})(x, make_generator(0)))
    slant = xy / yy
    assert float(slant.abs().max()) == pytest.approx(0.3, abs=0.02)
    assert float(slant.std()) == pytest.approx(0.3 / 3**0.5, rel=0.06)
    torch.testing.assert_close(yy, inertia(x)[1], rtol=0.02, atol=0)


def test_outside_is_black():
    white = torch.ones(50, 1, 28, 28)
    moved = AffineAugment(**{**STILL, "shift": 8.0})(white, make_generator(0))
    assert (moved.amin((1, 2, 3)) == 0).float().mean() > 0.8


def test_it_uses_the_generator_it_is_given():
    x, _ = digits(4)
    before = torch.get_rng_state()
    AffineAugment()(x, make_generator(0))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_digit_stays_the_digit_it_was():
    """Nearest class mean reads deformed digits nearly as well as those it was made from."""
    x, labels = digits(2000, "train")
    means = torch.stack([x[labels == label].mean(0).flatten() for label in range(10)])

    def read(images):
        blurred = F.avg_pool2d(images, 3, 1, 1).flatten(1)
        return float((torch.cdist(blurred, means).argmin(1) == labels).float().mean())

    moved = AffineAugment(rotation=8, scale=0.08, shear=0.1, shift=1.0)(x, make_generator(0))
    assert read(x) > 0.78
    assert read(moved) > read(x) - 0.12
