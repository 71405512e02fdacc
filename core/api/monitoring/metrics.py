"""`/metrics`, the server's figures in the format of Prometheus.

`figures` counts calls and their seconds by route as they happen. The others are looked up for each
request: queues, jobs, memory, disk and visitors.
"""

import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import GC_COLLECTOR, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import jobs
from core.api.server.later import Later
from core.api.telemetry import figures
from core.jobs import ACTIVE, ENDED
from core.settings import settings
from core.visitors import Role

PREFIX = "latent_lab"


class MomentCollector(Collector):
    """Collects the figures of the present moment."""

    def __init__(self, computing: Later) -> None:
        """Figures that need PyTorch are left out until ``computing`` is imported."""
        self._computing = computing

    def collect(self) -> Iterator[Metric]:
        """The figures, each with its labels."""
        yield from _presence()
        yield _by("jobs", "Jobs in the jobs folder.", "state", _jobs())
        yield from _disk()
        threads = threading.active_count()
        yield GaugeMetricFamily(f"{PREFIX}_threads", "Threads of Python.", threads)
        yield GaugeMetricFamily(
            f"{PREFIX}_ready", "1 once PyTorch is imported.", float(self._computing.is_loaded)
        )
        if self._computing.is_loaded:
            yield from _computing()


def _by(name: str, help: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", help, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _presence() -> Iterable[Metric]:
    sockets = dict(figures.SOCKETS)
    present = Counter(who.partition(" ")[0] for who in sockets)
    visitors = {name: present[name] for name in (role.name.lower() for role in Role)}
    yield _by("visitors", "Visitors with an open page, by role.", "role", visitors)
    help = "Open WebSockets; each page keeps two."
    yield GaugeMetricFamily(f"{PREFIX}_sockets", help, sum(sockets.values()))


def _jobs() -> dict[str, int]:
    counts = Counter(status.state for status in jobs.runner().jobs())
    # States that no job has are included, so that a graph of each begins at zero.
    return {state: counts[state] for state in {*ACTIVE, *ENDED, *counts}}


def _disk() -> Iterable[Metric]:
    try:
        usage = shutil.disk_usage(settings().home)
    except OSError:  # it does not exist yet
        return
    values = {"free": usage.free, "used": usage.used}
    yield _by("disk_bytes", "The disk of the home folder.", "part", values)


def _computing() -> Iterable[Metric]:
    from core.api.server.endpoint import shared_workers  # late: they need PyTorch
    from core.checkpoints.pool import pool
    from core.inference import queue

    lengths = {**shared_workers().lengths(), "computations": queue.pending()}
    yield _by("queue_length", "Calls and computations that wait or run.", "queue", lengths)
    help = "Memory of the weights of loaded networks."
    yield GaugeMetricFamily(f"{PREFIX}_model_bytes", help, pool().used_bytes)


def route(computing: Later) -> Route:
    """The route; `security.access` says who may read it."""
    moment = CollectorRegistry(auto_describe=False)
    moment.register(MomentCollector(computing))
    ProcessCollector(registry=moment)
    moment.register(GC_COLLECTOR)

    def text() -> bytes:
        return generate_latest(figures.REGISTRY) + generate_latest(moment)

    async def metrics(_: Request) -> Response:
        content = await run_in_threadpool(text)
        headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return Response(content, headers=headers)

    return Route("/metrics", metrics, methods=["GET"])
