"""The noise dial under a real hand: pictures follow without a rerun, and nothing is ever stale."""

import json
import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, Route, WebSocket, expect

from core import data, inference
from core.checkpoints.pool import pool
from core.noise import GaussianNoise, MaskNoise, Noise, apply_seeded
from core.settings import settings
from tests.browser.helpers import Troubles, assert_no_trouble, box_of, overflow, settle, visit

ROW = 60_003
DIAL = ".dial"
DENOISE = "**/api/denoise"


def cleaner() -> str:
    """The autoencoder of these tests: any that is in the store."""
    names = pool().names("reconstruct")
    assert names, f"the browser tests need an autoencoder in {settings().checkpoints}"
    return next((name for name in names if "dense" in name), names[0])


def open_dial(page: Page, width: int = 1280) -> None:
    visit(page, f"/denoise?digit={ROW}&cleaners={cleaner()}", width=width)
    page.wait_for_selector(f"{DIAL}[data-painted]")


def wait_until_shown(page: Page, **setting: float) -> None:
    """Wait until the pictures are those of this setting, such as ``sigma=0.5`` or ``seed=3``."""
    dial = page.locator(DIAL)
    for name, value in setting.items():
        expect(dial).to_have_attribute(
            "data-shown", re.compile(rf'"{name}":{re.escape(f"{value:g}")}[,}}]')
        )


def wait_until_python_knows(page: Page, sigma: float) -> None:
    """Wait until the setting has come back in the address, and the page has settled again."""
    page.wait_for_url(re.compile(rf"[?&]sigma={re.escape(f'{sigma:g}')}(&|$)"))
    settle(page)


def pixels(page: Page, index: int) -> np.ndarray:
    """The grey bytes (28, 28) of a canvas: 0 the original, 1 the noisy, 2 the cleaned digit."""
    rgba = (
        page.locator(f"{DIAL} canvas")
        .nth(index)
        .evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
    )
    image = np.array(rgba, np.uint8).reshape(28, 28, 4)
    assert (image[..., 3] == 255).all()
    assert (image[..., 0] == image[..., 1]).all()
    return image[..., 0]


def slider(page: Page, name: str = "sigma") -> float:
    return float(page.locator(f"#dial-{name}").input_value())


