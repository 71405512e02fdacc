"""Write docs/models.md from the shipped cards: ``python -m tools.models_table``."""

from core.checkpoints import Card, Store
from core.data import load
from core.literature.targets import PCA_RATIO, TARGETS, pca_squared_error
from core.settings import PROJECT
from core.text.metrics import metric_name, metric_value
from core.training.recipes import RECIPES

HEAD = """# The shipped models

Written by `python -m tools.models_table` from the cards in `checkpoints/`. Every figure is of the
10,000 MNIST test digits; the tests measure each of them again.

## Figures asked and reached

| model | figure | asked | reached |
| --- | --- | --- | --- |
"""


def number(value: float) -> str:
    """A figure with four significant digits."""
    return f"{value:.4g}"


def targets(store: Store) -> list[str]:
    """One row for every figure that a source asks for."""
    rows = []
    for target in TARGETS:
        measured = store.card(target.name).metrics[target.metric]
        assert isinstance(measured, float)
        mark = "" if target.met(measured) else " (missed)"
        rows.append(
            f"| `{target.name}` | {target.words} | {target.sense} {number(target.value)} "
            f"| {number(measured)}{mark} |"
        )
    error = store.card("ae-conv-16").metrics["squared_error"]
    assert isinstance(error, float)
    linear = pca_squared_error(load("mnist"), 16)
    mark = "" if linear / error >= PCA_RATIO else " (missed)"
    rows.append(
        f"| `ae-conv-16` | PCA-16's squared error ({number(linear)}) over its own "
        f"| at least {PCA_RATIO:g} | {number(linear / error)}{mark} |"
    )
    return rows


def section(card: Card) -> list[str]:
    """What one model is, how it was trained and its main figures."""
    epochs, minutes = len(card.history), card.seconds / 60
    lines = [
        f"### `{card.name}`",
        "",
        f"{card.title}. {card.parameters:,} parameters; from: {card.source}. {epochs} epochs in "
        f"{minutes:.1f} minutes on {card.device}, seed {card.seed}, "
        f"PyTorch {card.versions['torch']}.",
        "",
    ]
    lines += [f"- {note}" for note in card.notes]
    for key, value in card.metrics.items():
        if isinstance(value, float) and not key.startswith(("rival_", "mean_")):
            lines.append(f"- {metric_name(key).title}: {metric_value(key, value)}")
    return [*lines, ""]


def main() -> None:
    """Write the page."""
    store = Store(PROJECT / "checkpoints")
    lines = [*targets(store), "", "## Every model", ""]
    for name in RECIPES:
        lines += section(store.card(name))
    path = PROJECT / "docs" / "models.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
