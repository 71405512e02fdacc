"""A data set that a person has added is found like the others, and never shown after a change."""

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data import dataset_file, own
from core.data.imports import Choices, add
from core.data.library import load
from core.errors import DataError
from core.settings import settings
from core.visitors import Role, Visitor
from tests.unit.data.imports.files import digits, npz, written
from tests.unit.data.support import restart

pytestmark = pytest.mark.usefixtures("home")
MEMBER, OTHER = Visitor(Role.MEMBER, "login a"), Visitor(Role.MEMBER, "login b")


def test_an_added_set_is_one_of_the_data_sets(file: Path) -> None:
    entry = add(file, "mine", title="My digits", licence="CC0")

    assert data.names()[-1] == "mine"
    assert data.entry_named("mine") == entry
    assert data.is_known("mine")
    assert data.is_local("mine")
    loaded = load("mine")
    assert (loaded.name, loaded.title, loaded.total, loaded.train) == ("mine", "My digits", 60, 48)
    assert loaded.classes == tuple("0123456789")
    assert not loaded.is_sample
    assert entry.licence == "CC0"
    assert load("mine") is loaded


def test_the_fingerprint_is_known_without_reading_the_images(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(file, "mine")
    read = load("mine").fingerprint
    restart()
    monkeypatch.setattr(dataset_file, "read", lambda *_: pytest.fail("the images were read"))

    assert data.fingerprint_of("mine") == read


def test_a_set_added_anew_replaces_the_one_in_memory(file: Path) -> None:
    add(file, "mine")
    before = load("mine")
    own.delete("mine")
    assert not data.is_known("mine")
    with pytest.raises(DataError, match='There is no data set "mine"'):
        load("mine")

    add(file, "mine", Choices(inverted=True))

    after = load("mine")
    assert after.fingerprint != before.fingerprint
    assert (after.images.float().mean() > before.images.float().mean()).item()


@pytest.mark.parametrize(
    "choices", [Choices(test_share=0.4), Choices(classes=tuple("abcdefghij")), Choices(seed=1)]
)
def test_other_choices_give_another_fingerprint(file: Path, choices: Choices) -> None:
    add(file, "mine")
    add(file, "other", choices)

    assert data.fingerprint_of("mine") != data.fingerprint_of("other")


def test_the_same_bytes_with_another_split_have_another_fingerprint() -> None:
    images, labels = digits(60)
    parts = {}
    for name, train in (("a", 40), ("b", 50)):
        [path] = written(
            settings().home,
            {
                f"{name}.npz": npz(
                    x_train=images[:train],
                    y_train=labels[:train],
                    x_test=images[train:],
                    y_test=labels[train:],
                )
            },
        )
        add(path, name)
        parts[name] = load(name)

    assert (parts["a"].images == parts["b"].images).all()
    assert parts["a"].fingerprint != parts["b"].fingerprint


@pytest.mark.parametrize("place", [0, 20, 200, -1])
def test_a_damaged_file_is_named_and_can_be_deleted(file: Path, place: int) -> None:
    add(file, "mine")
    add(file, "good")
    path = own.path_of("mine")
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(DataError, match="is damaged: delete this data set and add it again"):
        load("mine")
    assert len(load("good")) == 60
    assert "mine" in {one.name for one in own.files()}
    own.delete("mine")
    assert [one.name for one in own.files()] == ["good"]


def test_a_file_under_another_name_is_refused(file: Path) -> None:
    add(file, "mine")
    own.path_of("mine").rename(own.path_of("yours"))

    assert data.names() == list(data.CATALOGUE)
    assert own.files()[0].problem


@pytest.mark.parametrize("name", ["", "A", "a b", "../mine", "-a", "a" * 41, "a.b"])
def test_a_name_is_made_of_small_letters_digits_and_hyphens(file: Path, name: str) -> None:
    with pytest.raises(DataError, match="cannot be a name: use up to 40 small letters"):
        add(file, name)
    assert not data.is_known(name)
    with pytest.raises(DataError):
        own.delete(name)


def test_a_name_is_given_once(file: Path) -> None:
    add(file, "mine")
    for name in ("mine", "mnist"):
        with pytest.raises(DataError, match=f'There is a data set "{name}" already'):
            add(file, name)


def test_sets_used_longest_ago_leave_the_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        add(file, name)
    bounds = replace_setting(monkeypatch, "LATENT_LAB_IMPORT_MEMORY_MB", "1")
    assert bounds.import_memory_mb == 1
    monkeypatch.setattr("core.data.library.MIB", 100_000)  # two of them have 94,080 bytes

    first = load("one")
    load("two")
    assert load("one") is first
    load("three")  # "two" goes
    assert load("one") is first


def replace_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    return settings()


def test_labels_and_pictures_are_those_of_the_file(file: Path) -> None:
    add(file, "mine")
    loaded = load("mine")
    content = np.load(file)
    known = {
        image.tobytes(): label
        for image, label in zip(content["images"], content["labels"], strict=True)
    }

    pairs = zip(loaded.images.numpy(), loaded.labels.tolist(), strict=True)
    assert all(known[image.tobytes()] == label for image, label in pairs)
    assert len({image.tobytes() for image in loaded.images.numpy()}) == 60
