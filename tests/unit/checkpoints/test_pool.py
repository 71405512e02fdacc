"""Loaded models: one for all visitors, within a bound, and never an old one for a new file."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from core.checkpoints import Store
from core.checkpoints.pool import ModelPool, pool, require_task
from core.errors import CheckpointError
from core.settings import settings
from tests.unit.checkpoints.attacks import forge

SIZE = 4 * (784 * 2 + 2 + 2 * 784 + 784)  # bytes of the weights of `forge.SPEC`


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    for seed, name in enumerate(("one", "two", "three")):
        store.save(forge.module(seed), forge.card(name))
    classifier = {"family": "clf-dense"}
    module = forge.module(0, classifier)
    store.save(module, forge.card("reader", module))
    return store


def opened(pool, *names):
    return [pool.module(name) for name in names]


def test_everyone_gets_the_same_module(store):
    shared = ModelPool(store, 2**20)
    first, again, other = opened(shared, "one", "one", "two")
    assert first is again
    assert first is not other
    assert shared.open("one").module is first
    assert forge.same_weights(first, forge.module(0))
    assert not first.training
    assert not any(parameter.requires_grad for parameter in first.parameters())


def test_the_least_recently_used_is_forgotten_first(store):
    shared = ModelPool(store, 2 * SIZE)
    one, two = opened(shared, "one", "two")
    assert shared.used_bytes == 2 * SIZE
    assert shared.module("one") is one  # used again, so "two" is now the oldest
    three = shared.module("three")
    assert shared.used_bytes == 2 * SIZE
    assert shared.module("one") is one
    assert shared.module("three") is three
    assert shared.module("two") is not two


@pytest.mark.parametrize("limit", [0, SIZE - 1, SIZE, 2 * SIZE - 1])
def test_the_one_asked_for_stays_even_where_it_alone_is_too_large(store, limit):
    shared = ModelPool(store, limit)
    one = shared.module("one")
    assert shared.module("one") is one
    shared.module("two")
    assert shared.used_bytes == SIZE
    assert shared.module("one") is not one


def test_a_checkpoint_written_anew_is_loaded_anew(store):
    shared = ModelPool(store, 2**20)
    old = shared.module("one")
    store.save(forge.module(9), forge.card("one", title="Newer"))
    new = shared.open("one")
    assert new.module is not old
    assert forge.same_weights(new.module, forge.module(9))
    assert new.card.title == shared.card("one").title == "Newer"


def test_a_file_replaced_by_another_process_is_seen(store, tmp_path):
    shared = ModelPool(store, 2**20)
    old = shared.module("one")
    Store(tmp_path).save(forge.module(9), forge.card("one"))
    assert forge.same_weights(shared.module("one"), forge.module(9))
    Store(tmp_path).save(forge.module(0), forge.card("one"))
    assert forge.same_weights(shared.module("one"), old)


def test_a_card_measured_again_is_seen_without_loading_the_weights_again(store):
    shared = ModelPool(store, 2**20)
    module = shared.module("one")
    store.save(forge.module(0), forge.card("one", metrics={"error": 1.5}))
    assert shared.open("one").card.metrics == {"error": 1.5}
    assert shared.open("one").module is module


def test_a_file_replaced_while_it_is_opened_is_not_taken_for_the_old_one(store):
    shared = ModelPool(store, 2**20)
    real = store.open

    def replaced(name):
        store.open = real
        store.save(forge.module(9), forge.card("one"))
        return real(name)

    store.open = replaced
    assert forge.same_weights(shared.module("one"), forge.module(9))
    store.save(forge.module(0), forge.card("one"))
    assert forge.same_weights(shared.module("one"), forge.module(0))


def test_many_threads_get_one_module(store):
    shared = ModelPool(store, 2**20)
    gate = threading.Barrier(16)

    def ask(_):
        gate.wait()
        return shared.module("one")

    with ThreadPoolExecutor(16) as threads:
        modules = [*threads.map(ask, range(16))]
    assert len({id(module) for module in modules}) == 1
    assert shared.module("one") is modules[0]


def test_threads_that_push_each_other_out_get_what_they_asked_for(store):
    shared = ModelPool(store, 2 * SIZE)
    names = ("one", "two", "three")
    expected = {name: forge.module(seed) for seed, name in enumerate(names)}
    gate = threading.Barrier(9)

    def ask(number):
        gate.wait()
        for turn in range(12):
            name = names[(number + turn) % 3]
            assert forge.same_weights(shared.module(name), expected[name])
            assert shared.used_bytes <= 3 * SIZE
        return True

    with ThreadPoolExecutor(9) as threads:
        assert all(threads.map(ask, range(9)))
    assert shared.used_bytes <= 2 * SIZE


def test_threads_compute_with_one_module_as_if_alone(store):
    module = ModelPool(store, 2**20).module("one")
    x = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    alone = module(x)
    with ThreadPoolExecutor(8) as threads:
        results = [*threads.map(lambda _: module(x), range(24))]
    assert all(torch.equal(result, alone) for result in results)


def test_an_unknown_name_is_one_sentence_with_the_nearest(store):
    with pytest.raises(CheckpointError) as caught:
        ModelPool(store, 2**20).open("tree")
    assert str(caught.value) == "There is no checkpoint 'tree'; did you mean 'three'?"
    with pytest.raises(CheckpointError, match="choose one from the list"):
        ModelPool(store, 2**20).module("zzzzzz")


def test_a_deleted_checkpoint_is_gone(store):
    shared = ModelPool(store, 2**20)
    shared.module("one")
    store.delete("one")
    with pytest.raises(CheckpointError, match="There is no checkpoint 'one'"):
        shared.module("one")


def test_names_leave_out_what_cannot_be_used(store, tmp_path):
    (tmp_path / "broken.safetensors").write_bytes(b"no")
    shared = ModelPool(store, 2**20)
    assert shared.names() == ["one", "reader", "three", "two"]
    assert shared.names("reconstruct") == ["one", "three", "two"]
    assert shared.names("classify") == ["reader"]
    with pytest.raises(CheckpointError, match=r"broken\.safetensors"):
        shared.module("broken")


def test_a_model_of_the_other_task_is_refused(store):
    autoencoder, classifier = store.card("one"), store.card("reader")
    assert (autoencoder.task, classifier.task) == ("reconstruct", "classify")
    require_task(autoencoder, "reconstruct")
    require_task(classifier, "classify")
    with pytest.raises(CheckpointError) as caught:
        require_task(classifier, "reconstruct")
    assert str(caught.value) == (
        "'reader' classifies images; choose a checkpoint that can reconstruct."
    )
    with pytest.raises(CheckpointError, match="'one' reconstructs images; choose a checkpoint"):
        require_task(autoencoder, "classify")


def test_the_process_has_one_pool_over_the_store_of_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path))
    monkeypatch.setenv("LATENT_LAB_MODEL_MEMORY_MB", "32")
    settings.cache_clear()
    pool.cache_clear()
    try:
        assert pool() is pool()
        assert pool().store.folder == tmp_path
        assert pool().limit_bytes == 32 * 2**20
        assert pool().names() == []
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        pool.cache_clear()
