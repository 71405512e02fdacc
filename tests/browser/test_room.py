"""A room in browsers: one wall and its phones, at their sizes, in light and dark."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.helpers import TIMEOUT_MS, Troubles, box_of, overflow, settle, visit
from tests.browser.test_accessibility import violations
from tools.hand import draw_stroke

PHONE = {"width": 390, "height": 844}
MOST_BYTES = 60_000
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]
ONE = [(0.5, 0.15), (0.5, 0.85)]

OpenPhone = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def wall(page: Page, troubles: Troubles) -> Iterator[Page]:
    """The presenter's screen with an open room."""
    visit(page, "/room", height=800)
    page.get_by_role("button", name="Open a room").click()
    expect(page.get_by_role("img", name="QR code of").first).to_be_visible()
    yield page
    if page.get_by_role("button", name="Close the room").is_visible():
        close(page)
    page.goto("about:blank")  # which ends the wall's calls for news, that now get 404
    troubles[:] = [one for one in troubles if "404" not in one]  # the end of the room


@pytest.fixture
def open_phone(browser: Browser, base_url: str) -> OpenPhone:
    """Opens a phone's page of the room on a wall."""

    @contextmanager
    def opened(wall: Page, *, dark: bool = False, start: bool = True) -> Iterator[Page]:
        context = new_context(browser, dark)
        phone = context.new_page()
        try:
            phone.goto(address(wall, base_url))
            expect(phone.get_by_text("Nothing else is kept")).to_be_visible()
            if start:
                phone.get_by_role("button", name="Start drawing").click()
            yield phone
        finally:
            context.close()

    return opened


def new_context(browser: Browser, dark: bool = False) -> BrowserContext:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(TIMEOUT_MS)
    return context


def address(wall: Page, base_url: str) -> str:
    return f"{base_url}/r/{wall.locator('.wall').get_attribute('data-room')}"


def close(wall: Page) -> None:
    wall.get_by_role("button", name="Close the room").click()
    dialog = wall.get_by_role("dialog")
    dialog.get_by_role("button", name="Close the room").click()
    expect(wall.get_by_text("The room is closed.")).to_be_visible()


def draw(phone: Page, stroke: list[tuple[float, float]] = SEVEN, digit: str = "7") -> None:
    """Draw and send, without waiting for the answer."""
    draw_stroke(phone, phone.locator(".board canvas"), stroke)
    phone.get_by_role("button", name=digit, exact=True).click()
    phone.get_by_role("button", name="Send to the wall").click()


def expect_count(wall: Page, count: int) -> None:
    expect(wall.locator(".wall")).to_have_attribute("data-count", str(count))


def test_one_wall_and_three_phones_one_of_which_leaves(wall: Page, open_phone: OpenPhone) -> None:
    with open_phone(wall) as first, open_phone(wall) as second:
        with open_phone(wall) as third:
            expect(wall.get_by_text("3 phones here")).to_be_visible()
            for phone in (first, second, third):
                draw(phone)
                expect(
                    phone.get_by_role("heading", name="It was read as 7: right!")
                ).to_be_visible()
            expect_count(wall, 3)
        for phone in (first, second):
            expect(phone.get_by_role("heading", name="Its nearest neighbours")).to_be_visible()
            phone.get_by_role("button", name="Draw another").click()
            draw(phone, ONE, "4")
            expect(phone.get_by_role("heading", name="You meant 4")).to_be_visible()
        expect_count(wall, 5)

    expect(wall.get_by_text("3 of 5 read right (60 %)")).to_be_visible()
    expect(wall.get_by_role("img", name="Mean of 3 drawings of 7")).to_be_visible()
    expect(wall.get_by_role("img", name="5 drawings of the room on the map")).to_be_visible()
    expect(wall.locator(".oddest button")).to_have_count(5)


def test_a_phone_without_a_network_sends_when_it_is_back(wall: Page, open_phone: OpenPhone) -> None:
    with open_phone(wall) as phone:
        phone.context.set_offline(True)
        draw(phone)
        expect(phone.get_by_text("No network: 1 drawing waits")).to_be_visible()
        draw(phone, ONE, "1")
        expect(phone.get_by_text("No network: 2 drawings wait")).to_be_visible()
        expect_count(wall, 0)
        phone.context.set_offline(False)

        expect_count(wall, 2)


