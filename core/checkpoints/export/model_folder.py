"""A checkpoint as a model folder: weights, configuration and a README card with YAML in front.

The layout is the one that model hubs use. `model.safetensors` is the checkpoint itself, so it can
be added to a store again.

https://huggingface.co/docs/hub/model-cards
"""

import json
from collections.abc import Iterator
from typing import Any

from core.checkpoints import descriptions
from core.checkpoints.architecture import one_line
from core.checkpoints.card import Card
from core.text.metrics import is_per_class, metric_name, metric_rows

PIPELINES = {"classify": "image-classification", "reconstruct": "image-to-image"}
FEATURES = "image-feature-extraction"
MAX_RESULTS = 40  # figures in the YAML; the table below has all


def folder_files(card: Card, checkpoint: bytes) -> dict[str, bytes]:
    """Files of the folder by name, from a card and the bytes of the checkpoint's file."""
    config = json.dumps(_config(card), indent=2, ensure_ascii=False) + "\n"
    return {
        "README.md": readme(card).encode(),
        "config.json": config.encode(),
        "model.safetensors": checkpoint,
    }


def readme(card: Card) -> str:
    """The model card as Markdown: YAML between two lines of dashes, then words and figures."""
    lines = ["---", *_yaml(_front(card)), "---", "", f"# {_plain(card.title)}", ""]
    lines += [_plain(descriptions.describe(card)), ""]
    channels, height, width = card.shape
    lines += [
        f"- **Input**: float32 (N, {channels}, {height}, {width}), pixels from 0 to 1",
        f"- **Code**: float32 (N, {card.latent_size})",
        f"- **Network**: {_plain(one_line(card.model))}",
        "",
        "## Figures",
        "",
        "| Figure | Value | Meaning |",
        "| --- | --- | --- |",
    ]
    for row in metric_rows(card.metrics):
        lines.append(f"| {_cell(row.title)} | {_cell(row.value)} | {_cell(row.help)} |")
    lines += ["", "## Origin", "", "| What | Value |", "| --- | --- |"]
    lines += [
        f"| {_cell(name)} | {_cell(value)} |" for name, value in descriptions.provenance(card)
    ]
    for note in card.notes:
        lines += ["", _plain(note)]
    return "\n".join([*lines, "", USE.format(name=card.name)])


USE = """\
## Use

With Latent Lab, put `model.safetensors` into its checkpoint folder as `{name}.safetensors`:

```python
import torch
from core.checkpoints.pool import pool

network = pool().module("{name}")
codes = network.encode(torch.rand(1, *network.config.shape))
```
"""


def _front(card: Card) -> dict[str, Any]:
    task = PIPELINES.get(card.task, FEATURES)
    variational = ["variational-autoencoder"] if card.family.variational else []
    kinds = {"reconstruct": ["autoencoder"], "classify": ["classifier"]}.get(card.task, [])
    front: dict[str, Any] = {
        "library_name": "latent-lab",
        "pipeline_tag": task,
        "tags": ["latent-lab", card.family.name, *kinds, *variational],
    }
    results = [
        {"type": key, "value": value, "name": metric_name(key).title}
        for key, value in card.metrics.items()
        if not is_per_class(key) and not isinstance(value, tuple)
    ][:MAX_RESULTS]
    if not card.dataset.name:
        return front
    front["datasets"] = [card.dataset.name]
    if results:
        front["metrics"] = [result["type"] for result in results]
        dataset = {"type": card.dataset.name, "name": card.dataset.name, "split": "test"}
        result = {"task": {"type": task}, "dataset": dataset, "metrics": results}
        front["model-index"] = [{"name": card.name, "results": [result]}]
    return front


def _config(card: Card) -> dict[str, Any]:
    channels, height, width = card.shape
    config: dict[str, Any] = {
        "library_name": "latent-lab",
        "name": card.name,
        "task": card.task,
        "model": card.model,
        "input": {"channels": channels, "height": height, "width": width, "range": [0, 1]},
        "latent_size": card.latent_size,
        "parameters": card.parameters,
        "recipe": card.recipe,
    }
    if card.task == "classify":
        names = descriptions.class_names(card.dataset.name, card.model.get("classes", 10))
        config["id2label"] = dict(enumerate(names))
    return config


def _yaml(value: Any, depth: int = 0) -> Iterator[str]:
    """Lines of YAML for a mapping. Text is quoted as in JSON, which YAML reads in the same way."""
    indent = "  " * depth
    for key, item in value.items():
        if isinstance(item, dict):
            yield f"{indent}{json.dumps(key)}:"
            yield from _yaml(item, depth + 1)
        elif isinstance(item, list):
            yield f"{indent}{json.dumps(key)}:"
            for entry in item:
                if not isinstance(entry, dict):
                    yield f"{indent}- {json.dumps(entry)}"
                    continue
                first, *others = _yaml(entry, depth + 1)
                yield f"{indent}- {first.lstrip()}"
                yield from others
        else:
            yield f"{indent}{json.dumps(key)}: {json.dumps(item)}"


def _plain(text: str) -> str:
    """Escape text for Markdown and put it on one line."""
    markdown = "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)
    return " ".join(markdown.split())


def _cell(text: str) -> str:
    return _plain(text) or "–"
