"""Calls that wait for a worker, carried out together or one by one: which serves a crowd sooner?

    python -m benchmarks.together [--visitors 50] [--seconds 5] [--rounds 3]

Two servers of this machine take turns, so that both meet the same load. The last line is one JSON
object: answers a second together by those one by one, for each autoencoder.
"""

import argparse
import asyncio
import json
import os
import statistics

from benchmarks.latency import first, percentile, server, visitors
from core.checkpoints.pool import pool


def main() -> None:
    """Measure in turns, print, and end with one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
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
            for url in (together, alone):  # the first answer loads the model
                asyncio.run(visitors(url, 1, 1, model, reader))
            for _ in range(asked.rounds):
                for url, way in ((alone, "one by one"), (together, "together")):
                    run = visitors(url, asked.visitors, asked.seconds, model, reader)
                    times, errors = asyncio.run(run)
                    rates[url].append(len(times) / asked.seconds)
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
