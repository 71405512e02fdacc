"""The Checkpoints page with stores of every kind: full, empty, broken, hostile, very large."""

import json
import shutil
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.checkpoints.ownership import set_owner
from core.jobs.spec import JobSpec, Status
from core.visitors import Role, Visitor
from pages.checkpoints import rename as rename_page
from pages.checkpoints.table import CHOICE
from pages.shared.access import visit
from pages.shared.choices.model_titles import TITLES
from pages.shared.literal import literal
from tests.app.helpers import (
    break_weights,
    button,
    button_labels,
    chart_descriptions,
    component_data,
    open_page,
    ship,
    texts,
)
from tests.unit.checkpoints.attacks import forge

HOSTILE = "<script>alert(1)</script> **bold** [link](http://example.org)"


def opened(checkpoint: str | None = None, **query: str) -> AppTest:
    calls = {} if checkpoint is None else {"checkpoint": checkpoint}
    return open_page("checkpoints", {**calls, **query})


def card_ids(app: AppTest) -> list[str]:
    """The checkpoints that have a card on the screen."""
    return [card["id"] for card in component_data(app, "gallery")["cards"]]


def test_each_checkpoint_has_a_card_with_a_picture_of_what_it_does(store: Store) -> None:
    ship(store, "dae-dense-10", "clf-logistic")
    store.save(forge.module(), forge.card("mine", title="My own"))

    cards = component_data(opened(), "gallery")["cards"]

    assert [(card["title"], card["small"]) for card in cards] == [
        (TITLES["clf-logistic"], "clf-logistic"),
        (TITLES["dae-dense-10"], "dae-dense-10"),
        ("My own", "mine"),
    ]
    captions = [card["caption"] for card in cards]
    assert captions[0].startswith("reads ")
    assert captions[1:] == ["digit → noisy → cleaned", "each point is a digit"]
    pictures = {card["picture"] for card in cards}
    assert len(pictures) == 3
    assert all(picture.startswith("data:image/png;base64,") for picture in pictures)


def test_a_checkpoint_that_does_not_load_has_a_card_without_a_picture(store: Store) -> None:
    store.save(forge.module(9), forge.card("damaged"))  # no other test shows these weights
    break_weights(store, "damaged")

    (card,) = component_data(opened(), "gallery")["cards"]

    assert (card["id"], card["picture"]) == ("damaged", "")


def test_the_table_lists_every_usable_checkpoint(store: Store) -> None:
    store.save(forge.module(), forge.card("first"))
    store.save(forge.module(1), forge.card("second"))

    table = opened(look="Table").dataframe[0].value

    assert list(table["Name"]) == ["first", "second"]
    assert list(table["Code length"]) == [2, 2]
    assert list(table["Adjustable numbers"]) == [forge.card().parameters] * 2
    assert "784–2–784" in table["Architecture"][0]


def test_the_table_shows_the_longest_title_whole(store: Store) -> None:
    store.save(forge.module(), forge.card("short", title="Short"))
    long = "Classifier on the 200 features of the denoising autoencoder"
    store.save(forge.module(1), forge.card("long", title=long))

    columns = json.loads(opened(look="Table").dataframe[0].proto.columns)

    assert columns["Network"]["width"] >= 6 * len(long)


def test_the_filter_keeps_one_task(store: Store) -> None:
    store.save(forge.module(), forge.card("coder"))
    classifier = forge.module(spec={"family": "clf-dense"})
    store.save(classifier, forge.card("reader", classifier))
    app = opened()

    group: Any = app.get("button_group")[0]
    group.set_value("Classifiers").run()

    assert not app.exception
    assert card_ids(app) == ["reader"]


def test_the_filter_offers_no_task_that_no_checkpoint_does(store: Store) -> None:
    store.save(forge.module(), forge.card("coder"))

    group: Any = opened().get("button_group")[0]

    assert list(group.options) == ["All (1)", "Autoencoders (1)"]


def test_a_link_keeps_its_filter_and_names_one_that_is_empty(store: Store) -> None:
    store.save(forge.module(), forge.card("coder"))
    classifier = forge.module(spec={"family": "clf-dense"})
    store.save(classifier, forge.card("reader", classifier))

    assert card_ids(opened(task="Classifiers")) == ["reader"]
    empty = opened(task="Encoders")
    assert card_ids(empty) == ["coder", "reader"]
    assert (
        "The link asks for Encoders, which is not available. The page shows All instead."
        in texts(empty)
    )


