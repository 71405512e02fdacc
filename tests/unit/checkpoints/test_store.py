"""The checkpoint store: what is saved comes back, is listed, and can be imported and deleted."""

import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

import models
from core.checkpoints import Store
from core.errors import CheckpointError
from core.storage import files
from tests.unit.checkpoints.attacks import forge


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.mark.parametrize("family", models.FAMILIES)
def test_every_family_comes_back_as_it_was(store, family):
    module = forge.module(3, {"family": family}).train()
    x = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    saved = store.save(module, forge.card(family, module))
    loaded, card = store.load(family)
    assert forge.same_weights(loaded, module)
    assert type(loaded) is type(module)
    assert loaded.config == module.config
    assert card == saved.card == store.card(family)
    module.eval().to(memory_format=torch.channels_last)  # as loaded; it adds up in another order
    with torch.no_grad():
        assert torch.equal(loaded.encode(x), module.encode(x))


def test_a_loaded_module_is_ready_for_inference(store):
    module = forge.module().train()
    store.save(module, forge.card())
    loaded, _ = store.load("good")
    assert not any(part.training for part in loaded.modules())
    assert not any(parameter.requires_grad for parameter in loaded.parameters())
    assert {tensor.device.type for tensor in loaded.state_dict().values()} == {"cpu"}
    assert module.training
    assert all(parameter.requires_grad for parameter in module.parameters())


def test_saving_and_loading_draw_no_random_numbers(store):
    module = forge.module()
    before = torch.get_rng_state()
    store.save(module, forge.card())
    store.load("good")
    assert torch.equal(torch.get_rng_state(), before)


def test_any_safetensors_reader_can_read_a_checkpoint(store):
    module = forge.module()
    entry = store.save(module, forge.card())
    with safe_open(entry.path, "pt") as file:
        card = json.loads(file.metadata()["card"])
        assert set(file.keys()) == module.state_dict().keys()
        name = "encoder.0.weight"
        assert torch.equal(file.get_tensor(name), module.state_dict()[name])
    assert card["title"] == "Small dense autoencoder"
    assert card["sha256"] == entry.card.sha256


def test_the_same_model_makes_the_same_file(store):
    contents = {
        store.save(forge.module(), forge.card()).path.read_bytes() for _ in range(10)
    }  # the library's own order of metadata changes from call to call
    assert len(contents) == 1


def test_digest_is_of_the_weights_alone(store):
    first = store.save(forge.module(0), forge.card("first")).card.sha256
    second = store.save(forge.module(0), forge.card("second", title="Another")).card.sha256
    third = store.save(forge.module(1), forge.card("third")).card.sha256
    assert store.digest("first") == first == second != third
    parts = forge.forgery(forge.module(0))
    sealed = store.import_bytes("sealed-by-hand", parts.seal())
    assert sealed.card.sha256 == first


def test_a_slice_and_a_tied_weight_are_saved_in_full(store):
    module = forge.module()
    whole = torch.arange(4 * 784.0).reshape(784, 4)
    encoder, decoder = module.get_submodule("encoder.0"), module.get_submodule("decoder.0")
    weight = torch.nn.Parameter(whole[:, :2].T)
    encoder.weight, decoder.weight = weight, torch.nn.Parameter(weight.T)
    assert not module.state_dict()["encoder.0.weight"].is_contiguous()
    store.save(module, forge.card())
    loaded, _ = store.load("good")
    assert forge.same_weights(loaded, module)


def test_file_is_readable_by_others(store):
    previous = os.umask(0o077)
    try:
        path = store.save(forge.module(), forge.card()).path
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


# The listing


def test_listing_is_sorted_and_leaves_other_files_out(store):
    for name in ("b", "a.2", "a", "0"):
        store.save(forge.module(), forge.card(name))
    (store.folder / "README.md").write_text("about these files")
    (store.folder / ".hidden.safetensors").write_bytes(b"x")
    (store.folder / (files.TEMPORARY_PREFIX + "x.safetensors")).write_bytes(b"x")
    assert [entry.name for entry in store.entries()] == ["0", "a", "a.2", "b"]
    assert all(entry.bytes == entry.path.stat().st_size for entry in store.entries())


def test_an_empty_store_lists_nothing(store):
    store.folder.mkdir()
    assert store.entries() == []


def test_five_hundred_files_are_listed_and_read_once(store, monkeypatch):
    path = store.save(forge.module(), forge.card("m0")).path
    for i in range(1, 500):
        shutil.copy(path, store.folder / f"m{i}.safetensors")
    assert [entry.problem for entry in store.entries()] == [None] * 500

    def opened(*_):
        raise AssertionError("a file that did not change was read again")

    monkeypatch.setattr("core.checkpoints.store.open_regular", opened)
    assert len(store.entries()) == 500


def test_listing_reads_no_weights(store):
    module = forge.module(spec=forge.LARGE_SPEC)
    path = store.save(module, forge.card(of=module)).path
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size - 10_000)
        file.truncate(size)  # the same size, the last weights now zeros
    assert Store(store.folder).entry("good").problem is None
    with pytest.raises(CheckpointError, match="do not match their SHA-256"):
        store.load("good")


