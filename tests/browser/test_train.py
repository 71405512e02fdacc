"""The Train page in a real browser: a short job is launched, left, stopped, resumed and used."""

import re
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from core.clustering import EXAMPLE, ElbowStudy
from core.jobs import JobSpec, LocalRunner
from core.jobs.kinds import clustering
from core.maps.projections.request import Request
from core.training.recipes.shipped import RECIPES
from tests.browser.helpers import Troubles, assert_no_trouble, box_of, overflow, settle, visit

PATIENCE_MS = 240_000  # a worker imports PyTorch, which takes long on a busy machine
NAME = "browser-made"


@pytest.fixture
def runner(lab_home: Path, own_store: Path) -> Iterator[LocalRunner]:
    """The server's jobs, seen from here; none is left at the end, nor is its checkpoint."""
    seen = LocalRunner(lab_home / "jobs")
    yield seen
    for status in seen.jobs():
        seen.cancel(status.id)
    (own_store / f"{NAME}.safetensors").unlink(missing_ok=True)


def fill(page: Page, label: str, value: str) -> None:
    box = page.get_by_label(label, exact=True).first
    box.fill(value)
    box.press("Enter")
    settle(page)


def state_of(page: Page) -> Locator:
    """The badge that says where the job on show stands."""
    words = "queued|running|stopping|done|stopped|failed|interrupted"
    return page.get_by_role("paragraph").filter(has_text=re.compile(rf"^\S+ ({words})$"))


def points_of_curve(page: Page) -> int:
    """How many epochs the loss chart shows."""
    return page.evaluate(
        "document.querySelector('.st-key-losses .js-plotly-plot')?.data?.[0]?.x?.length ?? 0"
    )


def right_edge(part: Locator) -> float:
    box = box_of(part)
    return box["x"] + box["width"]


def bottom(page: Page, part: str) -> float:
    box = box_of(page.locator(part).first)
    return box["y"] + box["height"]