def expected(noise: Noise, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The noisy and the cleaned bytes that core computes for the digit of these tests."""
    x = data.to_float(data.load().images[ROW : ROW + 1])
    noisy = apply_seeded(noise, x, seed)
    cleaned = inference.reconstruct(pool().module(cleaner()), noisy)

    def as_bytes(image: torch.Tensor) -> np.ndarray:
        return np.rint(image[0, 0].numpy() * 255).astype(np.int16)

    return as_bytes(noisy), as_bytes(cleaned)


def assert_shows(page: Page, noise: Noise, seed: int) -> None:
    noisy, cleaned = expected(noise, seed)
    # Half a grey level either way is a matter of rounding.
    assert np.abs(pixels(page, 1) - noisy).max() <= 1
    assert np.abs(pixels(page, 2) - cleaned).max() <= 1


def count_messages(page: Page) -> Callable[[], int]:
    """A counter of what the page tells Streamlit's server: every rerun begins with a message."""
    sent: list[object] = []

    def watch(socket: WebSocket) -> None:
        # Playwright marks what it calls, and a list's own method takes no mark.
        if "/_stcore/" in socket.url:
            socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", watch)
    return lambda: len(sent)


def test_the_first_picture_is_what_core_computes(page: Page, troubles: Troubles) -> None:
    open_dial(page)

    np.testing.assert_array_equal(pixels(page, 0), data.load().images[ROW].numpy())
    assert_shows(page, GaussianNoise(slider(page)), 0)
    assert_no_trouble(page, troubles)


def test_keys_move_the_noise_step_by_step(page: Page, troubles: Troubles) -> None:
    open_dial(page)
    before = slider(page)

    page.locator("#dial-sigma").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        wait_until_shown(page, sigma=slider(page))
        assert_shows(page, GaussianNoise(slider(page)), 0)

    assert slider(page) == pytest.approx(before + 0.03)
    wait_until_python_knows(page, slider(page))
    assert_no_trouble(page, troubles)


def test_pictures_follow_a_drag_without_a_rerun(page: Page, troubles: Troubles) -> None:
    messages = count_messages(page)
    open_dial(page)
    while messages() < 2:  # the visit, and the curves below, which load once they are near
        page.wait_for_timeout(100)
    settle(page)
    box = box_of(page.locator("#dial-sigma"))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    wait_until_shown(page, sigma=slider(page))
    count, address = messages(), page.url

    seen = []
    for share in np.linspace(0.25, 0.8, 12):
        page.mouse.move(box["x"] + box["width"] * float(share), middle)
        wait_until_shown(page, sigma=slider(page))
        seen.append(pixels(page, 1))

    assert len({image.tobytes() for image in seen}) == len(seen)
    assert messages() == count
    assert page.url == address
    page.mouse.up()
    wait_until_python_knows(page, slider(page))
    assert messages() > count
    assert_shows(page, GaussianNoise(slider(page)), 0)
    assert_no_trouble(page, troubles)


def test_what_python_hears_moves_nothing(page: Page) -> None:
    open_dial(page)
    page.locator("#dial-sigma").focus()
    page.keyboard.press("PageUp")
    value = slider(page)
    wait_until_shown(page, sigma=value)
    image = pixels(page, 1)

    wait_until_python_knows(page, value)

    assert slider(page) == value
    np.testing.assert_array_equal(pixels(page, 1), image)
    page.reload()
    settle(page)
    page.wait_for_selector(f"{DIAL}[data-painted]")
    assert slider(page) == value
    np.testing.assert_array_equal(pixels(page, 1), image)


def test_a_seed_repeats_its_noise(page: Page, troubles: Troubles) -> None:
    open_dial(page)
    first = pixels(page, 1)
    page.get_by_text("Details").click()

    page.get_by_role("button", name="New noise").click()
    seed = int(page.locator("#dial-seed").input_value())
    wait_until_shown(page, seed=seed)
    assert_shows(page, GaussianNoise(slider(page)), seed)
    settle(page)
    page.locator("#dial-seed").fill("0")
    wait_until_shown(page, seed=0)

    np.testing.assert_array_equal(pixels(page, 1), first)
    assert_no_trouble(page, troubles)


def test_another_kind_brings_its_own_dials(page: Page, troubles: Troubles) -> None:
    open_dial(page)
    page.get_by_role("combobox", name="Kind of noise").click()
    page.get_by_role("option", name="Mask").click()
    page.locator("#dial-zeros").wait_for()
    settle(page)
    wait_until_shown(page, zeros=slider(page, "zeros"))

    assert_shows(page, MaskNoise(slider(page, "zeros"), slider(page, "ones")), 0)
    page.locator("#dial-ones").focus()
    page.keyboard.press("ArrowRight")
    wait_until_shown(page, ones=slider(page, "ones"))
    assert_shows(page, MaskNoise(slider(page, "zeros"), slider(page, "ones")), 0)
    assert_no_trouble(page, troubles)


def without_channel(page: Page) -> Page:
    """The page, in which each call is a request that a test can hold back."""
    page.route_web_socket("**/api/channel", lambda socket: socket.close())
    return page


def test_a_drag_makes_no_requests(page: Page) -> None:
    calls: list[object] = []

    def watch(socket: WebSocket) -> None:
        if socket.url.endswith("/api/channel"):
            socket.on("framesent", lambda frame: calls.append(frame))

    page.on("websocket", watch)
    open_dial(page)
    page.locator("#dial-sigma").focus()
    while not calls:  # the first call opens the channel, and those until it is open are requests
        page.keyboard.press("ArrowRight")
        wait_until_shown(page, sigma=slider(page))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")

    wait_until_shown(page, sigma=slider(page))
    assert_shows(page, GaussianNoise(slider(page)), 0)
    assert [url for url in requests if "/api/denoise" in url] == []


def test_an_answer_that_comes_too_late_is_dropped(fresh_page: Page) -> None:
    page = without_channel(fresh_page)
    open_dial(page)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(DENOISE, hold_the_first)
    page.locator("#dial-sigma").focus()
    page.keyboard.press("Home")
    expect(page.locator("#dial-sigma")).to_have_value("0")
    page.keyboard.press("End")
    wait_until_shown(page, sigma=2)
    assert held
    late = [json.loads(route.request.post_data or "")["noise"]["sigma"] for route in held]
    with page.expect_response(DENOISE) as answer:
        held[0].continue_()
    answer.value.finished()
    page.wait_for_timeout(200)  # in which it would be painted

    assert late == [0]
    assert_shows(page, GaussianNoise(2.0), 0)


def test_a_server_that_is_gone_is_said_and_its_return_is_noticed(
    fresh_page: Page, troubles: Troubles
) -> None:
    page = without_channel(fresh_page)
    open_dial(page)
    page.route(DENOISE, lambda route: route.abort())

    page.locator("#dial-sigma").focus()
    page.keyboard.press("ArrowRight")
    banner = page.get_by_role("alert").filter(has_text="does not answer")
    expect(banner).to_be_visible()
    page.unroute(DENOISE)

    wait_until_shown(page, sigma=slider(page))
    expect(banner).to_have_count(0)
    assert_shows(page, GaussianNoise(slider(page)), 0)
    assert all("ERR_FAILED" in trouble for trouble in troubles), troubles
    troubles.clear()


def test_a_refusal_is_shown_in_its_own_words(fresh_page: Page, troubles: Troubles) -> None:
    page = without_channel(fresh_page)
    open_dial(page)
    sentence = "The model is gone; choose another."
    page.route(DENOISE, lambda route: route.fulfill(status=404, json={"error": sentence}))

    page.locator("#dial-sigma").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    page.unroute(DENOISE)
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_hidden()
    assert all("404" in trouble for trouble in troubles), troubles
    troubles.clear()


def test_pictures_stand_side_by_side_on_a_narrow_screen(page: Page) -> None:
    open_dial(page, width=390)

    expect(page.locator(f"{DIAL} canvas")).to_have_count(3)
    boxes = [box_of(canvas) for canvas in page.locator(f"{DIAL} canvas").all()]
    tops = {round(box["y"]) for box in boxes}
    assert len(tops) == 1
    assert min(box["width"] for box in boxes) >= 90
    sharp = page.locator(f"{DIAL} canvas").first.evaluate("c => getComputedStyle(c).imageRendering")
    assert sharp == "pixelated"


def test_the_verdict_says_what_is_read_before_and_after_cleaning(page: Page) -> None:
    open_dial(page)
    x = data.load().images[ROW : ROW + 1]
    truth = str(int(data.load().labels[ROW]))

    noisy = apply_seeded(GaussianNoise(slider(page)), data.to_float(x), 0)
    cleaned = inference.reconstruct(pool().module(cleaner()), noisy)
    names = pool().names("classify")
    reader = pool().module(next(n for n in ("clf-mlp-3", *names) if n in names))
    read = [str(int(inference.classify(reader, image).argmax())) for image in (noisy, cleaned)]
    signs = [f"{digit} {'✓' if digit == truth else '✗'}" for digit in read]
    expect(page.locator(".verdicts .signs span")).to_have_text(signs)


def test_open_details_stay_open(page: Page) -> None:
    open_dial(page)
    figures = page.locator(".dial details dl").first
    expect(figures).to_be_hidden()

    page.get_by_text("Details").click()
    expect(figures).to_be_visible()
    page.reload()
    settle(page)

    expect(figures).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1920, 1080)])
