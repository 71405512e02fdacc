"""Write checkpoints/latents, results that screens show at once: ``python -m tools.latents``.

Run it after you train a checkpoint with two latent numbers. A convolutional encoder takes a minute
or more for the 70,000 digits, too long to wait for on the first visit to a map. The clustering with
which the Clusters screen opens takes seconds, and so do the pictures on the cards of checkpoints.
"""

from core import clustering, maps
from core.checkpoints.pool import pool
from core.clustering import EXAMPLE
from core.clustering.centres import pictures_key
from core.clustering.kmeans import study_key
from core.data import load
from core.data.dataset import Split
from core.evaluation.demonstration import demonstrate, demonstration_key
from core.inference import encodings
from core.storage.arrays import ArrayFolder, Arrays
from core.storage.cache import SHIPPED, cached

DATASETS = ("mnist", "fashion-mnist")
"""The sets whose pictures take too long to encode on the first visit."""
PARTS: tuple[Split, ...] = ("train", "test")
HEAD = """# Results that are shipped

`python -m tools.latents` writes this folder, so that the maps and the screens Clusters and
Checkpoints open at once.

The clustering of the Clusters screen, {title}: its groups in `{groups}…`, the
pictures of their middles in `{pictures}…`.

What each of the {shown} checkpoints does, as its card on the Checkpoints screen shows it: one file
per checkpoint, with pictures, or with the points of a map.

Each of the other files has the two latent numbers that a
checkpoint's encoder gives for each picture of one split of the data set that it learned from,
float32 (N, 2) in row order. Its name is the content key of the weights and the data, so a newly
trained checkpoint does not read old numbers. The tests compare the numbers with a fresh encoding.

| checkpoint | pictures | file |
| --- | --- | --- |
"""


def main() -> str | None:
    """Compute missing results, remove those of other weights, and write the list."""
    for dataset in DATASETS:
        if notice := load(dataset).notice:
            return f"The latents to ship need all of the data set, and this is a part: {notice}."
    latents = encode_planes()
    clustering.centre_pictures(clustering.fit(EXAMPLE))
    groups, pictures = study_key(EXAMPLE), pictures_key(EXAMPLE)
    cards = demonstrate_all()
    ship({*latents, groups, pictures, *cards})
    head = HEAD.format(
        title=EXAMPLE.title, groups=groups[:12], pictures=pictures[:12], shown=len(cards)
    )
    lines = "\n".join(latents.values())
    (SHIPPED / "README.md").write_text(f"{head}{lines}\n", encoding="utf-8")
    return None


def encode_planes() -> dict[str, str]:
    """Encode the splits of each plane's data set; the table's line for each content key."""
    lines = {}
    names = {info.checkpoint for info in maps.infos() if info.checkpoint is not None}
    for name in sorted(names):
        card = pool().card(name)
        dataset = card.dataset.name
        if card.is_table or dataset not in DATASETS:
            continue
        for part in PARTS:
            count = len(encodings.latents(name, dataset, part))
            key = encodings.key("latents", name, dataset, part)
            lines[key] = f"| `{name}` | {count:,} {part} | `{key[:12]}…` |"
            print(f"{name}, {part}", flush=True)
    return lines


def demonstrate_all() -> list[str]:
    """Run each checkpoint of these data sets for its card; the content keys of the results."""
    keys = []
    for name in pool().names():
        dataset = pool().card(name).dataset.name
        if dataset in DATASETS:
            demonstrate(name, load(dataset))
            keys.append(demonstration_key(name, load(dataset)))
    return keys


def ship(keys: set[str]) -> None:
    """Copy the cached results with these content keys into the folder, and remove all others."""
    shipped = ArrayFolder(SHIPPED)
    for key in keys:
        if shipped.read(key) is None:
            shipped.write(key, cached(key, _refuse))
    for key in shipped.all_keys():
        if key not in keys:
            shipped.delete(key)


def _refuse() -> Arrays:
    raise RuntimeError("A result to ship has not been computed, or is not in the cache any more.")


if __name__ == "__main__":
    import sys

    sys.exit(main())
