"""The kiosk: the tour in a loop, a visit that is wiped when nobody touches it, nothing changed."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect

from core.api.security.access import PATHS
from core.visitors import Action, Role
from core.visitors.rights import RIGHTS
from pages.tour.story import STEPS
from tests.browser.conftest import Server, served
from tests.browser.helpers import Troubles, assert_no_trouble, settle, visit
from tools.hand import draw_stroke

TOKEN = "a-token-of-the-operator"
INVITATION = "Touch the screen to try it yourself"
WARNING = "Still there?"
IDLE_S = 60


@pytest.fixture(scope="module")
def kiosk(lab_home: Path, own_store: Path) -> Iterator[Server]:
    log = lab_home / "kiosk.log"
    with served(log, LATENT_LAB_KIOSK="1", LATENT_LAB_API_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture
def screen(browser: Browser, kiosk: Server) -> Iterator[Page]:
    """The kiosk's screen, whose clock the test sets."""
    context = browser.new_context(base_url=kiosk.url, has_touch=True)
    page = context.new_page()
    page.clock.install()
    troubles = Troubles(kiosk.log)
    troubles.watch(page)
    yield page
    troubles.leave(page)
    assert_no_trouble(page, troubles)
    context.close()


@pytest.fixture
def calls(playwright: Playwright, kiosk: Server) -> Iterator[APIRequestContext]:
    """Calls of a program that knows the operator's token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    context = playwright.request.new_context(base_url=kiosk.url, extra_http_headers=headers)
    yield context
    context.dispose()


def step_on_show(page: Page) -> int:
    return int(page.locator(".st-key-tour_steps .steps").get_attribute("data-step") or 0)


def test_the_tour_plays_in_a_loop_until_a_touch(screen: Page) -> None:
    def look() -> tuple[int, float]:
        """The step on show, and the page's time in seconds."""
        return step_on_show(screen), screen.evaluate("Date.now() / 1000")

    visit(screen)
    seen = [look()]
    while seen[-1][0] >= seen[-2:][0][0]:  # until it has begun again
        expect(screen.get_by_text(INVITATION)).to_be_visible()
        settle(screen)
        screen.clock.fast_forward(1000 * STEPS[seen[-1][0] - 1].seconds)
        screen.wait_for_timeout(200)
        seen.append(look())
    # Time also passes by itself, so the record may hold a step twice, or miss some.
    shortest = min(step.seconds for step in STEPS)
    for (before, start), (after, end) in pairwise(seen):
        assert (after - before) % len(STEPS) <= 1 + (end - start) / shortest

    screen.mouse.click(20, 500)
    expect(screen.get_by_text(INVITATION)).to_be_hidden()
    settle(screen)  # a step that the touch came too late for
    step = step_on_show(screen)
    screen.clock.fast_forward(30_000)
    settle(screen)

    assert step_on_show(screen) == step


def test_a_visit_that_nobody_touches_is_warned_and_wiped(screen: Page) -> None:
    visit(screen)
    screen.get_by_test_id("stTopNavLink").filter(has_text="Walk").click()
    settle(screen)
    screen.get_by_role("radio", name="Sliders").click()
    settle(screen)
    screen.get_by_test_id("stTopNavLink").filter(has_text="Draw").click()
    settle(screen)
    draw_stroke(screen, screen.locator("canvas.board"), [(0.5, 0.2), (0.5, 0.8)])
    screen.wait_for_function("location.search.includes('board=')")
    screen.evaluate("localStorage.setItem('mine', '1'); sessionStorage.setItem('mine', '1')")

    screen.clock.fast_forward(1000 * (IDLE_S - 14))
    expect(screen.get_by_text(WARNING)).to_be_visible()
    screen.get_by_role("button", name="I am still here").tap()
    expect(screen.get_by_text(WARNING)).to_be_hidden()
    screen.clock.fast_forward(1000 * (IDLE_S - 14))
    expect(screen.get_by_text(WARNING)).to_be_visible()
    screen.clock.fast_forward(14_000)

    screen.wait_for_url("**/tour?step=1")
    settle(screen)
    expect(screen.get_by_text(INVITATION)).to_be_visible()
    assert screen.evaluate("[localStorage.mine, sessionStorage.mine]") == [None, None]
    screen.get_by_test_id("stTopNavLink").filter(has_text="Draw").click()
    settle(screen)
    expect(screen.get_by_text("Draw a digit here")).to_be_visible()
    assert "board=" not in screen.url
    screen.get_by_test_id("stTopNavLink").filter(has_text="Walk").click()
    settle(screen)
    expect(screen.get_by_role("radio", name="Explore")).to_be_checked()


def test_the_browsers_way_back_does_not_lead_into_the_visit_before(
    browser: Browser, kiosk: Server
) -> None:
    page = browser.new_context(base_url=kiosk.url).new_page()
    visit(page, "/draw?board=earlier")
    page.goto("/tour?step=1")  # as after a wipe: another document, untouched
    settle(page)

    page.go_back()

    page.wait_for_url("**/tour?step=1")
    settle(page)
    page.context.close()


def test_no_route_does_more_than_a_guest_may(calls: APIRequestContext) -> None:
    forbidden = [path for path, action in PATHS.items() if RIGHTS[action].role > Role.GUEST]
    assert forbidden
    for template in forbidden:
        path = template.replace("{rest:path}", "anything").replace("{base:path}", "base")
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert calls.fetch(path, method=method).status == 403, (method, path)
    assert {PATHS["/api/denoise"], PATHS["/api/prepare"]} == {Action.READ, Action.UPLOAD}


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/train?view=new", "Guests cannot train networks here"),
        ("/map?part=Make+a+map", "Guests cannot make maps here"),
        ("/checkpoints", "Guests cannot import files here"),
    ],
)
def test_no_screen_offers_to_train_import_or_delete(screen: Page, path: str, refusal: str) -> None:
    visit(screen, path)
    for fold in screen.locator("summary").filter(has_text="Add a checkpoint").all():
        fold.click()

    expect(screen.get_by_text(refusal).first).to_be_visible()  # once per part of the screen
    changes = re.compile("^(start|delete|import|train|make|add|stop|rename|repeat)", re.IGNORECASE)
    main = screen.get_by_test_id("stMain")
    offers = [
        *main.get_by_role("button", name=changes).all(),
        *main.locator("input[type=file]").all(),
    ]
    assert [offer.inner_text() for offer in offers if offer.is_enabled()] == []
