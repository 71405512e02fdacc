"""A hand draws, uploads and pastes digits in a real browser, and the page answers at once."""

import base64
import io
import re
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Locator, Page, ViewportSize, expect

from core.checkpoints.pool import pool
from core.data import load
from core.maps.projections import request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from tests.browser.helpers import (
    Troubles,
    assert_no_trouble,
    box_of,
    overflow,
    settle,
    until,
    visit,
)
from tests.unit.images.pictures import file_of
from tools.chromium import launch_options
from tools.hand import draw_stroke

SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]
ONE = [(0.5, 0.2), (0.5, 0.8)]


def board(page: Page) -> Locator:
    return page.locator("canvas.board")


def draw(page: Page, stroke: list[tuple[float, float]]) -> None:
    """Draw on the board by mouse, in shares of its sides."""
    draw_stroke(page, board(page), stroke)


def answered(page: Page) -> None:
    """Wait for the first answer."""
    expect(page.locator(".draw[data-painted]")).to_be_attached()


@pytest.fixture
def reader() -> None:
    if not {"clf-conv", "clf-mlp-3"} & set(pool().names("classify")):
        pytest.skip("no good classifier in the store")


@pytest.mark.parametrize(("stroke", "digit"), [(ONE, "1"), (SEVEN, "7")], ids=["one", "seven"])
def test_a_drawn_digit_is_read(page: Page, reader: None, stroke: list, digit: str) -> None:
    visit(page, "/draw")

    draw(page, stroke)

    expect(page.locator(".verdict .digit")).to_have_text(digit)
    expect(page.locator(".steps li canvas")).to_have_count(4)
    expect(page.locator(".steps li").last).to_contain_text("28×28")


def test_answers_come_while_the_stroke_grows(page: Page) -> None:
    visit(page, "/draw")
    box = box_of(board(page))

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 160, steps=10)

    answered(page)
    page.mouse.up()


def test_a_stroke_is_judged_when_the_pen_pauses_and_when_it_is_lifted(
    page: Page, reader: None
) -> None:
    visit(page, "/draw")
    why = page.get_by_role("button", name="Why?")
    box = box_of(board(page))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 5
    growing = page.locator('.verdict[data-verdict=""] .digit', has_text=re.compile(r"^\d$"))
    judged = page.locator('.verdict[data-verdict]:not([data-verdict=""])')

    page.mouse.move(x, y)
    page.mouse.down()
    steps = count()

    def grows_and_is_read() -> bool:
        step = next(steps)
        page.mouse.move(x, y + min(step, 40) + step % 2)
        return growing.count() > 0

    until(page, grows_and_is_read)
    expect(judged).to_be_visible()  # the pen rests where it is
    page.mouse.move(x, y + 1.5 * box["height"] / 2.5, steps=5)
    page.mouse.up()

    expect(judged.locator(".digit")).to_have_text("1")
    expect(why).to_be_visible()