def test_dial_pictures_and_verdict_are_above_the_fold(page: Page, width: int, height: int) -> None:
    visit(page, f"/denoise?digit={ROW}", width=width, height=height)
    page.wait_for_selector(f"{DIAL}[data-painted]")

    for part in ("#dial-sigma", f"{DIAL} canvas >> nth=-1", ".verdicts li >> nth=-1"):
        box = box_of(page.locator(part))
        assert box["y"] + box["height"] <= height, part
    assert overflow(page) <= 0


def test_on_a_phone_the_dial_stays_in_view_beside_the_last_picture(page: Page) -> None:
    visit(page, f"/denoise?digit={ROW}", width=390, height=700)
    page.wait_for_selector(f"{DIAL}[data-painted]")

    page.locator(".verdicts").evaluate("e => e.scrollIntoView({ block: 'end' })")

    dial = box_of(page.locator("#dial-sigma"))
    verdict = box_of(page.locator(".verdicts"))
    assert dial["y"] > 50  # below the menu
    assert dial["y"] < verdict["y"] < 700


def test_plotly_is_loaded_when_the_curves_come_near(page: Page) -> None:
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url))
    visit(page, f"/denoise?digit={ROW}", height=320)  # of these networks the curves are shipped
    page.locator(".dial[data-painted]").wait_for()
    page.wait_for_timeout(1500)  # longer than a place has to be near
    assert not [url for url in scripts if "PlotlyChart" in url]

    page.locator(".st-key-curves_near").scroll_into_view_if_needed()

    expect(page.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_visible()
    expect(page.get_by_role("heading", name="Does cleaning help the classifier?")).to_be_visible()


def test_the_curves_are_computed_on_demand(page: Page, troubles: Troubles) -> None:
    readers = pool().names("classify")
    quick = next((name for name in readers if "mlp" in name), readers[0])
    visit(page, f"/denoise?digit={ROW}&cleaners={cleaner()}&reader={quick}")
    page.locator(".st-key-curves_near").scroll_into_view_if_needed()
    page.get_by_role("button", name="Compute the curves").click()

    expect(page.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(2, timeout=200_000)
    settle(page)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    assert_no_trouble(page, troubles)


def test_stop_ends_the_computation_of_the_curves(page: Page) -> None:
    visit(page, f"/denoise?digit={ROW}&cleaners={cleaner()}&kind=Blur")
    page.locator(".st-key-curves_near").scroll_into_view_if_needed()
    page.get_by_role("button", name="Compute the curves").click()

    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_role("button", name="Compute the curves")).to_be_visible()
    settle(page)
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
