"""The two cases of pretraining."""

from pathlib import Path

from core.checkpoints import Store
from core.evaluation.classifiers import pretraining
from tests.unit.checkpoints.attacks import forge


def test_the_cases_of_pretraining_follow_the_noise_of_their_autoencoder(store: Path) -> None:
    for name, noise in (("plain", None), ("noisy", {"kind": "gaussian", "sigma": 0.5})):
        module = forge.module(0, {"family": "dense", "latent": 8})
        Store(store).save(module, forge.card(name, module, recipe={"noise": noise}))
    reader = forge.module(1, {"family": "clf-dense", "widths": [16]})
    for name, initial in (("a", "noisy"), ("b", "plain"), ("c", "gone")):
        Store(store).save(reader, forge.card(name, reader, recipe={"initial": initial}))

    another = forge.card("d", reader, recipe={"initial": "a"})  # from a classifier: no pretraining
    Store(store).save(reader, another)

    result = pretraining.cases()

    assert [(case.number, case.card.name) for case in result] == [(1, "b"), (1, "c"), (2, "a")]
    assert [case.autoencoder for case in result] == ["plain", "gone", "noisy"]
    for name in ("plain", "noisy", "a", "b", "c", "d"):
        Store(store).delete(name)
