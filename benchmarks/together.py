"""Throughput of waiting calls, computed together or one at a time.

    python -m benchmarks.together [--visitors 50] [--seconds 5] [--rounds 3]

Two servers on this machine alternate, so other work on it affects both alike. The last line is a
JSON object: for each autoencoder, answers per second together divided by those one at a time.
"""

import argparse
import asyncio
import json
import os
import statistics

from benchmarks.latency import first, visitors
from benchmarks.serving import percentile, server
from core.checkpoints.pool import pool


def main() -> None:
    """Measure in alternation, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    names, reader = pool().names("reconstruct"), first(pool().names("classify"), "clf-mlp-3", "clf")
    models = [
        name
        for name in (first(names, "dae-dense-128", "dense"), first(names, "dae-conv", "conv"))
        if name
    ]
    gains = {}
    with server() as together, server(most=1) as alone:
        for model in models:
            rates: dict[str, list[float]] = {together: [], alone: []}
            for url in (together, alone):  # the first call loads the model
                asyncio.run(visitors(url, 1, 1, model, reader))
            for _ in range(args.rounds):
                for url, way in ((alone, "one by one"), (together, "together")):
                    run = visitors(url, args.visitors, args.seconds, model, reader)
                    times, errors = asyncio.run(run)
                    rates[url].append(len(times) / args.seconds)
                    print(
                        f"{model} {way:<10} {rates[url][-1]:6.0f} answers/s, p50 "
                        f"{percentile(times, 50)} ms, p95 {percentile(times, 95)} ms, "
                        f"{errors} errors, load {os.getloadavg()[0]:.1f}"
                    )
            gains[model] = round(
                statistics.mean(rates[together]) / statistics.mean(rates[alone]), 2
            )
    print(json.dumps(gains))


if __name__ == "__main__":
    main()
