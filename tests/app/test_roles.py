"""What each role can press on each page: the rest is hidden or disabled, with the reason."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.checkpoints import Store
from core.checkpoints.ownership import set_owner
from core.jobs import JobSpec
from core.settings import settings
from core.training.recipes.shipped import RECIPES
from core.visitors import Action, Role, Visitor
from core.visitors.rights import RIGHTS
from pages.shared.access import visit
from tests.app.helpers import open_page, ship, texts
from tests.menu import FILES
from tests.stores import home_at, store_at
from tests.unit.checkpoints.attacks import forge

MINE, THEIRS = "browser mine", "browser theirs"
# Each page with what a visitor can change there, and the role that it takes.
CHANGES: dict[str, tuple[dict[str, str], dict[str, Action]]] = {
    "train": ({"view": "new"}, {"Start training": Action.TRAIN}),
    "train, my job": (
        {"view": "jobs", "job": MINE},
        {"Stop": Action.CHANGE_OWN, "Save title": Action.CHANGE_OWN},
    ),
    "train, job of another": (
        {"view": "jobs", "job": THEIRS},
        {"Stop": Action.CHANGE_ANY, "Save title": Action.CHANGE_ANY},
    ),
    "map": ({"part": "Make a map"}, {"Make this map": Action.MAKE_MAP}),
    "clusters": ({"k": "12"}, {"Find the groups": Action.GROUP}),
    "checkpoints": ({}, {"Import": Action.IMPORT}),
    "checkpoints, mine": (
        {"checkpoint": "mine"}, {"Delete …": Action.CHANGE_OWN, "Save name": Action.CHANGE_OWN,
         "Import": Action.IMPORT},
    ),
    "checkpoints, of another": (
        {"checkpoint": "theirs"}, {"Delete …": Action.CHANGE_ANY, "Save name": Action.CHANGE_ANY,
         "Import": Action.IMPORT},
    ),
}  # fmt: skip
# Pages without a change of their own; Data and Room have tests of their roles beside the page's.
READERS = sorted(
    {file.partition("/")[0] for file in FILES}
    - {case.partition(",")[0] for case in CHANGES}
    - {"data", "room"}
)


@pytest.fixture(scope="module")
def ids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A store and jobs of two visitors; the ids of the jobs by their owner."""
    home = tmp_path_factory.mktemp("home")
    (home / "store").mkdir()
    with home_at(home), store_at(home / "store"):
        jobs.runner.cache_clear()
        store = Store(home / "store")
        ship(store, "dae-dense-10", "clf-mlp-3", "vae-conv-2")
        for name, owner in (("mine", MINE), ("theirs", THEIRS)):
            module = forge.module()
            set_owner(store, store.save(module, forge.card(name, module)), owner)
        recipe = RECIPES["dae-dense-10"].model_dump(mode="json")
        yield {
            owner: jobs.runner().submit(
                JobSpec(kind="train", title=owner, params={"recipe": recipe}), owner, owner
            )
            for owner in (MINE, THEIRS)
        }
    jobs.runner.cache_clear()
    settings.cache_clear()


def open_as(
    role: Role, page: str, query: dict[str, str], ids: dict[str, str], patch: pytest.MonkeyPatch
) -> AppTest:
    patch.setattr(visit, "visitor", lambda: Visitor(role, MINE))
    return open_page(page, {key: ids.get(value, value) for key, value in query.items()})


def pressable(app: AppTest) -> set[str]:
    return {button.label for button in app.button if not button.disabled}


@pytest.mark.parametrize("role", [Role.GUEST, Role.MEMBER, Role.OWNER])
@pytest.mark.parametrize("case", CHANGES)
def test_a_role_can_press_what_it_may_do_and_reads_why_not(
    ids: dict[str, str], case: str, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, actions = CHANGES[case]

    app = open_as(role, case.partition(",")[0], query, ids, monkeypatch)

    allowed = {label for label, action in actions.items() if role >= RIGHTS[action].role}
    assert pressable(app) & set(actions) == allowed
    if allowed != set(actions):
        reasons = [button.help for button in app.button if button.disabled and button.help]
        assert ":material/lock:" in texts(app) or any("only the person" in text for text in reasons)


@pytest.mark.parametrize("case", CHANGES)
def test_nothing_else_sets_the_roles_apart(
    ids: dict[str, str], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, actions = CHANGES[case]
    page = case.partition(",")[0]

    guest = pressable(open_as(Role.GUEST, page, query, ids, monkeypatch))
    owner = pressable(open_as(Role.OWNER, page, query, ids, monkeypatch))

    assert owner - guest - {"Resume", "Retry"} == set(actions)
    assert guest <= owner


@pytest.mark.parametrize("page", READERS)
def test_a_page_that_changes_nothing_is_the_same_for_all(
    ids: dict[str, str], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = pressable(open_as(Role.GUEST, page, {}, ids, monkeypatch))

    assert guest == pressable(open_as(Role.OWNER, page, {}, ids, monkeypatch))