def test_a_changed_file_is_noticed(store):
    path = store.save(forge.module(0), forge.card()).path
    first = store.digest("good")
    other = Store(store.folder)
    other.save(forge.module(1), forge.card())
    assert store.digest("good") == other.digest("good") != first
    status = path.stat()
    path.write_bytes(b"\0" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert store.entry("good").problem is not None


def test_a_file_goes_by_its_own_name(store):
    path = store.save(forge.module(), forge.card("before")).path
    path.rename(store.folder / "after.safetensors")
    assert [entry.name for entry in store.entries()] == ["after"]
    assert store.card("after").name == store.load("after")[1].name == "after"


def test_a_missing_checkpoint_is_answered_with_the_nearest(store):
    store.save(forge.module(), forge.card("ae-conv-16"))
    with pytest.raises(CheckpointError, match=r"'ae-conv-61'; did you mean 'ae-conv-16'\?"):
        store.load("ae-conv-61")
    with pytest.raises(CheckpointError, match="choose one from the list"):
        store.card("zzz")


def test_a_missing_folder_is_named(store):
    for action in (store.entries, lambda: store.load("good"), lambda: store.delete("good")):
        with pytest.raises(CheckpointError, match=f"{store.folder}.*LATENT_LAB_CHECKPOINTS"):
            action()
    assert store.clean() == []


def test_a_store_that_is_moved_away_and_back(store, tmp_path):
    store.save(forge.module(), forge.card())
    store.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(CheckpointError, match="No such file or directory"):
        store.load("good")
    (tmp_path / "elsewhere").rename(store.folder)
    store.load("good")


def test_a_file_deleted_behind_the_stores_back(store):
    path = store.save(forge.module(), forge.card()).path
    path.unlink()
    with pytest.raises(CheckpointError, match="no checkpoint 'good'"):
        store.load("good")
    assert store.entries() == []


def test_delete(store):
    store.save(forge.module(), forge.card("a"))
    store.save(forge.module(), forge.card("b"))
    store.delete("a")
    assert [entry.name for entry in store.entries()] == ["b"]
    with pytest.raises(CheckpointError, match="no checkpoint 'a'"):
        store.delete("a")


def test_rename(store):
    store.save(forge.module(), forge.card("a"))
    before = store.entry("a").path.read_bytes()

    entry = store.rename("a", "b")

    assert entry.name == entry.card.name == "b"
    assert entry.path.read_bytes() == before
    assert forge.same_weights(store.load("b")[0], forge.module())
    with pytest.raises(CheckpointError, match="no checkpoint 'a'"):
        store.load("a")


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("b", "There is a checkpoint 'b' already; choose another name"),
        ("a", "There is a checkpoint 'a' already; choose another name"),
        ("../b", "cannot name a checkpoint: use at most 80"),
        ("", "cannot name a checkpoint: use at most 80"),
        ("nul", "Windows has a device of this name"),
        ("pixels", "stands for the pictures without an encoder, .* such as 'model-pixels'"),
    ],
)
def test_a_rename_that_is_refused_changes_nothing(store, new, problem):
    for name in ("a", "b"):
        store.save(forge.module(), forge.card(name))

    with pytest.raises(CheckpointError, match=problem):
        store.rename("a", new)

    assert [entry.name for entry in store.entries()] == ["a", "b"]


def test_of_two_renames_to_one_name_exactly_one_succeeds(store):
    names = [f"a{number}" for number in range(8)]
    for name in names:
        store.save(forge.module(), forge.card(name))

    def rename(name):
        try:
            return store.rename(name, "b")
        except CheckpointError:
            return None

    with ThreadPoolExecutor(8) as pool:
        renamed = [entry for entry in pool.map(rename, names) if entry]

    assert len(renamed) == 1
    assert len(store.entries()) == len(names)


# Imports


def test_an_import_is_kept_byte_for_byte(store, tmp_path):
    data = Store(tmp_path / "other").save(forge.module(), forge.card()).path.read_bytes()
    entry = store.import_bytes("renamed.safetensors", data)
    assert entry.name == entry.card.name == "renamed"
    assert entry.path.read_bytes() == data
    assert forge.same_weights(store.load("renamed")[0], forge.module())


def test_an_import_replaces_nothing_unless_told(store):
    store.save(forge.module(0), forge.card())
    data = forge.forgery(forge.module(1)).seal()
    with pytest.raises(CheckpointError, match="already"):
        store.import_bytes("good", data)
    assert forge.same_weights(store.load("good")[0], forge.module(0))
    store.import_bytes("good", data, overwrite=True)
    assert forge.same_weights(store.load("good")[0], forge.module(1))


def test_a_save_that_must_not_replace(store):
    store.save(forge.module(0), forge.card())
    with pytest.raises(CheckpointError, match="already"):
        store.save(forge.module(1), forge.card(), overwrite=False)
    assert forge.same_weights(store.load("good")[0], forge.module(0))