def test_undo_clear_and_the_eraser(page: Page) -> None:
    visit(page, "/draw")
    undo, clear = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Clear"))
    expect(undo).to_be_disabled()
    expect(clear).to_be_disabled()
    draw(page, ONE)
    answered(page)

    clear.click()
    expect(page.locator(".steps .none")).to_be_visible()
    undo.click()
    expect(page.locator(".steps canvas")).not_to_have_count(0)
    page.get_by_role("button", name="Eraser").click()
    page.locator("#brush").fill("90")
    draw(page, ONE)

    expect(page.locator(".steps .none")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def picture(count: int = 1, *, upright: bool = False) -> bytes:
    """A PNG of the first test digits beside or above each other, black on white."""
    digits = load("mnist").split("test").images[:count].numpy()
    length = 100 * count
    sheet = Image.new("L", (100, length) if upright else (length, 100), 255)
    for place, digit in enumerate(digits):
        along, across = 100 * place + 8, 8
        at = (across, along) if upright else (along, across)
        sheet.paste(Image.fromarray(255 - digit).resize((84, 84)), at)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def upload(page: Page, contents: bytes, name: str = "digit.png", kind: str = "image/png") -> None:
    file = page.locator('input[type="file"]:not([capture])')
    file.set_input_files({"name": name, "mimeType": kind, "buffer": contents})


def test_an_uploaded_picture_is_read(page: Page, reader: None) -> None:
    visit(page, "/draw")

    upload(page, picture())

    expect(page.locator(".verdict .digit")).to_have_text("7")
    expect(page.locator(".steps li").filter(has_text="white")).to_have_count(1)


def test_several_digits_are_each_found(page: Page, reader: None) -> None:
    visit(page, "/draw")

    upload(page, picture(3))

    result = page.locator(".found button")
    expect(result).to_have_text(["7", "2", "1"])
    result.nth(1).click()
    expect(page.locator(".verdict .digit")).to_have_text("2")
    expect(page.get_by_role("link", name="Walk through these digits")).to_be_visible()


def test_a_photo_of_several_digits_has_each_boxed_and_cleaned(page: Page, reader: None) -> None:
    """Dark ink on grey paper that is lit from one side, in two lines, as a camera sees it."""
    digits = load("mnist").split("test").images[20:26].numpy()
    ink = np.zeros((480, 720))
    for place, digit in enumerate(digits):
        top, left = 240 * (place // 3) + 60, 240 * (place % 3) + 60
        large = Image.fromarray(digit).resize((112, 112), Image.Resampling.BICUBIC)
        ink[top : top + 112, left : left + 112] = np.asarray(large) / 255
    y, x = np.mgrid[-1:1:480j, -1:1:720j]
    noise = np.random.default_rng(3).normal(0, 0.02, ink.shape)
    seen = (0.62 + 0.2 * x + 0.1 * y) * (1 - 0.7 * ink) + noise
    photo = Image.fromarray(np.rint(seen.clip(0, 1) * 255).astype(np.uint8))
    visit(page, "/draw")

    upload(page, file_of(photo, "JPEG", quality=85), "photo.jpg", "image/jpeg")

    result = page.locator(".found button")
    expect(result).to_have_text(["9", "6", "6", "5", "4", "0"])
    cleaned = result.locator("canvas:nth-child(2)")
    expect(cleaned).to_have_count(6)
    for index, digit in enumerate(digits):

        def shown(index: int = index) -> list[int]:
            return cleaned.nth(index).evaluate(
                "c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data]"
            )[::4]

        until(page, lambda: any(shown()))
        assert np.corrcoef(shown(), digit.ravel())[0, 1] > 0.7
    orange = """(c) => {
        const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        const box = (i) => data[i] === 230 && data[i + 1] === 159 && data[i + 2] === 0;
        return data.filter((_, i) => i % 4 === 0 && box(i)).length;
    }"""
    # Six boxes of four sides.
    until(page, lambda: board(page).evaluate(orange) > 6 * 4 * 30)


def test_a_photo_is_taken_with_the_camera_of_a_laptop(
    browser_type: BrowserType, base_url: str, reader: None, tmp_path: Path, troubles: Troubles
) -> None:
    film = tmp_path / "camera.y4m"  # what Chromium shows in place of a camera: a 7 on paper
    paper = Image.new("L", (320, 240), 235)
    paper.paste(Image.open(io.BytesIO(picture())).resize((160, 160)), (80, 40))
    still = np.asarray(paper).tobytes() + bytes([128]) * (2 * 160 * 120)
    film.write_bytes(b"YUV4MPEG2 W320 H240 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + still) * 10)
    options = launch_options()
    options["args"] = [
        *options["args"],
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    laptop = browser_type.launch(**options)
    page = laptop.new_page(base_url=base_url)
    troubles.watch(page)
    visit(page, "/draw")

    page.get_by_role("button", name="Take a photo").click()
    page.get_by_role("dialog").get_by_role("button", name="Take the photo").click()

    expect(page.locator(".verdict .digit")).to_have_text("7")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert_no_trouble(page, troubles)
    laptop.close()


def test_a_camera_that_may_not_be_used_is_said(page: Page) -> None:
    visit(page, "/draw")

    page.get_by_role("button", name="Take a photo").click()

    # The browser of these tests has no camera, or gives nobody leave to use one.
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_contain_text("choose a picture")
    expect(dialog.get_by_role("button", name="Take the photo")).to_be_disabled()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_a_drawing_lands_on_a_projection_that_somebody_made(page: Page, reader: None) -> None:
    query = Request(count=500, method={"kind": "pca"})
    inputs = load_inputs(query)
    store.save(
        request.key(query), query, inputs, inputs.vectors[:, :2].copy(), checkpoint_digest="",
        fingerprint=load().fingerprint, seconds=1, notes=[],
    )  # fmt: skip
    try:
        visit(page, "/draw")
        page.get_by_role("combobox", name="Placed on the map").click()
        page.get_by_role("option", name="PCA of the pixels").click()
        settle(page)
        # Where the page's first map has to be computed, this one waits for its turn.
        about = page.locator(".where small")
        expect(about).to_contain_text("500 test digits, coloured by class", timeout=200_000)

        draw(page, SEVEN)

        names = page.locator(".neighbours figure:not([hidden]) b")
        expect(names).to_have_count(5)
        expect(names.first).to_have_text("7")
        expect(page.locator(".where p")).to_have_text("The digits nearest to it by the pixels:")
    finally:
        page.goto("about:blank")  # asks for nothing of what goes now
        store.delete(request.key(query))


def test_a_drawing_becomes_a_stop_of_a_walk(page: Page) -> None:
    visit(page, "/draw")
    draw(page, ONE)
    answered(page)
    link = page.get_by_role("link", name="Walk from this digit")

    with page.context.expect_page() as opening:
        link.click()

    walk = opening.value
    expect(walk).to_have_url(re.compile("view=between&stops=drawn-"))
    # In a dense model's space, where the test digits are placed within a second.
    visit(walk, f"{walk.url}&model=ae-dense-32&beside=none")
    stops = walk.locator(".stop small")
    expect(stops.first).to_have_text("drawn by hand")
    expect(stops).to_have_count(2)
    # What is drawn there is what the models saw here.
    seen = page.locator(".cards canvas").first
    grey = "c => c.getContext('2d').getImageData(14, 14, 1, 1).data[0]"
    shown = walk.locator(".stop canvas").first
    until(walk, lambda: abs(seen.evaluate(grey) - shown.evaluate(grey)) <= 9)  # of 16 greys
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(link).to_be_hidden()


def test_a_drawing_is_found_on_the_large_map(page: Page) -> None:
    visit(page, "/draw")
    link = page.get_by_role("link", name="On the large map")
    expect(link).to_be_hidden()
    draw(page, ONE)
    answered(page)

    with page.context.expect_page() as opening:
        link.click()

    large = opening.value
    expect(large).to_have_url(re.compile("map=bottleneck.*find=drawn-"))
    expect(large.get_by_text("your drawing").first).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(link).to_be_hidden()


def test_a_pasted_picture_is_read(page: Page, reader: None) -> None:
    visit(page, "/draw")

    page.evaluate(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
        }""",
        base64.b64encode(picture()).decode(),
    )

    expect(page.locator(".verdict .digit")).to_have_text("7")


def test_a_refused_file_leaves_the_drawing_and_its_verdict(
    page: Page, reader: None, troubles: Troubles
) -> None:
    visit(page, "/draw")
    draw(page, SEVEN)
    expect(page.locator(".verdict .digit")).to_have_text("7")
    seen = board(page).evaluate("c => c.toDataURL()")

    upload(page, picture()[:300])

    expect(page.get_by_role("alert")).to_contain_text("is damaged or cut short")
    expect(page.locator(".verdict .digit")).to_have_text("7")
    until(page, lambda: board(page).evaluate("c => c.toDataURL()") == seen)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    troubles[:] = [line for line in troubles if "/api/prepare" not in line]


def test_ink_on_a_transparent_background_is_visible_on_the_board(page: Page, reader: None) -> None:
    ink = Image.open(io.BytesIO(picture())).convert("L")
    clear = Image.new("LA", ink.size)
    clear.putalpha(ink.point(lambda grey: 255 - grey))
    visit(page, "/draw")

    upload(page, file_of(clear, "PNG"))

    expect(page.locator(".verdict .digit")).to_have_text("7")
    corner = "c => c.getContext('2d').getImageData(c.width / 2, 20, 1, 1).data[0]"
    assert board(page).evaluate(corner) == 255


def test_what_is_no_picture_is_refused_in_a_sentence(page: Page, troubles: Troubles) -> None:
    visit(page, "/draw")

    upload(page, b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    expect(page.get_by_role("alert")).to_contain_text("use PNG, JPEG, WebP, BMP, GIF or HEIC")
    troubles[:] = [line for line in troubles if "/api/prepare" not in line]


def test_an_example_digit_needs_no_hand(page: Page) -> None:
    visit(page, "/draw")

    page.get_by_role("button", name="Example digit").press("Enter")

    answered(page)
    expect(page.get_by_role("status").filter(has_text="of the data set")).to_be_visible()


def test_a_drawing_is_still_there_after_a_visit_to_another_page(page: Page) -> None:
    visit(page, "/draw")
    draw(page, ONE)
    answered(page)

    for title in ("Denoise", "Draw"):
        page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        expect(page).to_have_title(re.compile(title))
        settle(page)

    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_enabled()
    answered(page)


def test_a_finger_draws_and_does_not_scroll(
    browser: Browser, base_url: str, troubles: Troubles
) -> None:
    phone: ViewportSize = {"width": 390, "height": 700}
    context = browser.new_context(base_url=base_url, viewport=phone, has_touch=True, is_mobile=True)
    page = context.new_page()
    troubles.watch(page)
    visit(page, "/draw", width=390, height=700)
    board(page).scroll_into_view_if_needed()
    box = box_of(board(page))
    x, top = box["x"] + box["width"] / 2, box["y"] + 0.8 * box["height"]
    scrolled = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    before = page.evaluate(scrolled)

    finger = context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [_at(x, top)]})
    for step in range(1, 15):
        point = _at(x, top - step * 0.04 * box["height"])
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    answered(page)
    assert page.evaluate(scrolled) == before
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    assert overflow(page) <= 0
    assert_no_trouble(page, troubles)
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_board_verdict_pictures_and_map_are_above_the_fold(
    page: Page, width: int, height: int
) -> None:
    visit(page, "/draw", width=width, height=height)

    for part in ("canvas.board", ".verdict", ".cards", "canvas.map", ".noise"):
        box = box_of(page.locator(part))
        assert box["y"] + box["height"] <= height, part
    assert overflow(page) <= 0


def test_on_a_phone_the_verdict_stands_right_below_the_board(page: Page) -> None:
    visit(page, "/draw", width=390, height=844)

    board_box, verdict = (box_of(page.locator(part)) for part in ("canvas.board", ".verdict"))
    assert 0 <= verdict["y"] - (board_box["y"] + board_box["height"]) < 30
    assert verdict["y"] + verdict["height"] <= 844
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_drawing_and_while_noise_is_added(page: Page, width: int) -> None:
    visit(page, "/draw", width=width, height=844)
    expect(page.locator(".where small")).to_contain_text("test digits")
    box_of(board(page))
    parts = ("canvas.board", ".verdict", ".cards", ".noise", "#noise", "canvas.map", ".sources")

    def places() -> list[object]:
        # Apart from how far the page is scrolled.
        top = "e => ((b) => [b.x, b.width, b.height, b.y - document.querySelector("
        top += "'[data-testid=stMain]').scrollTop * -1])(e.getBoundingClientRect())"
        return [page.locator(part).evaluate(top) for part in parts]

    before = places()
    draw(page, SEVEN)
    answered(page)
    expect(page.locator(".neighbours figure:not([hidden])")).to_have_count(5)
    drawn = places()
    page.locator("#noise").fill("1")
    expect(page.locator(".cards figure").first).to_contain_text("noisy")

    assert drawn == before
    assert places() == before


def test_a_link_restores_drawing_noise_and_models(page: Page, browser: Browser) -> None:
    visit(page, "/draw?draw_cleaners=dae-conv-32")
    draw(page, SEVEN)
    draw(page, ONE)
    page.locator("#noise-kind").select_option("mask")
    page.locator("#noise").fill("0.4")
    page.locator("#noise-seed").fill("7")
    page.wait_for_url(re.compile("board=strokes-.*noise=mask&level=0.4&seed=7"))
    shown = board(page).evaluate(INK)

    context = browser.new_context()
    fresh = context.new_page()
    visit(fresh, page.url)
    answered(fresh)

    assert np.abs(np.array(fresh.locator("canvas.board").evaluate(INK)) - shown).mean() < 1
    expect(fresh.locator("#noise-kind")).to_have_value("mask")
    expect(fresh.locator("#noise")).to_have_value("0.4")
    expect(fresh.locator("#noise-seed")).to_have_value("7")
    expect(fresh.locator(".cards figure")).to_have_count(2)
    fresh.wait_for_timeout(1000)
    assert fresh.url == page.url
    context.close()


INK = "c => [...c.getContext('2d').getImageData(0, 0, 560, 560).data].filter((_, i) => i % 4 === 0)"


def test_a_link_restores_an_example_and_the_digits_of_an_upload(page: Page, reader: None) -> None:
    visit(page, "/draw")
    upload(page, picture(2))
    expect(page.locator(".found button")).to_have_text(["7", "2"])
    page.wait_for_url(re.compile("board=drawn-.*drawn-"))
    page.reload()
    settle(page)
    expect(page.locator(".found button")).to_have_text(["7", "2"])

    page.get_by_role("button", name="Example digit").click()
    page.wait_for_url(re.compile(r"board=row-\d+"))
    row = page.url.split("row-")[1]
    page.reload()
    settle(page)
    expect(page.get_by_role("status").filter(has_text=f"Row {row}")).to_be_visible()


def test_a_drawing_in_a_link_that_cannot_be_read_is_reported(page: Page) -> None:
    visit(page, "/draw?board=strokes-x")

    expect(page.get_by_role("alert")).to_contain_text("cannot be read")
    draw(page, ONE)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_digit_is_drawn_with_the_keyboard_alone(page: Page, reader: None) -> None:
    visit(page, "/draw")
    board(page).focus()
    cross = page.locator(".crosshair")

    page.keyboard.press("ArrowUp")
    expect(cross).to_be_visible()
    page.keyboard.press("Space")
    for _ in range(15):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")

    expect(page.locator(".verdict .digit")).to_have_text("1")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    page.keyboard.press("Escape")
    expect(cross).to_be_hidden()
    expect(board(page)).not_to_be_focused()


def test_the_reasons_of_a_verdict_are_one_click_away(page: Page, reader: None) -> None:
    visit(page, "/draw")
    draw(page, SEVEN)

    page.get_by_role("button", name="Why?").click()

    reasons = page.get_by_role("dialog").get_by_role("listitem")
    expect(reasons.first).to_contain_text("The classifier gives")
    expect(reasons.nth(2)).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_found_in_a_picture_is_corrected_by_hand(page: Page, reader: None) -> None:
    visit(page, "/draw")
    upload(page, picture(3))
    result = page.locator(".found button")
    expect(result).to_have_text(["7", "2", "1"])

    page.get_by_role("button", name="Correct boxes").click()
    result.nth(1).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(result).to_have_text(["7", "1"])
    page.get_by_label("It is").select_option("4")
    expect(result).to_have_text(["7", "4 ✎"])
    expect(page.locator(".verdict .digit")).to_have_text("4")
    # The picture is three times as wide as high and lies in the middle of the board.
    draw(page, [(0.35, 0.36), (0.65, 0.64)])
    expect(result).to_have_text(["7", "4 ✎", "2"])
    draw(page, [(0.01, 0.35), (0.65, 0.65)])
    expect(result).to_have_count(2)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(result).to_have_text(["7", "4 ✎", "2"])


def test_the_chosen_box_is_merged_split_and_named_with_a_key(page: Page, reader: None) -> None:
    visit(page, "/draw")
    upload(page, picture(3))
    result = page.locator(".found button")
    expect(result).to_have_text(["7", "2", "1"])

    page.get_by_role("button", name="Correct boxes").click()
    result.nth(1).click()
    page.get_by_role("button", name="Merge").click()
    expect(result).to_have_count(2)
    page.get_by_role("button", name="Split").click()
    expect(result).to_have_text(["7", "2", "1"])
    page.get_by_role("application").press("8")
    expect(result).to_have_text(["7", "8 ✎", "1"])


def test_digits_above_each_other_are_merged_and_split_again(page: Page, reader: None) -> None:
    visit(page, "/draw")
    upload(page, picture(2, upright=True))
    result = page.locator(".found button")
    expect(result).to_have_text(["7", "2"])

    page.get_by_role("button", name="Correct boxes").click()
    page.get_by_role("button", name="Merge").click()
    expect(result.first).to_be_hidden()  # one digit has no list
    page.get_by_role("button", name="Split").click()

    expect(result).to_have_text(["7", "2"])


def test_a_picture_is_turned_by_quarters(page: Page, reader: None) -> None:
    visit(page, "/draw")
    sideways = Image.open(io.BytesIO(picture(2))).rotate(-90, expand=True)
    upload(page, file_of(sideways))
    answered(page)

    page.get_by_role("button", name="Turn").click()

    expect(page.locator(".found button")).to_have_text(["7", "2"])


def test_a_scribble_is_called_no_digit(page: Page, reader: None) -> None:
    visit(page, "/draw")
    page.locator("#brush").fill("12")
    for y in np.linspace(0.15, 0.85, 8):
        draw(page, [(0.15, float(y)), (0.85, float(y))])
        draw(page, [(float(y), 0.15), (float(y), 0.85)])

    expect(page.locator(".verdict .digit")).to_have_text("Not a digit")
    expect(page.locator(".verdict")).to_contain_text("Closest is")


def _at(x: float, y: float) -> dict[str, float]:
    return {"x": x, "y": y}


def test_a_dot_lands_on_the_map_beside_its_nearest_digits(page: Page, reader: None) -> None:
    visit(page, "/draw")
    expect(page.locator(".where small")).to_contain_text("test digits")

    draw(page, SEVEN)

    names = page.locator(".neighbours figure:not([hidden]) b")
    expect(names).to_have_count(5)
    # The map's network reads a plain seven as well as the classifier does.
    expect(names.first).to_have_text("7")
    expect(page.locator("canvas.map")).to_have_attribute("aria-label", re.compile("nearest are 7"))
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(names).to_have_count(0)


def test_noise_of_any_kind_comes_on_top_and_a_die_rolls_it_anew(page: Page) -> None:
    visit(page, "/draw")
    draw(page, ONE)
    answered(page)
    first = page.locator(".cards figure").first
    noisy = first.locator("canvas")
    expect(first).to_contain_text("28×28 pixels")

    page.locator("#noise").fill("1")
    expect(first).to_contain_text("noisy")
    page.locator("#noise-kind").select_option("block")
    expect(page.locator("#noise")).to_have_attribute("max", "28")
    before = noisy.evaluate("c => c.toDataURL()")
    page.locator("#noise-seed").fill("5")

    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[noisy.element_handle(), before]
    )


def test_a_picture_is_dropped_on_the_board(page: Page, reader: None) -> None:
    visit(page, "/draw")
    dropped = page.evaluate_handle(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
            return data;
        }""",
        base64.b64encode(picture()).decode(),
    )

    board(page).dispatch_event("dragover", {"dataTransfer": dropped})
    expect(page.locator(".easel.target")).to_be_attached()
    board(page).dispatch_event("drop", {"dataTransfer": dropped})

    expect(page.locator(".verdict .digit")).to_have_text("7")
    expect(page.locator(".easel.target")).to_have_count(0)


def test_a_heic_photo_is_shown_and_read_although_the_browser_knows_no_heic(
    page: Page, reader: None
) -> None:
    visit(page, "/draw")
    photo = file_of(Image.open(io.BytesIO(picture(2))), "HEIF", quality=90)

    upload(page, photo, "photo.heic", "image/heic")

    expect(page.locator(".found button")).to_have_text(["7", "2"])
    # The picture itself, which the server has turned into one that the browser can show.
    light = "c => c.getContext('2d').getImageData(30, c.height / 2, 1, 1).data[0]"
    page.wait_for_function(f"(c) => ({light})(c) > 200", arg=board(page).element_handle())


def test_a_pen_draws_broader_the_harder_it_presses(page: Page) -> None:
    visit(page, "/draw")
    box = box_of(board(page))

    def line(y: float, pressure: float) -> int:
        """Draws a level line; the number of white pixels in a column through its middle."""
        for kind, x in (("pointerdown", 0.2), ("pointermove", 0.8), ("pointerup", 0.8)):
            board(page).dispatch_event(
                kind,
                {
                    "pointerId": 1,
                    "pointerType": "pen",
                    "isPrimary": True,
                    "button": 0,
                    "pressure": pressure,
                    "clientX": box["x"] + x * box["width"],
                    "clientY": box["y"] + y * box["height"],
                },
            )
        column: int = board(page).evaluate(
            """(c, y) => {
                const top = Math.round((y - 0.2) * c.height);
                const part = c.getContext('2d').getImageData(c.width / 2, top, 1, 0.4 * c.height);
                return part.data.filter((value, at) => at % 4 === 0 && value > 127).length;
            }""",
            y,
        )
        return column

    # There is no pen here to capture: the events are made by hand.
    page.evaluate("Element.prototype.setPointerCapture = () => {}")

    light, hard = line(0.25, 0.1), line(0.75, 0.9)

    assert light > 5
    assert hard > 1.8 * light
