"""Everything that is neither a screen nor a network: data, noise, training, checkpoints, metrics.

Nothing here imports Streamlit, so all of it works from a notebook, a script or a GPU machine.
"""

import os

from core.allocator import keep_freed_memory

# How long PyTorch's threads on a CPU wait for each other at work before they sleep; read when it is
# imported. The usual 300,000 turns keep a core from whoever has work for it: while a browser draws
# or a training runs beside it, a small network then takes up to 30 times as long. With this many an
# idle machine is about as fast (docs/benchmarks.md).
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

keep_freed_memory()
