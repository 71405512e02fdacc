"""Memory that a tensor has given back is kept for the next one.

The C library hands every large block back to the system and asks for it anew a moment later, and
the system clears each of its pages on first use: a fifth to a quarter of a convolution's training
step on a CPU (docs/benchmarks.md). Only glibc is known to do so, and only there is it told not to.
"""

import ctypes

# From glibc's malloc.h; `man mallopt` says what they do.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
KEPT_BLOCK = 128 * 2**20  # bytes; a larger block still comes from the system and goes back there
KEPT_FREE = 2**30  # bytes of free memory, from which on some is given back


def keep_freed_memory() -> bool:
    """Set it for this process; whether the C library could be told."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or none that can be asked
        return False
    # Setting the one alone would fix the other at a low value, so the larger comes second.
    return bool(mallopt(_MMAP_THRESHOLD, KEPT_BLOCK) and mallopt(_TRIM_THRESHOLD, KEPT_FREE))
