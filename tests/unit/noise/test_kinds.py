"""One contract for every noise, and the statistics that make each one what it says it is."""

import math

import pytest
import torch
from torch.nn import functional as F

from core.noise import (
    KINDS,
    BlockNoise,
    BlurNoise,
    DilationNoise,
    ErosionNoise,
    GaussianNoise,
    MaskNoise,
    MixtureNoise,
    SpeckleNoise,
    at_level,
    level_control,
    make_generator,
)
from core.text.controls import controls
from tests.unit.digits import digits

RANDOM = ["gaussian", "mask", "speckle", "block"]  # the others draw nothing
MIXTURE = MixtureNoise((("gaussian", 0.6), ("mask", 0.7), ("blur", 2.5), ("erosion", 1.0)))
ALL = {kind: noise() for kind, noise in KINDS.items()} | {"mixture": MIXTURE}


@pytest.mark.parametrize("kind", ALL)
def test_every_noise_keeps_the_contract(kind):
    x, _ = digits(64)
    before = x.clone()
    noisy = ALL[kind](x, make_generator(1))
    assert noisy.shape == x.shape
    assert noisy.dtype == torch.float32
    assert noisy.device == x.device
    assert 0 <= noisy.min() <= noisy.max() <= 1
    assert torch.equal(x, before), "the input was changed"
    assert noisy.data_ptr() != x.data_ptr()
    assert not torch.equal(noisy, x)
    assert torch.equal(noisy, ALL[kind](x, make_generator(1)))


@pytest.mark.parametrize("kind", [*RANDOM, "mixture"])
def test_another_seed_gives_another_noise(kind):
    x, _ = digits(16)
    assert not torch.equal(ALL[kind](x, make_generator(1)), ALL[kind](x, make_generator(2)))
    generator = make_generator(1)
    assert not torch.equal(ALL[kind](x, generator), ALL[kind](x, generator))


@pytest.mark.parametrize("kind", [*RANDOM, "mixture"])
def test_a_seeded_noise_leaves_the_global_generator_alone(kind):
    x, _ = digits(8)
    before = torch.get_rng_state()
    ALL[kind](x, make_generator(1))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("kind", KINDS)
def test_level_0_is_no_noise_at_all(kind):
    x, _ = digits(16)
    assert torch.equal(at_level(kind, 0)(x, make_generator(0)), x)
    assert torch.equal(at_level(kind, torch.zeros(16, 1, 1, 1))(x, make_generator(0)), x)


@pytest.mark.parametrize("kind", KINDS)
def test_more_of_a_noise_is_further_from_the_digit(kind):
    x, _ = digits(64)
    highest = level_control(kind).high
    distances = [
        float(((at_level(kind, share * highest)(x, make_generator(0)) - x) ** 2).sum())
        for share in (0, 0.25, 0.5, 0.85)
    ]
    assert distances[0] == 0
    assert distances[0] < distances[1] < distances[2]
    # Thick strokes can come no thicker than white, thin ones no thinner than gone.
    assert distances[2] <= distances[3]


