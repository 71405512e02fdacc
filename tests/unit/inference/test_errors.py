"""Reconstruction errors, as computed by hand."""

import math

import pytest
import torch

from core.inference import psnr, squared_errors


def test_errors_are_summed_over_the_pixels_of_each_image() -> None:
    x = torch.zeros(2, 1, 28, 28)
    y = torch.stack([torch.full((1, 28, 28), 0.5), torch.zeros(1, 28, 28)])
    assert squared_errors(x, y).tolist() == [0.25 * 784, 0]


def test_several_sets_of_images_have_their_own_errors() -> None:
    x = torch.zeros(2, 1, 28, 28)
    y = torch.stack([x + 1, x + 0.5, x])
    assert squared_errors(x, y).tolist() == [[784, 784], [196, 196], [0, 0]]
    assert psnr(x, y).shape == (3, 2)


def test_psnr_is_in_decibels_for_a_peak_of_one() -> None:
    x = torch.zeros(2, 1, 28, 28)
    y = torch.stack([torch.full((1, 28, 28), 0.1), torch.zeros(1, 28, 28)])
    first, second = psnr(x, y).tolist()
    assert first == pytest.approx(20, abs=1e-4)
    assert math.isinf(second)
