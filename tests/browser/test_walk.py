"""A hand walks through latent spaces in a real browser: drags, slides, plays, saves."""

import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from core import latent
from core.checkpoints.pool import pool
from pages.shared.choices import model_choice
from tests.browser.helpers import Troubles, box_of, overflow, settle, until, visit

# Dense models: their test digits are encoded within a second, where a convolutional one takes long.
DENSE = "/walk?view={view}&model=ae-dense-32&beside=vae-dense-20"
FLAT = "ae-conv-2"


@pytest.fixture(autouse=True)
def shipped() -> None:
    if not {"ae-dense-32", "vae-dense-20", FLAT} <= set(pool().names("reconstruct")):
        pytest.skip("the shipped autoencoders are not in the store")


def opened(page: Page, path: str, **window: Any) -> Locator:
    """The component, once its first digits are painted."""
    visit(page, path, **window)
    walk = page.locator('.walk[data-state="ready"][data-painted]')
    expect(walk).to_be_attached()
    return walk


def pixels(canvas: Locator) -> np.ndarray:
    """The grey values of a canvas: uint8 (height, width)."""
    flat = canvas.evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            return Array.from({ length: data.length / 4 }, (_, pixel) => data[4 * pixel]);
        }"""
    )
    size = canvas.evaluate("(canvas) => [canvas.height, canvas.width]")
    return np.array(flat, np.uint8).reshape(size)


def come_to_rest(walk: Locator) -> None:
    """Wait until nothing has been painted for half a second: no answer is under way."""
    still = """(walk) => new Promise((resolve) => {
        const painted = walk.dataset.painted;
        setTimeout(() => resolve(walk.dataset.painted === painted), 500);
    })"""
    walk.page.wait_for_function(still, arg=walk.element_handle())


def test_a_drag_over_the_plane_changes_the_digit_while_it_lasts(page: Page) -> None:
    walk = opened(page, f"/walk?view=plane&model={FLAT}&beside=none")
    plane, digit = walk.locator("canvas.plane"), walk.locator("canvas.digit")
    box = box_of(plane)
    where = walk.locator(".result .figures")
    expect(where).to_contain_text("Its numbers")
    before, started = pixels(digit), where.inner_text()

    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.85 * box["width"], box["y"] + 0.2 * box["height"], steps=10)
    expect(where).not_to_have_text(started)
    page.wait_for_function("() => location.search.includes('at=0.85,0.2')")

    def shows_the_place() -> bool:
        shown = where.inner_text().replace("−", "-")
        place = np.array([re.findall(r"-?[\d.]+", shown)], np.float32)
        drawn = latent.decode(latent.measure_space(FLAT), place).digits[0]
        # The place is shown with two decimals.
        return bool(np.abs(drawn.astype(int) - pixels(digit)).mean() < 3)

    until(page, shows_the_place)
    come_to_rest(walk)
    during = pixels(digit)
    page.mouse.up()

    assert not np.array_equal(before, during)
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.wait_for_timeout(100)
    np.testing.assert_array_equal(pixels(digit), during)  # no button is down
    at_rest = where.inner_text()
    plane.press("ArrowLeft")
    expect(where).not_to_have_text(at_rest)


def test_plane_and_picture_are_equally_large_and_whole_above_the_fold(page: Page) -> None:
    walk = opened(page, f"/walk?view=plane&model={FLAT}&beside=none", width=1280, height=800)
    plane, digit = walk.locator("canvas.plane"), walk.locator("canvas.digit")
    for width, height in ((1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        boxes = [box_of(plane), box_of(digit)]
        tops = [box["y"] for box in boxes]
        sizes = [box["height"] for box in boxes]
        assert tops[0] == pytest.approx(tops[1], abs=2)
        assert sizes[0] == pytest.approx(sizes[1], abs=2)
        assert sizes[0] > 400
        assert tops[0] + sizes[0] <= height
    heading = walk.locator("figcaption")
    expect(heading.locator("strong")).to_have_text(model_choice.plain_title(FLAT))
    expect(heading.locator("small")).to_contain_text(FLAT)

    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    above, below = box_of(digit), box_of(plane)
    assert above["y"] + above["height"] <= below["y"], "no finger on the plane covers it"
    assert below["y"] + below["height"] <= 844


def test_a_walk_plays_and_its_gif_opens(page: Page) -> None:
    walk = opened(page, DENSE.format(view="between") + "&stops=row-60030,row-60084&frames=6")
    expect(walk.locator(".strip").first.locator("canvas")).to_have_count(7)
    first = pixels(walk.locator(".cards canvas.digit").first)

    walk.get_by_role("button", name="Play").click()
    expect(walk).not_to_have_attribute("data-frame", "0")
    walk.get_by_role("button", name="Pause").click()

    card = walk.locator(".cards canvas.digit").first
    until(page, lambda: not np.array_equal(pixels(card), first))
    walk.get_by_role("slider", name="Frame", exact=True).press("End")
    page.wait_for_function("() => location.search.includes('frame=6')")
    last = pixels(walk.locator(".cards canvas.digit").first)
    walk = opened(page, page.url)  # the link restores the frame
    expect(walk).to_have_attribute("data-frame", "6")
    np.testing.assert_array_equal(pixels(walk.locator(".cards canvas.digit").first), last)
    walk.get_by_role("slider", name="Frame", exact=True).press("Home")
    expect(walk).to_have_attribute("data-frame", "0")
    with page.expect_download() as saving:
        walk.get_by_role("link", name="GIF").click()
    with Image.open(saving.value.path()) as gif:
        assert gif.format == "GIF"
        assert gif.n_frames == 7  # pyrefly: ignore[missing-attribute]
        assert gif.size == (2 * 28 * 8, 28 * 8)
        frame = np.asarray(gif.convert("L"))[::8, ::8]
    np.testing.assert_array_equal(frame[:, :28], first)
    with page.expect_download() as saving:
        walk.get_by_role("link", name="PNG").click()
    with Image.open(saving.value.path()) as strip:
        assert strip.size == (7 * 28 * 4, 2 * 28 * 4)


def test_digits_are_chosen_by_class_by_row_and_by_hand(page: Page) -> None:
    walk = opened(page, DENSE.format(view="between") + "&stops=row-60030,row-60084&frames=4")
    dialog = walk.get_by_role("dialog")

    walk.get_by_role("button", name="Add a digit").click()
    dialog.get_by_role("button", name="The mean of class 4").click()
    expect(walk.locator(".stop small").nth(2)).to_have_text("mean of all 4s")
    expect(walk.locator(".strip").first.locator("canvas")).to_have_count(9)

    walk.get_by_role("button", name="Change Digit 1").click()
    dialog.get_by_label("By its row").fill("60000")
    dialog.get_by_role("button", name="Take this row").click()
    expect(walk.locator(".stop small").first).to_have_text("a 7, row 60000")

    walk.get_by_role("button", name="Change Digit 2").click()
    box = box_of(dialog.locator("canvas"))
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    dialog.get_by_role("button", name="Take the drawing").click()
    expect(walk.locator(".stop small").nth(1)).to_have_text("drawn by hand")
    expect(dialog).to_have_count(0)
    page.wait_for_function("() => /stops=row-60000,drawn-[^,]{523},class-4/.test(location.search)")
    drawn = pixels(walk.locator(".stop canvas").nth(1))
    assert drawn[14, 12:17].max() > 200

    walk = opened(page, page.url)  # the link restores it
    expect(walk.locator(".stop small")).to_have_text(
        ["a 7, row 60000", "drawn by hand", "mean of all 4s"]
    )
    np.testing.assert_array_equal(pixels(walk.locator(".stop canvas").nth(1)), drawn)


def test_a_link_with_one_digit_goes_from_it_to_another(page: Page) -> None:
    walk = opened(page, DENSE.format(view="between") + "&stops=row-60000")

    expect(walk.locator(".stop small")).to_have_count(2)
    expect(walk.locator(".stop small").first).to_have_text("a 7, row 60000")
    page.wait_for_function("() => /stops=row-60000,row-\\d+/.test(location.search)")


def test_a_direction_is_pulled_reset_and_thrown(page: Page) -> None:
    walk = opened(page, DENSE.format(view="directions"))
    digit = walk.locator(".cards canvas.digit").first
    slider = walk.get_by_role("slider", name="Direction 1")
    expect(walk.get_by_role("slider")).to_have_count(8)
    before = pixels(digit)
    box = box_of(slider)

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2, steps=6)
    page.wait_for_function("() => /steps=[1-9]/.test(location.search)")
    until(page, lambda: not np.array_equal(pixels(digit), before))
    page.mouse.up()

    walk.get_by_role("button", name="Reset").click()
    page.wait_for_function("() => !/steps=/.test(location.search)")
    until(page, lambda: np.array_equal(pixels(digit), before))
    walk.get_by_label("Seed").fill("7")
    page.wait_for_function("() => /steps=.+seed=7/.test(location.search)")
    until(page, lambda: not np.array_equal(pixels(digit), before))


def test_a_view_is_a_choice_and_what_the_hand_did_stays(page: Page) -> None:
    walk = opened(page, DENSE.format(view="samples") + "&seed=5")
    expect(walk.locator(".note").first).to_contain_text("below 0, which this encoder never gives")

    for name, view in (("Digit sums", "arithmetic"), ("Invent digits", "samples")):
        page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
        settle(page)
        expect(walk).to_have_attribute("data-view", view)

    expect(walk.get_by_label("Seed")).to_have_value("5")
    page.wait_for_function("() => location.search.includes('seed=5')")


def test_what_makes_no_sense_in_the_address_is_said(page: Page, troubles: Troubles) -> None:
    visit(page, DENSE.format(view="between") + "&stops=row-60030,cat")

    expect(page.get_by_role("alert")).to_contain_text("'cat' names no picture")
    page.get_by_role("button", name="Change Digit 2").click()
    page.get_by_role("dialog").get_by_role("button", name="The mean of class 0").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    troubles[:] = [line for line in troubles if "/api/walk/" not in line]


def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page) -> None:
    for view in ("between", "directions", "arithmetic", "samples"):
        opened(page, DENSE.format(view=view), width=390, height=800, dark=True)
        assert overflow(page) <= 0, view


def test_the_poster_tells_the_numbers_under_the_pointer(page: Page) -> None:
    walk = opened(page, f"/walk?view=manifold&model={FLAT}&beside=none")
    expect(walk.get_by_text("Left to right")).to_be_visible()

    walk.locator("canvas.sheet").hover(position={"x": 20, "y": 20})

    expect(walk.get_by_text("Its numbers (z):")).to_be_visible()


def test_on_a_phone_a_sum_stands_on_one_line(page: Page) -> None:
    walk = opened(page, "/walk?view=arithmetic&beside=none", width=390, height=844)

    for terms in (walk.locator(".terms .stop"), walk.locator(".line .digit.small")):
        tops = {round(box_of(term)["y"]) for term in terms.all()}
        assert len(tops) == 1
    result = box_of(walk.locator(".sum .digit").last)
    assert result["y"] + result["height"] <= 844


@pytest.mark.parametrize(
    ("path", "lowest"),
    [
        ("/walk?view=directions&model=ae-dense-32", ".sliders input >> nth=-1"),
        ("/walk?view=between&model=ae-dense-32", ".strip canvas >> nth=-1"),
        (f"/walk?view=manifold&model={FLAT}", ".sheet"),
        (f"/walk?view=manifold&model={FLAT}", "text=Save as PNG"),
    ],
)
def test_a_view_and_its_controls_are_above_the_fold_of_a_laptop(
    page: Page, path: str, lowest: str
) -> None:
    walk = opened(page, path, width=1280, height=800)

    box = box_of(walk.locator(lowest))

    assert box["y"] + box["height"] <= 800


def test_a_phone_on_its_side_shows_the_plane(page: Page) -> None:
    walk = opened(page, f"/walk?model={FLAT}", width=844, height=390)

    assert box_of(walk.locator("canvas.plane"))["width"] >= 200


def test_a_choice_longer_than_its_box_takes_two_lines(page: Page) -> None:
    """Streamlit keeps a choice in a text field, which would cut it."""
    visit(page, "/walk?model=vae-conv-2-tiny-kl", width=1280, height=800)
    box = page.get_by_test_id("stSelectbox").filter(has_text="Autoencoder").get_by_role("group")

    expect(box).to_have_attribute("data-whole", "Untidy two-number inventor (vae-conv-2-tiny-kl)")
    assert box_of(box)["height"] > 45  # pixels; 40 with one line
    box.get_by_role("combobox").fill("two")
    expect(box).not_to_have_attribute("data-whole", re.compile("."))