def fill_form(page: Page, epochs: int) -> None:
    """A new training of a few digits, up to the press of the button."""
    visit(page, "/train")
    page.get_by_text("New training", exact=True).click()
    settle(page)
    page.get_by_text("Change anything", exact=True).click()
    fill(page, "Passes (epochs)", str(epochs))
    fill(page, "Training images (0: all)", "2000")
    fill(page, "Name of the checkpoint", NAME)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_training_is_launched_watched_left_stopped_resumed_and_used(
    page: Page, troubles: Troubles, runner: LocalRunner
) -> None:
    fill_form(page, epochs=60)
    page.get_by_role("button", name="Start training").click()

    expect(state_of(page)).to_contain_text(re.compile("queued|running"))
    page.wait_for_function(
        "document.querySelector('.st-key-losses .js-plotly-plot')?.data?.[0]?.x?.length > 0",
        timeout=PATIENCE_MS,
    )
    seen = points_of_curve(page)
    page.wait_for_function(
        "seen => document.querySelector('.st-key-losses .js-plotly-plot')?.data?.[0]?.x?.length"
        " > seen",
        arg=seen,
        timeout=PATIENCE_MS,
    )

    page.reload()
    page.wait_for_function(
        "seen => document.querySelector('.st-key-losses .js-plotly-plot')?.data?.[0]?.x?.length"
        " > seen",
        arg=seen,
        timeout=PATIENCE_MS,
    )
    job = runner.jobs()[-1].id
    assert runner.status(job).state in ("running", "done")

    # In the header the job stands beside the data sets, which do not give way over the toolbar.
    expect(page.locator(".st-key-running_place a")).to_contain_text("Training")
    top = box_of(page.locator(".st-key-toolbar"))
    assert max(bottom(page, ".st-key-running_place a"), bottom(page, ".st-key-data")) <= top["y"]

    assert f"job={job}" in page.url
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped. The last whole epoch is saved")).to_be_visible()
    assert runner.status(job).state == "cancelled"
    kept = len([row for row in runner.events(job) if row["event"] == "epoch"])
    assert kept < 60

    page.get_by_role("button", name="Resume").click()
    saved = page.get_by_text("Saved as the checkpoint")
    expect(saved).to_be_visible(timeout=PATIENCE_MS)
    epochs = [int(row["epoch"]) for row in runner.events(job) if row["event"] == "epoch"]
    assert epochs == list(range(1, 61))

    # The curves are whole above the fold of a laptop, and the buttons over them of one height.
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 0)")
    settle(page)
    assert bottom(page, ".st-key-rates .js-plotly-plot") <= 800
    buttons = page.locator(".st-key-training button").filter(has_text=re.compile(r"\w"))
    heights = [box["height"] for button in buttons.all() if (box := button.bounding_box())]
    assert len(heights) >= 3
    assert max(heights) - min(heights) <= 1

    slider = page.get_by_role("slider", name="Epoch")
    expect(slider).to_have_attribute("max", "59")
    slider.fill("0")
    expect(page.get_by_text("Epoch 1 of 60")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    # Any of the epochs that pass by: each is there for a third of a second only.
    expect(page.get_by_text(re.compile(r"^Epoch ([2-9]|[1-5]\d) of 60$"))).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    assert_no_trouble(page, troubles)

    visit(page, f"/denoise?cleaners={NAME}")
    expect(page.get_by_text(NAME).first).to_be_visible()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hundred_clicks_in_each_of_two_tabs_are_two_jobs_one_after_the_other(
    page: Page, fresh_page: Page, troubles: Troubles, runner: LocalRunner
) -> None:
    before = {status.id for status in runner.jobs()}
    tabs = [page, fresh_page]
    for tab in tabs:
        fill_form(tab, epochs=10_000)

    # Both wait for the same moment, as near as two tabs of a busy browser come to it.
    moment = time.time() * 1000 + 3000
    for tab in tabs:
        tab.evaluate(
            """(moment) => setTimeout(() => {
                const start = document.querySelector('.st-key-launch button');
                for (let click = 0; click < 100; click += 1) start.click();
            }, moment - Date.now())""",
            moment,
        )
    for tab in tabs:
        expect(state_of(tab)).to_contain_text(re.compile("queued|running"))

    result = [status for status in runner.jobs() if status.id not in before]
    assert len(result) == 2
    assert [status.ahead for status in result] in ([0, 1], [0, 0])
    assert sum(status.state == "running" for status in runner.jobs()) <= 1
    # pyrefly: ignore[unsupported-operation]
    shown = {re.search(r"job=([\w-]+)", tab.url)[1] for tab in tabs}
    assert shown == {status.id for status in result}
    for tab in tabs:
        assert_no_trouble(tab, troubles)


def test_a_job_in_the_address_is_the_one_on_show_while_others_come_and_go(
    page: Page, troubles: Troubles, runner: LocalRunner
) -> None:
    recipe = RECIPES["dae-dense-10"].model_dump(mode="json")
    spec = JobSpec(kind="train", title="To be seen", params={"recipe": recipe})
    behind = spec.model_copy(update={"title": "Behind it"})
    jobs = [runner.submit(spec), runner.submit(behind)]
    for job in jobs:
        runner.cancel(job)  # at once: neither has begun, or it is stopped soon
    visit(page, f"/train?job={jobs[0]}")
    runner.resume(jobs[1])  # now the page polls

    deadline = time.monotonic() + PATIENCE_MS / 1000
    while runner.status(jobs[1]).state != "running":
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
    page.wait_for_timeout(6000)  # some polls later
    shown = page.get_by_role("combobox", name="Show")
    expect(shown).to_have_value(re.compile("To be seen"))
    assert f"job={jobs[0]}" in page.url
    assert_no_trouble(page, troubles)


@pytest.mark.parametrize("kinds", [["train"], ["train", "project"], ["train", "project", "elbow"]])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_badges_move_nothing_in_the_header(
    page: Page, runner: LocalRunner, width: int, kinds: list[str]
) -> None:
    def places() -> list[FloatRect]:
        links = page.get_by_test_id("stTopNavLink").all()
        return [box_of(part) for part in [*links, page.locator(".st-key-data input")]]

    visit(page, "/room", width=width, height=844)
    before = places()

    # Jobs of their own: one that is equal to a job that still stops would not begin.
    recipe = RECIPES["dae-dense-10"].model_dump(mode="json")
    for place, kind in enumerate(["train", *kinds]):  # the second training waits: a longer badge
        seed = 10 * width + len(kinds) + 1000 * place
        settings = EXAMPLE.settings.model_copy(update={"seed": seed})
        study = EXAMPLE.model_copy(update={"settings": settings})
        request = Request(split="all", seed=seed).model_dump(mode="json")
        specs = {
            "train": JobSpec(
                kind="train", title="Long", params={"recipe": recipe | {"seed": seed}}
            ),
            "project": JobSpec(kind="project", title="Long", params=request),
            "elbow": clustering.spec_of(ElbowStudy(study=study)),
        }
        runner.submit(specs[kind])
    page.reload()
    settle(page)

    badges = page.locator(".st-key-running_place a")
    expect(badges).to_have_count(len(kinds))
    assert places() == before
    menu = page.get_by_test_id("stTopNavLink" if width > 390 else "stExpandSidebarButton").last
    for badge in badges.all():
        assert box_of(badge)["x"] >= right_edge(menu)
        assert box_of(badge)["height"] >= 24
        assert right_edge(badge) <= box_of(page.locator(".st-key-data"))["x"]
    boxes = [box_of(badge) for badge in badges.all()]
    for one, other in combinations(boxes, 2):  # side by side or one above the other
        apart = abs(one["x"] - other["x"]) >= min(one["width"], other["width"])
        assert apart or abs(one["y"] - other["y"]) >= 24


def test_an_impossible_choice_is_a_sentence(page: Page, runner: LocalRunner) -> None:
    visit(page, "/train")
    page.get_by_text("New training", exact=True).click()
    settle(page)
    page.get_by_text("Change anything", exact=True).click()

    fill(page, "Step size (learning rate)", "fast")

    expect(page.get_by_text("'fast' is not a number")).to_be_visible()
    expect(page.get_by_role("button", name="Start training")).to_be_disabled()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800), (1920, 1080)])
