"""Every page opens, alone and from the menu, wide and narrow, light and dark.

The `page` fixture fails each of these for an error in the console or in the server's log.
"""

import re
from itertools import combinations, pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.helpers import box_of, overflow, settle, visit
from tests.menu import HEADINGS, TITLES

NARROW_PX = 390
TABLET_PX = 768
# Whether a part of the page has kept its height for half a second.
STILL = """(selector) => {
    const { height } = document.querySelector(`[data-testid="stMain"] ${selector}`)
        ?.getBoundingClientRect() ?? {};
    const known = window.__height;
    if (known?.selector !== selector || known.height !== height)
        window.__height = { selector, height, since: performance.now() };
    return height > 0 && performance.now() - window.__height.since > 500;
}"""

# Adds up how much of the window moves, and how far, while a page opens.
SHIFTS = """if (window.__shift === undefined) {  // tests share a page and its scripts
    window.__shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.__shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
}"""
POOR_SHIFT = 0.25  # from here on, web.dev calls a page's cumulative layout shift poor


def background(page: Page) -> tuple[int, ...]:
    """The colour behind the page as red, green and blue, 0 to 255 each."""
    colour = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    return tuple(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


def assert_looks_right(page: Page, path: str, *, dark: bool) -> None:
    """The page of that address is on show, in its theme, and nothing sticks out sideways."""
    title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
    expect(title.first).to_contain_text(HEADINGS.get(TITLES[path], TITLES[path]))
    expect(page).to_have_title(f"{TITLES[path]} · Latent Lab")
    assert max(background(page)) < 64 if dark else min(background(page)) > 240
    assert overflow(page) <= 0


def heading_levels(page: Page) -> list[int]:
    """The levels of the page's visible headings, those of its widgets included, in order."""
    headings = page.get_by_test_id("stMain").locator("h1, h2, h3, h4, h5, h6")
    tags = headings.evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => e.tagName)"
    )
    return [int(tag[1]) for tag in tags]


def head_boxes(page: Page) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of what stands in the page's first lines, by its text."""
    boxes: dict[str, tuple[float, float, float, float]] = page.evaluate(
        """() => {
          const parts = "[data-testid=stTopNavLink], .st-key-data, .st-key-toolbar_place, "
            + ".st-key-page_head button, [data-testid=stMain] h1";
          const boxes = {};
          for (const part of document.querySelectorAll(parts)) {
            const range = document.createRange();
            range.selectNodeContents(part);
            const { left, top, right, bottom } = range.getBoundingClientRect();
            const seen = part.checkVisibility({ visibilityProperty: true, opacityProperty: true });
            if (seen && right > left)
              boxes[part.className + part.textContent] = [left, top, right, bottom];
          }
          return boxes;
        }"""
    )
    return boxes


def assert_nothing_in_the_head_covers_another(page: Page) -> None:
    """The menu, the choices beside it and the title each have a place of their own."""
    boxes = head_boxes(page)
    assert len(boxes) > 5
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one} and {other}"


@pytest.mark.parametrize("width", [NARROW_PX, TABLET_PX, 1280, 1920, 3840])
def test_the_choice_of_pictures_ends_where_the_toolbar_does(page: Page, width: int) -> None:
    visit(page, "/room", width=width)

    ends = [
        box["x"] + box["width"]
        for part in (".st-key-data", ".st-key-toolbar")
        for box in [box_of(page.locator(part))]
    ]
    assert ends[0] == pytest.approx(ends[1], abs=1)


@pytest.mark.parametrize("path", TITLES)
def test_a_deep_link_opens_its_page_and_the_whole_menu_and_little_moves(
    page: Page, path: str
) -> None:
    page.add_init_script(SHIFTS)
    visit(page, path)

    assert page.evaluate("window.__shift") < POOR_SHIFT
    assert_looks_right(page, path, dark=False)
    links = page.get_by_test_id("stTopNavLink")
    expect(links).to_have_text(list(TITLES.values()))
    # Copy link stands beside it on every screen.
    expect(page.get_by_test_id("stMain").locator("h1 a")).to_have_count(0)
    levels = heading_levels(page)
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))

    page.set_viewport_size({"width": TABLET_PX, "height": 1024})
    settle(page)
    assert_nothing_in_the_head_covers_another(page)
    assert overflow(page) <= 0
    page.set_viewport_size({"width": NARROW_PX, "height": 900})
    settle(page)
    expect(page.get_by_test_id("stTopNavLink")).to_have_count(0)
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [NARROW_PX, 1280, 2560])
def test_logo_and_title_are_in_their_places_before_the_client_starts(
    page: Page, width: int
) -> None:
    client: list[Route] = []
    page.route("**/static/js/index.*.js", lambda request: client.append(request))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.goto("/map", wait_until="commit")
    frame = page.locator(".ll-first-frame")
    title, logo = frame.locator("p"), frame.locator("svg")
    title_box, logo_box = box_of(title), box_of(logo)
    expect(title).to_have_text("Map")
    ground = page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")

    for request in client:
        request.continue_()
    page.unroute("**/static/js/index.*.js")
    page.wait_for_function("document.querySelector('[data-testid=stApp]')")
    settle(page)

    expect(title).to_be_hidden()
    expect(logo).to_be_hidden()
    assert box_of(page.get_by_test_id("stHeaderLogo")) == pytest.approx(logo_box, abs=1)
    heading = box_of(page.get_by_role("heading", level=1, name="Map"))
    assert (heading["x"], heading["y"]) == pytest.approx((title_box["x"], title_box["y"]), abs=1)
    assert background(page) == tuple(int(part) for part in re.findall(r"\d+", ground))


