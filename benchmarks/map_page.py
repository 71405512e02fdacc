"""Times of a map of all digits in Chromium: its points, the card of a digit, a lasso."""

from typing import Any

import numpy as np

from benchmarks.serving import percentile, server
from core import maps

WAIT_MS = 600_000


# Runs in the page: milliseconds from the next pointer event to the first frame in which `condition`
# holds.
TIMER = """({event, condition}) => {
    const holds = new Function('return ' + condition);
    window.timer = new Promise((resolve) => {
        document.addEventListener(event, () => {
            const start = performance.now();
            const look = () => holds() ? resolve(performance.now() - start)
                : requestAnimationFrame(look);
            requestAnimationFrame(look);
        }, {once: true, capture: true});
    });
}"""


def in_browser(map_id: str) -> dict[str, float | None]:
    """Times on a cached map of all digits: first points, card, lasso around more than half."""
    from playwright.sync_api import Response, sync_playwright

    from tools.chromium import launch_options

    layout = maps.layout(map_id, "mnist", "all")
    count = len(layout)
    condition = f"""(() => {{ const root = document.querySelector('.lm');
        return root?.dataset.state === 'ready' && root.textContent.includes(
            '{count:,} of {count:,} digits'); }})()"""
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(WAIT_MS)
        sizes: list[int] = []

        def sized(answer: Response) -> None:
            if "/api/maps/points" in answer.url:
                sizes.append(int(answer.headers.get("content-length", 0)))

        page.on("response", sized)
        page.goto(f"{url}/map?map={map_id}&digits=test")
        page.wait_for_selector(".lm[data-state=ready]")
        page.evaluate(TIMER, {"event": "click", "condition": condition})
        page.get_by_text(f"All {count:,}", exact=True).click()
        first_points: float = page.evaluate("window.timer")
        plot = page.locator(".lm-plot").first
        plot.evaluate("e => e.scrollIntoView({block: 'center'})")
        hover = [_card(page, plot, layout, at) for at in range(0, count, count // 20)]
        page.locator("[data-tool=lasso]").click()
        low, high = np.quantile(layout.xy[:, 0], [0.2, 0.8])
        bottom, top = layout.xy[:, 1].min(), layout.xy[:, 1].max()
        corners = [(low, bottom), (high, bottom), (high, top), (low, top), (low, bottom)]
        selected = "Number(document.querySelector('.lm-gallery')?.dataset.count) > 1000"
        page.evaluate(TIMER, {"event": "pointerup", "condition": selected})
        page.mouse.move(*_pixel(plot, corners[0]))
        page.mouse.down()
        for corner in corners[1:]:
            page.mouse.move(*_pixel(plot, corner), steps=5)
        page.mouse.up()
        lasso: float = page.evaluate("window.timer")
        size = int(page.locator(".lm-gallery").get_attribute("data-count") or 0)
        browser.close()
    print(f"lasso of {size:,} digits to their gallery: {lasso:.0f} ms; cards: {hover} ms")
    return {
        "map_70k_first_points_s": round(first_points / 1000, 2),
        "bytes_per_point": round(max(sizes) / count, 2) if any(sizes) else None,
        "hover_card_p50_ms": percentile([ms for ms in hover if ms is not None], 50),
        "lasso_to_gallery_s": round(lasso / 1000, 2),
        "lasso_digits": size,
    }


def _card(page: Any, plot: Any, layout: maps.Layout, at: int) -> float | None:
    """Milliseconds from the pointer's stop on a digit to its card; None if no card appears."""
    left, top = _pixel(plot, tuple(layout.xy[at].tolist()))
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    condition = "document.querySelector('.lm-card.floating[data-state=shown]')?.checkVisibility()"
    page.evaluate(TIMER, {"event": "pointermove", "condition": condition})
    page.mouse.move(left, top)
    try:
        return round(page.evaluate("Promise.race([window.timer, new Promise((_, no) => "
                                   "setTimeout(no, 20000))])"))  # fmt: skip
    except Exception as error:  # the digit may be off the screen
        print(f"  no card: {str(error).splitlines()[0]}")
        return None


def _pixel(plot: Any, place: tuple[float, float]) -> tuple[float, float]:
    left, top = plot.evaluate(
        """(e, [x, y]) => {
            const box = e.getBoundingClientRect();
            const { xaxis, yaxis } = e._fullLayout;
            return [box.left + xaxis._offset + xaxis.l2p(x),
                    box.top + yaxis._offset + yaxis.l2p(y)];
        }""",
        [float(part) for part in place],
    )
    return left, top
