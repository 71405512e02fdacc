"""Picture files that want to do harm, or that are broken: one sentence each, in bounded memory."""

import contextlib
import io
import resource
import struct
import sys
import warnings
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from core.errors import ImageError
from core.images import MAX_BYTES, MAX_PIXELS, grey_of, prepare_file
from core.images.reading import FORMATS
from tests.counts import Tried
from tests.unit.images.pictures import chosen_digits, enlarged, file_of

MEGABYTE = 2**20


def refusal(contents: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(ImageError) as raised:
        prepare_file(contents)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def flat_png(width: int, height: int) -> bytes:
    """A grey PNG of zeros, made without ever holding its pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def peak_bytes() -> int:
    """The most memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def a_digit() -> Image.Image:
    return Image.fromarray(enlarged(chosen_digits()[0][0], 3))


@pytest.mark.parametrize("size", [(1, 1), (1, 60_000), (7, 300)])
def test_too_few_pixels(size: tuple[int, int]) -> None:
    assert "needs at least 8 by 8" in refusal(file_of(Image.new("L", size)))


def test_a_strip() -> None:
    assert "narrow" in refusal(file_of(Image.new("L", (8, 20_000))))


def test_a_hundred_megapixels_in_a_few_bytes_is_refused_from_the_header(tried: Tried) -> None:
    bomb = flat_png(10_000, 10_000)
    assert len(bomb) < MEGABYTE
    before = peak_bytes()

    with ThreadPoolExecutor(10) as together:
        text = list(together.map(refusal, [bomb] * 10))

    assert all(f"{MAX_PIXELS:,}" in sentence for sentence in text)
    assert peak_bytes() - before < 50 * MEGABYTE
    tried(len(text))


def test_a_header_that_promises_far_more_still() -> None:
    small = flat_png(60, 60)
    header = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)
    huge = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]

    assert f"{MAX_PIXELS:,}" in refusal(huge)


def test_the_largest_picture_allowed_takes_bounded_memory(tried: Tried) -> None:
    large = flat_png(5_000, 5_000)
    before = peak_bytes()

    with ThreadPoolExecutor(6) as together:
        text = list(together.map(refusal, [large] * 6))

    assert all("one even shade" in sentence for sentence in text)
    assert peak_bytes() - before < 400 * MEGABYTE
    tried(len(text))


def test_more_bytes_than_allowed() -> None:
    assert f"{MAX_BYTES:,}" in refusal(bytes(MAX_BYTES + 1))


def test_an_empty_file() -> None:
    assert "empty" in refusal(b"")


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_shows_its_first_frame_and_says_so(kind: str) -> None:
    first, second = (Image.fromarray(enlarged(digit, 3)) for digit in chosen_digits()[0][:2])
    moving = file_of(first, kind, save_all=True, append_images=[second], lossless=True)

    prepared = prepare_file(moving)

    assert "first frame" in prepared.notices[0]
    alone = prepare_file(file_of(first)).images[0].astype(int)
    assert np.abs(prepared.images[0] - alone).mean() < 4
    assert prepare_file(file_of(first, kind, lossless=True)).notices == ()


def test_a_heic_of_several_pictures_shows_its_main_one_and_says_so() -> None:
    first, second = (Image.fromarray(enlarged(digit, 3)) for digit in chosen_digits()[0][:2])

    prepared = prepare_file(file_of(first, "HEIF", save_all=True, append_images=[second]))

    assert "main one" in prepared.notices[0]
    alone = prepare_file(file_of(first)).images[0].astype(int)
    assert np.abs(prepared.images[0] - alone).mean() < 4


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.95])
def test_a_cut_file(kind: str, share: float) -> None:
    whole = file_of(a_digit(), kind)

    sentence = refusal(whole[: int(len(whole) * share)])

    assert "damaged or cut short" in sentence or "not a picture" in sentence


ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("digit.png", b"no")

STRANGERS = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "ZIP": ZIP.getvalue(),
    "PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "text": b"seven" * 100,
    "zeros": bytes(1000),
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 50 50\n%%EndComments\n",
    "PSD": b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 50, 50, 8, 3) + bytes(20_000),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_no_picture(kind: str) -> None:
    assert "use PNG, JPEG, WebP, BMP, GIF or HEIC" in refusal(STRANGERS[kind])


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "PPM", "TGA", "PCX", "ICNS", "AVIF", "JPEG2000"])
def test_formats_that_are_not_read(kind: str) -> None:
    square = Image.fromarray(enlarged(chosen_digits()[0][0], 64 / 28)).convert("RGB")

    assert "use PNG, JPEG, WebP, BMP, GIF or HEIC" in refusal(file_of(square, kind))


def test_a_picture_of_nothing() -> None:
    for shade in (0, 128, 255):
        assert "one even shade" in refusal(file_of(Image.new("L", (100, 100), shade)))
    assert "one even shade" in refusal(file_of(Image.new("RGBA", (100, 100), (0, 0, 0, 0))))


def test_blank_paper_in_uneven_light_is_still_blank() -> None:
    y, x = np.mgrid[0:1:200j, 0:1:200j]
    noise = np.random.default_rng(0).normal(0, 0.01, (200, 200))
    paper = np.rint((0.4 + 0.4 * x * y + noise).clip(0, 1) * 255).astype(np.uint8)

    assert "one even shade" in refusal(file_of(Image.fromarray(paper)))


def test_text_in_a_png_that_grows_when_unpacked() -> None:
    whole = file_of(a_digit())
    body = b"k\0\0" + zlib.compress(bytes(100 * MEGABYTE), 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + body))
    before = peak_bytes()

    sentence = refusal(whole[:33] + chunk + whole[33:])

    assert "not a picture" in sentence or "damaged" in sentence
    assert peak_bytes() - before < 50 * MEGABYTE


def test_infinite_pixels() -> None:
    image = Image.fromarray(np.full((10, 10), np.inf, np.float32))

    with pytest.raises(ImageError, match="infinite"):
        grey_of(image)


@given(st.data())
def test_a_file_with_a_few_wrong_bytes_is_read_or_refused(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(FORMATS))
    broken = bytearray(file_of(a_digit(), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Any other exception than this fails the test.
        with contextlib.suppress(ImageError):
            assert prepare_file(bytes(broken)).images.shape[1:] == (28, 28)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(contents: bytes) -> None:
    with pytest.raises(ImageError):
        prepare_file(contents)


def test_a_picture_of_many_marks_costs_a_bounded_number_of_looks_at_images() -> None:
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:700, 0:700] % 10 - 5
    for shades in (rng.integers(0, 2, (600, 600)) * 255, (x * x + y * y > 8) * 255):
        judged = 0

        def judge(images: NDArray[np.uint8]) -> NDArray[np.float32]:
            nonlocal judged
            judged += len(images)
            return np.full(len(images), 0.3, np.float32)

        prepared = prepare_file(file_of(Image.fromarray(shades.astype(np.uint8))), judge)

        assert len(prepared.digits) <= 200
        assert judged < 1_600
