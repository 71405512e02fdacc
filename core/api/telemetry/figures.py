"""Figures that are counted as calls are answered; `metrics` adds those of the present moment."""

from collections import Counter

from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics
from prometheus_client import Counter as Count

disable_created_metrics()  # they would add to each figure the time of its first count
REGISTRY = CollectorRegistry()
BUCKETS_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

CALLS = Count(
    "latent_lab_calls",
    "Answered calls; status 499 for callers who left.",
    ["route", "way", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "latent_lab_call_seconds",
    "Seconds from a call to its answer.",
    ["route", "way"],
    buckets=BUCKETS_S,
    registry=REGISTRY,
)
SOCKETS: Counter[str] = Counter()
"""Number of open sockets per visitor; the keys are ``role id``."""