def test_a_link_opens_its_checkpoint(store: Store) -> None:
    card = forge.card("chosen", metrics={"squared_error": 40.5, "mean_squared_error": 0.05})
    store.save(forge.module(), card)

    app = opened("chosen")

    assert app.selectbox(key="checkpoint").value == "chosen"
    assert app.header[0].value == literal(card.title)
    assert "784 pixels into 2 numbers" in texts(app)
    assert app.metric[0].value == "40.5"
    assert any("bottleneck, has 2" in alt for alt in chart_descriptions(app))
    assert any("loss from 0.500 to 0.250" in alt for alt in chart_descriptions(app))


def test_figures_by_class_are_drawn_and_named(store: Store) -> None:
    metrics = {"squared_error_per_class": tuple(float(n) for n in range(1, 11))}
    store.save(forge.module(), forge.card("chosen", metrics=metrics))

    app = opened("chosen")

    assert any("best 0 (1.0), worst 9 (10.0)" in alt for alt in chart_descriptions(app))
    saved = " ".join(one.proto.id for one in app.get("download_button"))
    assert "csv_chosen-squared_error" in saved
    explained = [one.label for one in app.expander].count("How to read this")
    assert explained == len(chart_descriptions(app))


def test_choosing_from_the_list_shows_it(store: Store) -> None:
    store.save(forge.module(), forge.card("one"))
    app = opened()
    assert not app.header

    app.selectbox(key="checkpoint").select("one").run()

    assert not app.exception
    assert app.header[0].value == "Small dense autoencoder"


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert "python -m core.training" in app.info[0].value
    assert not app.dataframe


def test_a_missing_folder_is_one_sentence(store: Store) -> None:
    shutil.rmtree(store.folder)

    app = opened()

    assert "cannot be read" in app.error[0].value


def test_broken_files_stand_apart_with_their_problem(store: Store) -> None:
    good = store.save(forge.module(), forge.card("good"))
    (store.folder / "cut.safetensors").write_bytes(good.path.read_bytes()[:500])

    app = opened()

    assert card_ids(app) == ["good"]
    problems = [text.value for text in app.text if "cut.safetensors" in text.value]
    assert len(problems) == 1
    assert problems == [store.entry("cut").problem]


@pytest.mark.parametrize("address", ["missing", "cut", HOSTILE])
def test_a_link_to_what_cannot_be_shown_says_so(store: Store, address: str) -> None:
    store.save(forge.module(), forge.card("good"))
    (store.folder / "cut.safetensors").write_bytes(b"")

    app = opened(address)

    assert len(app.warning) == 1
    assert not app.header
    assert "<script>" not in app.warning[0].value


def test_damage_that_only_loading_finds_is_told(store: Store) -> None:
    path = store.save(forge.module(), forge.card("good")).path
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    app = opened("good")

    assert "SHA" in app.error[0].value
    assert not app.header
    assert "Delete …" in button_labels(app)


@pytest.mark.parametrize("augment", ["original", 7, ["target"], {"target": 3}, {}, None])
def test_a_card_of_another_program_opens_whatever_its_recipe_holds(
    store: Store, augment: object
) -> None:
    recipe = {"name": "odd", "noise": "loud", "augment": augment}
    store.save(forge.module(), forge.card("odd", recipe=recipe))

    app = opened("odd")

    assert app.header[0].value == "Small dense autoencoder"
    assert "Delete …" in button_labels(app)


def test_all_checkpoints_leads_back_to_the_cards(store: Store) -> None:
    store.save(forge.module(), forge.card("mine"))

    app = press(opened("mine"), "All checkpoints")

    assert not app.header
    assert card_ids(app) == ["mine"]


def test_markup_in_a_card_is_shown_as_text(store: Store) -> None:
    card = forge.card("odd", title=HOSTILE, notes=(HOSTILE,), source=HOSTILE, device=HOSTILE)
    store.save(forge.module(), card)

    app = opened("odd")

    assert app.header[0].value == literal(HOSTILE)
    assert HOSTILE in [text.value for text in app.text]  # st.text reads no markup
    assert HOSTILE not in [element.value for element in app.markdown]


