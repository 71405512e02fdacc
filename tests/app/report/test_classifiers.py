"""The sections of the Report page on classifiers."""

from core.checkpoints import Store
from tests.app.helpers import figure, html, ship, texts
from tests.app.report.sections import open_section


def test_a_pressed_cell_shows_its_digits_and_where_they_lie(store: Store) -> None:
    ship(store, "clf-logistic", "clf-bottleneck-2")
    app = open_section("Confusion", "clf-logistic", true="4", read="9")

    shown = html(app).count("A 4 read as 9")
    assert shown > 10
    assert f"**{shown:,} digits** of class **4**" in texts(app)
    link = app.get("link_button")[0].proto.url
    assert link.startswith("map?map=bottleneck:clf-bottleneck-2&sel=0r:")
    assert link.count(",") == shown - 1
    app.selectbox(key="read").set_value("4").run()
    assert not app.exception
    assert html(app).count("A 4 read as 4") == 60
    assert "Digits 1 to 60 of" in texts(app)


def test_without_a_map_there_is_no_link(store: Store) -> None:
    ship(store, "clf-logistic")

    app = open_section("Confusion", "clf-logistic", true="4", read="9")

    assert not app.get("link_button")
    assert "<a " not in html(app)


def test_both_cases_are_drawn_over_each_other(store: Store) -> None:
    ship(store, "clf-dense-200-ae", "clf-dense-200-dae", "ae-dense-200", "dae-dense-200-mask")

    app = open_section("Pretraining")

    names = [trace["name"] for trace in figure(app)["data"]]
    assert names == [
        "Case 1: Reader after a copier (clf-dense-200-ae)",
        "Case 2: Reader after a cleaner (clf-dense-200-dae)",
    ]
    assert "percentage points better" in texts(app)