def test_a_drawing_that_waits_outlives_the_page(
    wall: Page, open_phone: OpenPhone, base_url: str
) -> None:
    with open_phone(wall) as phone:
        phone.route("**/drawings?*", lambda route: route.abort())
        draw(phone)
        expect(phone.get_by_text("1 drawing waits")).to_be_visible()
        context = phone.context
        phone.close()
        expect_count(wall, 0)

        again = context.new_page()
        again.goto(address(wall, base_url))
        expect(again.get_by_role("heading", name="It was read as 7")).to_be_visible()
        expect_count(wall, 1)
        expect(wall.get_by_text("1 phone here")).to_be_visible()


def test_a_closed_room_ends_on_its_phones_and_its_code_finds_nothing(
    wall: Page, open_phone: OpenPhone, browser: Browser, base_url: str
) -> None:
    with open_phone(wall) as phone:
        old = address(wall, base_url)
        close(wall)
        expect(phone.get_by_text("This room is closed.")).to_be_visible()
        late = new_context(browser)
        stranger = late.new_page()
        stranger.goto(old)
        expect(stranger.get_by_text("There is no room with this code")).to_be_visible()
        assert violations(stranger) == []
        stranger.get_by_label("The code is on the wall").fill("Wxyz-2345")
        stranger.get_by_role("button", name="Enter").click()
        stranger.wait_for_url("**/r/wxyz-2345")
        expect(stranger.get_by_text("There is no room with this code")).to_be_visible()
        late.close()


def test_everyone_answers_the_question(wall: Page, open_phone: OpenPhone) -> None:
    with open_phone(wall) as first, open_phone(wall) as second:
        wall.get_by_role("button", name="Ask a question").click()
        for phone, choice in ((first, "A"), (second, "B")):
            phone.get_by_role("button", name=f"Picture {choice}").click()
            expect(phone.get_by_text(f"You chose {choice}.")).to_be_visible()
        expect(wall.get_by_text("2 phones have answered")).to_be_visible()
        expect(wall.locator(".quiz .answer")).to_have_count(0)
        wall.get_by_role("button", name="Show the answer").click()

        expect(wall.locator(".quiz .answer")).to_have_count(1)
        expect(first.get_by_text("halfway between")).to_be_visible()
        wall.get_by_role("button", name="Back to the map").click()
        expect(first.get_by_role("button", name="Send to the wall")).to_be_visible()


def test_the_quiz_of_the_tour_is_answered_on_the_phones(
    wall: Page, open_phone: OpenPhone, base_url: str
) -> None:
    with open_phone(wall) as first, open_phone(wall) as second:
        visit(wall, "/tour?step=6&show=Quiz", height=800)
        expect(wall.get_by_text("answer on your phone")).to_be_visible()
        for phone, choice in ((first, "A"), (second, "C")):
            phone.get_by_role("button", name=f"Picture {choice}").click()
        expect(wall.get_by_text("2 phones have answered")).to_be_visible()
        wall.get_by_role("button", name="Show the answer").click()

        expect(wall.locator(".quiz .answer")).to_have_count(1)
        expect(second.get_by_text("halfway between")).to_be_visible()
        assert violations(wall) == []
        wall.get_by_role("button", name="Next", exact=True).click()
        expect(first.get_by_role("button", name="Send to the wall")).to_be_visible()
    visit(wall, "/room", height=800)
    expect(wall.get_by_role("button", name="Close the room")).to_be_visible()


