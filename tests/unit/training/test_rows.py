"""Rows of a training: held out by the seed, balanced by class, refused if too few."""

from dataclasses import replace

import pytest
import torch

from core.data import load
from core.errors import DataError, RecipeError
from core.training.loop import Trainer
from tests.unit.digits import small_set
from tests.unit.training.runs import recipe


def test_validation_images_are_held_out_by_the_seed():
    dataset = small_set()
    first = Trainer(recipe(validation_share=0.2), dataset)
    again = Trainer(recipe(validation_share=0.2), dataset)
    other = Trainer(recipe(validation_share=0.2, seed=1), dataset)
    assert (len(first.rows.train), len(first.rows.validation)) == (240, 60)
    both = torch.cat([first.rows.train, first.rows.validation])
    assert both.sort().values.tolist() == list(range(300))
    assert torch.equal(first.rows.validation, again.rows.validation)
    assert not torch.equal(first.rows.validation, other.rows.validation)
    assert torch.equal(first.validation_images, dataset.images[first.rows.validation])
    assert torch.equal(first.images, dataset.images[first.rows.train])


def test_without_a_share_the_test_images_validate():
    trainer = Trainer(recipe(), small_set())
    assert len(trainer.rows.validation) == 0
    assert torch.equal(trainer.validation_images, small_set().split("test").images)


def test_a_count_of_images_is_balanced_by_class():
    trainer = Trainer(recipe(train_count=1000, test_count=200), load("mnist"))
    assert torch.bincount(trainer.labels).tolist() == [100] * 10
    assert torch.bincount(trainer.validation_labels).tolist() == [20] * 10
    assert len(set(trainer.rows.train.tolist())) == 1000
    first = trainer.labels[:200]
    assert torch.bincount(first, minlength=10).min() > 5, "the order is shuffled, not by class"


def test_no_images_and_too_few_images_are_refused():
    with pytest.raises(RecipeError, match="There are no images to train on"):
        Trainer(recipe(), small_set(0, 10))
    with pytest.raises(RecipeError) as caught:
        Trainer(recipe(train_count=301), small_set())
    assert str(caught.value).startswith("The recipe needs 301 training images, MNIST")
    with pytest.raises(DataError, match="balanced by class"):
        Trainer(recipe(train_count=300), small_set())
    with pytest.raises(RecipeError, match="needs fashion-mnist, got mnist"):
        Trainer(recipe(dataset="fashion-mnist"), small_set())


def test_written_digits_join_the_training_images():
    dataset = load("mnist")
    chosen = recipe(train_count=100, written_count=40)

    trainer, again = Trainer(chosen, dataset), Trainer(chosen, dataset)

    assert (len(trainer.rows.train), len(trainer.images), len(trainer.labels)) == (100, 140, 140)
    assert torch.equal(trainer.images[:100], dataset.split("train").images[trainer.rows.train])
    assert torch.equal(trainer.images, again.images)
    other = Trainer(recipe(train_count=100, written_count=40, seed=1), dataset)
    assert not torch.equal(trainer.images[100:], other.images[100:])
    assert trainer.steps_per_epoch == -(-140 // chosen.batch_size)


def test_only_digits_can_be_written():
    letters = replace(small_set(), classes=("A", "B"))

    with pytest.raises(RecipeError, match="Only digits of 28×28 grey pixels can be written"):
        Trainer(recipe(written_count=10), letters)