def test_the_presets_and_the_button_are_the_first_thing_on_the_screen(
    page: Page, runner: LocalRunner, width: int, height: int
) -> None:
    visit(page, "/train?view=new", width=width, height=height)

    cards = page.locator(".card")
    expect(cards).to_have_count(3)
    expect(cards.first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Passes (epochs)", exact=True)).not_to_be_visible()
    start = page.get_by_role("button", name="Start training")
    if width > 390:
        for part in (*cards.all(), start, page.locator(".st-key-graph")):
            box = box_of(part)
            assert box["y"] + box["height"] <= height
    if width == 1920:  # and they leave no part of a large window empty
        box = box_of(cards.last)
        assert box["y"] + box["height"] > 0.8 * height
    assert overflow(page) <= 0


def test_a_draft_is_in_the_address_and_survives_leaving_the_page(
    page: Page, fresh_page: Page, runner: LocalRunner
) -> None:
    visit(page, "/train?view=new")
    page.locator(".card").filter(has_text="An inventor").click()
    settle(page)
    page.get_by_text("Change anything", exact=True).click()
    fill(page, "Passes (epochs)", "4")
    expect(page).to_have_url(re.compile("inventor.epochs=4"))
    address = page.url

    page.get_by_test_id("stTopNavLink").filter(has_text="Checkpoints").click()
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Train").click()
    settle(page)

    for tab in (page, fresh_page):
        if tab is fresh_page:
            visit(tab, address)
        chosen = tab.locator(".card[aria-pressed=true]")
        expect(chosen).to_contain_text("An inventor")
        tab.get_by_text("Change anything", exact=True).click()
        expect(tab.get_by_label("Passes (epochs)", exact=True)).to_have_value("4")
        expect(tab).to_have_url(re.compile("inventor.epochs=4"))