def test_literal_text_leaves_no_markup_to_read() -> None:
    shown = literal("a *b* <i>c</i> [d](e) :red[f] $g$\n# h `i`")

    for mark in "*<[]():$#`":
        assert shown.count(mark) == shown.count(f"\\{mark}")
    assert "\n" not in shown


def test_five_hundred_models(store: Store) -> None:
    data = store.save(forge.module(), forge.card("m000")).path.read_bytes()
    for index in range(1, 500):
        (store.folder / f"m{index:03}.safetensors").write_bytes(data)

    assert opened("m321").selectbox(key="checkpoint").value == "m321"
    assert len(opened(look="Table").dataframe[0].value) == 500
    app = opened()
    assert len(card_ids(app)) == 24
    button(app, "Show 24 more of 476").click().run()
    assert len(card_ids(app)) == 48


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click().run()
    assert not app.exception
    return app


def test_delete_asks_first(store: Store) -> None:
    path = store.save(forge.module(), forge.card("mine")).path
    app = press(opened("mine"), "Delete …")

    assert path.exists()
    assert "stays in the bin at the end of this page for 7 days" in texts(app)
    press(app, "Delete")

    assert not path.exists()
    assert "mine.safetensors is in the bin for 7 days." in texts(app)
    assert not app.warning


def test_what_was_deleted_can_be_restored(store: Store) -> None:
    store.save(forge.module(), forge.card("mine"))
    press(press(opened("mine"), "Delete …"), "Delete")
    again = opened()  # another visit, such as after a restart
    assert "The checkpoint store is empty" in texts(again)

    press(again, "Restore")

    assert "mine is restored" in again.success[0].value
    assert card_ids(again) == ["mine"]
    assert "Restore" not in button_labels(again)


def test_a_shipped_model_cannot_be_deleted(store: Store) -> None:
    ship(store, "clf-logistic")

    delete = button(opened("clf-logistic"), "Delete …")

    assert delete.disabled
    assert "comes with the program" in delete.help


def test_a_member_deletes_only_what_is_their_own(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = store.save(forge.module(), forge.card("mine"))
    set_owner(store, entry, "browser ada")
    for member, allowed in (("browser ada", True), ("browser bob", False)):
        visitor = Visitor(Role.MEMBER, member)
        monkeypatch.setattr(visit, "visitor", lambda visitor=visitor: visitor)

        assert button(opened("mine"), "Delete …").disabled is not allowed


def rename(app: AppTest, name: str) -> AppTest:
    app.text_input(key="new name mine").set_value(name)
    return press(app, "Save name")


def test_a_checkpoint_gets_another_name_and_stays_open(store: Store) -> None:
    store.save(forge.module(), forge.card("mine"))

    app = rename(opened("mine"), "better")

    assert literal("'mine' is called 'better' now.") in app.success[0].value
    assert app.session_state[CHOICE] == "better"
    assert [entry.name for entry in store.entries()] == ["better"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("other", "There is a checkpoint 'other' already"),
        ("clf-mlp-3", "comes with the program; choose another name"),
        ("../x", "cannot name a checkpoint"),
    ],
)
def test_a_name_that_cannot_be_given_is_refused_in_a_sentence(
    store: Store, name: str, problem: str
) -> None:
    for own in ("mine", "other"):
        store.save(forge.module(), forge.card(own))

    app = rename(opened("mine"), name)

    assert literal(problem) in app.error[0].value
    assert [entry.name for entry in store.entries()] == ["mine", "other"]


def test_a_checkpoint_that_a_job_reads_keeps_its_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(forge.module(), forge.card("mine"))
    spec = JobSpec(kind="train", title="From mine", params={"recipe": {"initial": "mine"}})
    job = Status("1-x", spec, spec.title, "running", 1, "2026-01-01T00:00:00+00:00")
    monkeypatch.setattr(rename_page, "runner", lambda: SimpleNamespace(jobs=lambda: [job]))

    app = rename(opened("mine"), "better")

    assert (
        literal("'From mine' needs 'mine' and is waiting or running: rename 'mine'")
        in app.error[0].value
    )
    assert [entry.name for entry in store.entries()] == ["mine"]


def test_a_shipped_model_cannot_be_renamed(store: Store) -> None:
    ship(store, "clf-logistic")

    assert "Save name" not in button_labels(opened("clf-logistic"))


def test_a_guest_cannot_import(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST))

    app = opened()

    assert "Guests cannot import files here; members can" in texts(app)
    assert "Import" not in button_labels(app)
