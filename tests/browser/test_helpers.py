"""The helpers of these tests: a page has settled only once each rerun to come is over."""

from playwright.sync_api import Page

from tests.browser.helpers import QUIET_MS, settle, visit

# All that Streamlit's server says arrives late, as from a busy machine.
LATE = """((lateMs) => {
    window.WebSocket = class extends WebSocket {
        addEventListener(kind, hear) {
            const late = (event) => setTimeout(() => hear(event), lateMs);
            super.addEventListener(kind, kind === 'message' ? late : hear);
        }
        set onmessage(hear) {
            this.addEventListener('message', hear);
        }
    };
})"""


def test_a_rerun_that_begins_late_is_waited_for(fresh_page: Page) -> None:
    page = fresh_page
    page.add_init_script(f"{LATE}({3 * QUIET_MS})")
    visit(page, "/report")
    assert "section=Training" not in page.url

    page.get_by_role("radio", name="How it was made").click()
    settle(page)

    assert "section=Training" in page.url


def test_a_place_that_comes_near_late_is_waited_for(fresh_page: Page) -> None:
    page = fresh_page
    busy = f"window.requestIdleCallback = (run) => setTimeout(run, {3 * QUIET_MS})"
    page.add_init_script(busy)

    visit(page, "/train?view=new")

    assert page.locator(".st-key-graph .js-plotly-plot").count() == 1