def test_the_presenter_pauses_hides_saves_and_clears(
    wall: Page, open_phone: OpenPhone, tmp_path: Path
) -> None:
    with open_phone(wall) as phone:
        draw(phone)
        expect_count(wall, 1)
        wall.get_by_role("button", name="Pause", exact=True).click()
        phone.get_by_role("button", name="Draw another").click()
        draw(phone, ONE, "1")
        expect(phone.get_by_text("1 drawing waits")).to_be_visible()
        wall.get_by_role("button", name="Go on", exact=True).click()
        expect_count(wall, 2)

        wall.get_by_role("button", name="Drawing 1: 7 ✓").first.click()
        wall.get_by_role("button", name="Hide it").click()
        expect_count(wall, 1)
        with wall.expect_download() as download:
            wall.get_by_role("button", name="Save drawings").click()
        file = tmp_path / "drawings.zip"
        download.value.save_as(file)
        assert "1/0002.png" in zipfile.ZipFile(file).namelist()
        assert "7/0001.png" not in zipfile.ZipFile(file).namelist()

        wall.get_by_role("button", name="Clear", exact=True).click()
        wall.get_by_role("dialog").get_by_role("button", name="Clear", exact=True).click()
        expect_count(wall, 0)


def test_a_reload_of_the_wall_goes_on_with_the_room(wall: Page, open_phone: OpenPhone) -> None:
    with open_phone(wall) as phone:
        draw(phone)
        expect_count(wall, 1)
        room = wall.locator(".wall").get_attribute("data-room")
        wall.reload()
        settle(wall)

        expect(wall.locator(".wall")).to_have_attribute("data-room", str(room))
        expect_count(wall, 1)
        expect(wall.get_by_role("img", name="1 drawing of the room on the map")).to_be_visible()


def test_the_phones_page_is_light_and_asks_for_nothing(
    wall: Page, browser: Browser, base_url: str
) -> None:
    context = new_context(browser)
    phone = context.new_page()
    sizes: dict[str, int] = {}
    phone.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    phone.goto(address(wall, base_url))
    phone.get_by_role("button", name="Start drawing").click()
    expect(phone.get_by_role("button", name="Send to the wall")).to_be_disabled()

    assert 10_000 < sum(sizes.values()) <= MOST_BYTES, sizes
    assert all(url.startswith(base_url) for url in sizes)
    assert "streamlit" not in " ".join(sizes).lower()
    context.close()


def test_a_digit_is_drawn_with_keys(wall: Page, open_phone: OpenPhone) -> None:
    with open_phone(wall) as phone:
        phone.get_by_role("application", name="Drawing board").focus()
        phone.keyboard.press("Space")
        for _ in range(14):
            phone.keyboard.press("ArrowDown")
        phone.keyboard.press("Space")
        phone.get_by_role("button", name="1", exact=True).press("Enter")
        phone.get_by_role("button", name="Send to the wall").press("Enter")

        expect(phone.get_by_role("heading", name="It was read as 1: right!")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_phone_is_accessible_in_every_state(
    wall: Page, open_phone: OpenPhone, dark: bool
) -> None:
    with open_phone(wall, dark=dark, start=False) as phone:
        assert violations(phone) == []
        phone.get_by_role("button", name="Start drawing").click()
        assert violations(phone) == []
        draw(phone, ONE, "4")
        expect(phone.get_by_role("button", name="Draw another")).to_be_visible()
        assert violations(phone) == []
        wall.get_by_role("button", name="Ask a question").click()
        expect(phone.get_by_role("heading", name="Which of these")).to_be_visible()
        assert violations(phone) == []
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_wall_is_accessible_at_every_size(
    wall: Page, open_phone: OpenPhone, dark: bool
) -> None:
    wall.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    with open_phone(wall) as phone:
        assert violations(wall) == [], "the code"
        draw(phone)
        expect_count(wall, 1)
        for width, height in ((1920, 1080), (1280, 800), (390, 844)):
            wall.set_viewport_size({"width": width, "height": height})
            settle(wall)
            assert violations(wall) == [], f"{width}x{height}"
            assert overflow(wall) <= 0
        wall.set_viewport_size({"width": 1280, "height": 800})
        wall.get_by_role("button", name="Ask a question").click()
        expect(wall.get_by_role("heading", name="Which of these")).to_be_visible()
        assert violations(wall) == [], "the question"
        box = box_of(wall.locator(".stage"))
        assert box["y"] + box["height"] <= 800
