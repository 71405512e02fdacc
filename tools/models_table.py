"""Write docs/models.md from the cards of the shipped models: ``python -m tools.models_table``."""

from core.checkpoints import Card, Store
from core.data import load
from core.evaluation.autoencoders import pca
from core.literature.claims.cards import CARD_CLAIMS, PCA_RATIO
from core.settings import PROJECT
from core.text.metrics import metric_name, metric_value
from core.training.recipes.shipped import RECIPES

HEAD = """# The shipped models

`python -m tools.models_table` writes this page from the cards in `checkpoints/`. Every figure is of
all test images of the data set that the model learned from: of 10,000 MNIST digits, for names that
end in 8x8 of the 360 of scikit-learn's digits, and for names that end in fashion of the 10,000
garments of Fashion-MNIST. The tests measure each of them again, where the data set is.

## Required and measured figures

| model | figure | required | measured |
| --- | --- | --- | --- |
"""


def number(value: float) -> str:
    """A figure with four significant digits."""
    return f"{value:.4g}"


def requirements(store: Store) -> list[str]:
    """One table row for each figure that a claim requires of a shipped model."""
    rows = []
    for metric, claim in CARD_CLAIMS.items():
        value = store.card(metric.model).metrics[metric.metric]
        assert isinstance(value, float)
        assert isinstance(claim.bound, float)
        mark = "" if claim.is_met(value) else " (missed)"
        rows.append(
            f"| `{metric.model}` | {metric.title} | {claim.sense} {number(claim.bound)} "
            f"| {number(value)}{mark} |"
        )
    error = store.card("ae-conv-16").metrics["squared_error"]
    assert isinstance(error, float)
    linear = float(pca.pixel_errors(load("mnist"))[16])
    mark = "" if linear / error >= PCA_RATIO else " (missed)"
    rows.append(
        f"| `ae-conv-16` | ratio of PCA-16's squared error ({number(linear)}) to its own "
        f"| at least {PCA_RATIO:g} | {number(linear / error)}{mark} |"
    )
    return rows


def section(card: Card) -> list[str]:
    """The description of one model: architecture, training and main figures."""
    epochs, minutes = len(card.history), card.seconds / 60
    lines = [
        f"### `{card.name}`",
        "",
        f"{card.title}. {card.parameters:,} parameters; source: {card.source}. {epochs} epochs in "
        f"{minutes:.1f} minutes on {card.device}, seed {card.seed}, "
        f"PyTorch {card.versions['torch']}.",
        "",
    ]
    lines += [f"- {note}" for note in card.notes]
    for key, value in card.metrics.items():
        if isinstance(value, float) and not key.startswith(("rival_", "mean_")):
            lines.append(f"- {metric_name(key).title}: {metric_value(key, value)}")
    return [*lines, ""]


def page(store: Store) -> str:
    """The page as Markdown."""
    lines = [*requirements(store), "", "## All models", ""]
    for name in RECIPES:
        lines += section(store.card(name))
    return HEAD + "\n".join(lines)


def main() -> None:
    """Write the page."""
    path = PROJECT / "docs" / "models.md"
    path.write_text(page(Store(PROJECT / "checkpoints")), encoding="utf-8")
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
