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
from core.storage.arrays import ArrayFolder
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
    """Encode missing pictures, remove files of other weights, and write the list."""
    for dataset in DATASETS:
        if notice := load(dataset).notice:
            return f"The latents to ship need all of the data set, and this is a part: {notice}."
    shipped = ArrayFolder(SHIPPED)
    lines, digests = [], set()
    names = {info.checkpoint for info in maps.infos() if info.checkpoint is not None}
    for name in sorted(names):
        dataset = pool().card(name).dataset.name
        for part in PARTS if dataset in DATASETS else ():
            latents = encodings.latents(name, dataset, part)
            key = encodings.key("latents", name, dataset, part)
            digests.add(key)
            if shipped.read(key) is None:
                shipped.write(key, {"latents": latents})
            lines.append(f"| `{name}` | {len(latents):,} {part} | `{key[:12]}…` |")
            print(f"{name}, {part}", flush=True)
    example = clustering.fit(EXAMPLE)
    clustering.centre_pictures(example)
    groups, pictures = study_key(EXAMPLE), pictures_key(EXAMPLE)
    rows = []
    for name in pool().names():
        dataset = pool().card(name).dataset.name
        if dataset in DATASETS:
            demonstrate(name, load(dataset))
            rows.append(demonstration_key(name, load(dataset)))
    for key in (groups, pictures, *rows):
        digests.add(key)
        if shipped.read(key) is None:
            shipped.write(key, cached(key, dict))
    head = HEAD.format(
        title=EXAMPLE.title, groups=groups[:12], pictures=pictures[:12], shown=len(rows)
    )
    for key in shipped.all_keys():
        if key not in digests:
            shipped.delete(key)
    (SHIPPED / "README.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    import sys

    sys.exit(main())