@pytest.mark.parametrize("kind", KINDS)
def test_a_level_an_image_is_the_noise_at_those_levels(kind):
    x, _ = digits(2)
    highest = level_control(kind).high / 2
    levels = torch.tensor([0.0, highest]).reshape(2, 1, 1, 1)
    noisy = at_level(kind, levels)(x, make_generator(0))
    assert torch.equal(noisy[0], x[0])
    same = at_level(kind, highest)(x, make_generator(0))
    torch.testing.assert_close(noisy[1], same[1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_screens_find_a_slider_in_every_field(kind):
    for control in controls(KINDS[kind]):
        assert control.low <= control.default <= control.high
        assert 0 < control.step <= control.high - control.low
        assert round((control.high - control.low) / control.step, 6).is_integer()
        assert control.label
        assert control.help.endswith(".")
        assert control.low == 0
    assert KINDS[kind].title
    assert KINDS[kind].summary
    assert level_control(kind) == controls(KINDS[kind])[0]


def test_gaussian_noise_has_its_standard_deviation_before_clipping():
    grey = torch.full((50, 1, 28, 28), 0.5)
    added = GaussianNoise(0.1)(grey, make_generator(0)) - grey
    count = added.numel()
    assert float(added.mean()) == pytest.approx(0, abs=5 * 0.1 / math.sqrt(count))
    assert float(added.std()) == pytest.approx(0.1, rel=5 / math.sqrt(2 * count))
    inside = float((added.abs() < 0.1).float().mean())
    assert inside == pytest.approx(0.6827, abs=5 * math.sqrt(0.68 * 0.32 / count))


def test_gaussian_noise_is_clipped_where_it_leaves_the_range():
    black = torch.zeros(20, 1, 28, 28)
    noisy = GaussianNoise(0.5)(black, make_generator(0))
    assert float((noisy == 0).float().mean()) == pytest.approx(0.5, abs=0.02)
    assert float((noisy == 1).float().mean()) == pytest.approx(0.0228, abs=0.006)


@pytest.mark.parametrize(("zeros", "ones"), [(0.4, 0.05), (0.0, 0.3), (0.25, 0.25), (1.0, 0.0)])
def test_mask_noise_turns_its_shares_and_keeps_the_rest(zeros, ones):
    x = 0.2 + 0.6 * torch.rand(60, 1, 28, 28, generator=make_generator(9))
    noisy = MaskNoise(zeros, ones)(x, make_generator(0))
    count = x.numel()
    for value, share in ((0.0, zeros), (1.0, ones)):
        spread = math.sqrt(share * (1 - share) / count)
        assert float((noisy == value).float().mean()) == pytest.approx(share, abs=5 * spread)
    kept = (noisy != 0) & (noisy != 1)
    assert torch.equal(noisy[kept], x[kept])
    assert bool(((noisy == 0) | (noisy == 1) | kept).all())


def test_mask_noise_at_a_level_keeps_black_to_white_and_never_exceeds_the_whole():
    default = MaskNoise()
    assert at_level("mask", default.zeros) == default
    full = at_level("mask", 1)
    assert full == MaskNoise(1, 0)
    high = at_level("mask", 0.95)
    assert isinstance(high, MaskNoise)
    assert high.zeros + high.ones == pytest.approx(1)


def test_speckle_leaves_black_black_and_scales_with_brightness():
    x, _ = digits(64)
    noisy = SpeckleNoise(1.0)(x, make_generator(0))
    assert (noisy[x == 0] == 0).all()
    assert not torch.equal(noisy[x > 0.5], x[x > 0.5])
    grey = torch.full((40, 1, 28, 28), 0.5)
    dark = torch.full((40, 1, 28, 28), 0.1)
    noise = SpeckleNoise(0.2)
    spread = (noise(grey, make_generator(0)) - grey).std()
    assert float(spread) == pytest.approx(0.2 * 0.5, rel=0.02)
    assert float((noise(dark, make_generator(0)) - dark).std()) == pytest.approx(
        0.2 * 0.1, rel=0.02
    )


@pytest.mark.parametrize("radius", [0.75, 1.0, 1.5, 2.5])
def test_blur_spreads_a_point_to_its_radius_and_keeps_its_mass(radius):
    point = torch.zeros(1, 1, 41, 41)
    point[0, 0, 20, 20] = 1
    blurred = BlurNoise(radius)(point)[0, 0]
    assert float(blurred.sum()) == pytest.approx(1, abs=1e-5)
    offsets = torch.arange(41.0) - 20
    for axis in (0, 1):
        profile = blurred.sum(axis)
        assert float((profile * offsets).sum()) == pytest.approx(0, abs=1e-5)
        std = float((profile * offsets**2).sum().sqrt())
        assert std == pytest.approx(radius, rel=0.01)
    assert torch.allclose(blurred, blurred.T)


def test_blur_is_the_gaussian_filter_of_scipy():
    from scipy.ndimage import gaussian_filter

    x, _ = digits(4)
    blurred = BlurNoise(1.5)(x)
    for mine, image in zip(blurred[:, 0], x[:, 0], strict=True):
        theirs = gaussian_filter(image.numpy(), 1.5, mode="constant", radius=10)
        torch.testing.assert_close(mine, torch.from_numpy(theirs), rtol=0, atol=1e-5)


@pytest.mark.parametrize("side", [1, 7, 10, 28])
def test_a_block_covers_exactly_its_square(side):
    x = torch.ones(200, 1, 28, 28)
    noisy = BlockNoise(side, grey=0.25)(x, make_generator(0))
    covered = noisy == 0.25
    assert torch.equal(noisy[~covered], x[~covered])
    assert (covered.sum((1, 2, 3)) == side**2).all()
    rows = covered[:, 0].any(2)
    columns = covered[:, 0].any(1)
    assert (rows.sum(1) == side).all()
    assert (columns.sum(1) == side).all()
    tops = rows.float().argmax(1)
    assert len(tops.unique()) > min(10, 28 - side)
    assert set(tops.tolist()) <= set(range(28 - side + 1))


def test_blocks_reach_every_place_alike():
    noisy = BlockNoise(26, grey=0.0)(torch.ones(9000, 1, 28, 28), make_generator(0))
    corners = noisy[:, 0, 13, :].argmin(1) + 3 * noisy[:, 0, :, 13].argmin(1)
    counts = torch.bincount(corners, minlength=9).double()
    assert ((counts - 1000).abs() < 5 * math.sqrt(1000 * 8 / 9)).all()


def test_erosion_and_dilation_bound_the_digit_and_grow_with_their_radius():
    x, _ = digits(32)
    slack = 1e-6  # of interpolating
    last_thin = last_thick = x
    for radius in (0.5, 1, 1.25, 2, 2.75, 3):
        thin, thick = ErosionNoise(radius)(x), DilationNoise(radius)(x)
        assert (thin <= last_thin + slack).all()
        assert (thick >= last_thick - slack).all()
        last_thin, last_thick = thin, thick
    assert float(last_thin.sum()) < 0.05 * float(x.sum())
    assert float(last_thick.sum()) > 2 * float(x.sum())


def test_whole_radii_are_the_morphology_of_scipy():
    from scipy import ndimage

    cross = ndimage.generate_binary_structure(2, 1)
    x, _ = digits(3)
    for radius in (1, 2, 3):
        shape = ndimage.iterate_structure(cross, radius)
        thin, thick = ErosionNoise(radius)(x), DilationNoise(radius)(x)
        for index, image in enumerate(x[:, 0].numpy()):
            eroded = ndimage.grey_erosion(image, footprint=shape, mode="constant", cval=0)
            dilated = ndimage.grey_dilation(image, footprint=shape, mode="constant", cval=0)
            assert torch.equal(thin[index, 0], torch.from_numpy(eroded))
            assert torch.equal(thick[index, 0], torch.from_numpy(dilated))


@pytest.mark.parametrize("noise", [ErosionNoise, DilationNoise])
def test_a_part_of_a_pixel_lies_between_the_whole_ones(noise):
    x, _ = digits(8)
    one, two = noise(1)(x), noise(2)(x)
    torch.testing.assert_close(noise(1.25)(x), 0.75 * one + 0.25 * two, rtol=0, atol=1e-6)
    torch.testing.assert_close(noise(0.5)(x), 0.5 * x + 0.5 * one, rtol=0, atol=1e-6)


def test_strokes_at_the_rim_erode_too():
    white = torch.ones(1, 1, 28, 28)
    assert ErosionNoise(2)(white).sum() == 24**2


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no accelerator on this machine")
@pytest.mark.parametrize("kind", ALL)
def test_noise_is_made_on_the_device_of_the_images(kind):
    x = digits(16)[0].cuda()
    noisy = ALL[kind](x, make_generator(0, "cuda"))
    assert noisy.device == x.device
    assert 0 <= noisy.min() <= noisy.max() <= 1


def test_images_need_not_be_square_or_28_pixels():
    x = F.interpolate(digits(3)[0], size=(20, 31))
    for kind in KINDS:
        noise = at_level(kind, min(5, level_control(kind).high / 2))
        assert noise(x, make_generator(0)).shape == x.shape