def test_the_menu_leads_to_every_page_and_back_in_the_dark(page: Page) -> None:
    visit(page, dark=True)

    for path, title in reversed(TITLES.items()):
        page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        expect(page).to_have_title(f"{title} · Latent Lab")
        settle(page)
        page.wait_for_function("path => location.pathname === path", arg=path)
        assert_looks_right(page, path, dark=True)


def test_the_menu_opens_on_a_narrow_screen(page: Page) -> None:
    visit(page, width=NARROW_PX)
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="Map")
    expect(link).not_to_be_in_viewport()

    page.get_by_role("button", name="Menu").click()
    link.click()

    expect(page).to_have_title("Map · Latent Lab")
    expect(link).not_to_be_in_viewport()
    settle(page)


def test_the_open_menu_closes_by_its_button_and_by_a_tap_beside_it(page: Page) -> None:
    visit(page, width=NARROW_PX)
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="Map")

    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()
    expect(link).not_to_be_in_viewport()

    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_in_viewport()
    page.mouse.click(NARROW_PX - 10, 500)
    expect(link).not_to_be_in_viewport()
    expect(page).to_have_title("Start · Latent Lab")


def test_nothing_is_fetched_from_elsewhere(fresh_page: Page, base_url: str) -> None:
    query: list[str] = []
    fresh_page.on("request", lambda request: query.append(request.url))

    visit(fresh_page)

    assert query
    local = (base_url, "data:", "blob:")
    assert [url for url in query if not url.startswith(local)] == []


def test_every_screen_copies_its_address(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, "/denoise?digit=60007")

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert "digit=60007" in copied


def test_the_link_is_shown_where_there_is_no_clipboard(fresh_page: Page) -> None:
    # Browsers have none on a page that another machine serves without https.
    fresh_page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    visit(fresh_page, "/walk")

    fresh_page.get_by_role("button", name="Copy link").click()

    link = fresh_page.get_by_role("textbox", name="Link to this view")
    expect(link).to_have_value(fresh_page.url)
    expect(link).to_be_focused()


def test_each_screen_leads_to_the_next(page: Page) -> None:
    visit(page, "/denoise")
    visited = ["denoise"]

    for _ in range(3):
        page.get_by_role("link", name="Next: ").click()
        page.wait_for_function("last => !location.pathname.endsWith(last)", arg=visited[-1])
        settle(page)
        visited.append(page.evaluate("location.pathname.split('/').pop()"))

    assert visited == ["denoise", "draw", "map", "walk"]


def test_in_a_very_large_window_charts_and_pictures_grow_with_the_type(page: Page) -> None:
    """Type, heights, pictures and points, which Plotly and the canvases measure in pixels."""
    parts = {
        "/report?section=Training": [".js-plotly-plot", ".js-plotly-plot .xtitle"],
        "/report?section=Confusion": [".js-plotly-plot", '[data-testid="stSelectbox"]'],
        "/report?section=Duplicates": [".ll-gallery img", '[data-testid="stTooltipIcon"] svg'],
        "/clusters": [".ll-lanes img"],
    }
    for path, selectors in parts.items():
        sizes: list[list[float]] = []
        for width, height in ((1280, 720), (3840, 2160)):
            visit(page, path, width=width, height=height)
            boxes = []
            for selector in selectors:
                part = page.get_by_test_id("stMain").locator(selector).first
                expect(part).to_be_visible()
                page.wait_for_function(STILL, arg=selector)
                box = part.bounding_box()
                assert box is not None
                boxes.append(box["height"])
            sizes.append(boxes)
        assert overflow(page) <= 0
        for small, large, selector in zip(*sizes, selectors, strict=True):
            assert large >= 1.8 * small, f"{path}: {selector}"
