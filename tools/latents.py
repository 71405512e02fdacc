"""Write checkpoints/latents, the two latent numbers of every digit: ``python -m tools.latents``.

Run it after you train a checkpoint with two latent numbers. A convolutional encoder takes a minute
or more for the 70,000 digits, too long to wait for on the first visit to a map.
"""

from core import maps
from core.data import load
from core.data.dataset import Split
from core.inference import encodings
from core.storage.arrays import ArrayFolder
from core.storage.cache import SHIPPED

DATASET = "mnist"
PARTS: tuple[Split, ...] = ("train", "test")
HEAD = """# Latents of the shipped checkpoints

`python -m tools.latents` writes this folder. Each file has the two latent numbers that a
checkpoint's encoder gives for each digit of one split of MNIST, float32 (N, 2) in row order. Its
name is the content key of the weights and the data, so a newly trained checkpoint does not read old
numbers. The tests compare the numbers with a fresh encoding.

| checkpoint | digits | file |
| --- | --- | --- |
"""


def main() -> str | None:
    """Encode missing digits, remove files of other weights, and write the list."""
    if notice := load(DATASET).notice:
        return f"The latents to ship need all of MNIST, and this is a part: {notice}."
    shipped = ArrayFolder(SHIPPED)
    lines, known = [], set()
    names = [info.checkpoint for info in maps.infos() if info.checkpoint is not None]
    for name in sorted(names):
        for part in PARTS:
            latents = encodings.latents(name, DATASET, part)
            key = encodings.key("latents", name, DATASET, part)
            known.add(key)
            if shipped.read(key) is None:
                shipped.write(key, {"latents": latents})
            lines.append(f"| `{name}` | {len(latents):,} {part} | `{key[:12]}…` |")
            print(f"{name}, {part}", flush=True)
    for key in shipped.all_keys():
        if key not in known:
            shipped.delete(key)
    (SHIPPED / "README.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    import sys

    sys.exit(main())
