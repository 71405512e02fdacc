"""Write checkpoints/latents, the two numbers of every digit: ``python -m tools.latents``.

Run it after a checkpoint with two latent numbers was trained anew. A convolutional encoder takes a
minute or more for the 70,000 digits, which nobody who opens the Map page for the first time should
wait for.
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

Written by `python -m tools.latents`. Each file holds the two numbers that a checkpoint's encoder
gives every MNIST digit of a part, float32 (N, 2) in row order, under the content key that the
program computes from the weights and the data: a checkpoint trained anew does not find the old
numbers. The tests compare them with a fresh encoding.

| checkpoint | digits | file |
| --- | --- | --- |
"""


def main() -> str | None:
    """Encode what is missing, remove what is of no shipped checkpoint, list what is there."""
    if notice := load(DATASET).notice:
        return f"Only all of MNIST is worth shipping: {notice}"
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
