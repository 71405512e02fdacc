"""A Ray head on this machine for the tests, and a way through which the network can go away."""

import os
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

import psutil

from core.jobs.cluster.client import RayClient, RayError
from core.settings import PROJECT

TOKEN = f"token-of-the-tests-{uuid.uuid4().hex}"
CPUS = 2
TRIES = 6  # of a start: Ray gives up if one of its agents is not up within 15 s
START_S = 300  # a head is up in 4 s, on a busy machine in minutes
# Ray ends what has not started, or answered, by then. The defaults, 10 to 60 s, suit a machine that
# does nothing else.
PATIENCE = {
    "RAY_DASHBOARD_STARTUP_TIMEOUT_S": "300",
    "RAY_raylet_start_wait_time_s": "60",
    "RAY_agent_register_timeout_ms": "300000",
    "RAY_worker_register_timeout_seconds": "300",
    "RAY_health_check_initial_delay_ms": "60000",
    "RAY_health_check_timeout_ms": "60000",
    "RAY_health_check_failure_threshold": "10",
}
PORTS = (
    "port", "dashboard-agent-listen-port", "dashboard-agent-grpc-port", "runtime-env-agent-port",
    "metrics-export-port", "ray-client-server-port",
)  # fmt: skip
MARK = "LATENT_LAB_TEST_HEAD"


class Head:
    """A Ray head with a token, whose jobs find their folders below ``homes``."""

    def __init__(
        self, ray: Path, homes: Path, token: str = TOKEN, *, priority: bool = True
    ) -> None:
        """``ray`` is the folder of the programs of an environment that has Ray.

        With ``priority`` it comes before the other processes of this machine, and its jobs too.
        """
        self.homes = homes
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._ray, self._token, self._priority = ray, token, priority
        self._mark = uuid.uuid4().hex
        self._folder = Path(tempfile.mkdtemp(prefix="lab-ray-"))  # short, because of its sockets

    def environment(self) -> dict[str, str]:
        """What a machine of the cluster exports, and what the tests add."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("LATENT_LAB_")
        }
        return environment | PATIENCE | {
            MARK: self._mark,
            "PATH": f"{self._ray}:{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
            "LATENT_LAB_HOME": str(self.homes),
            "LATENT_LAB_CHECKPOINTS": str(self.homes / "checkpoints"),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_AUTH_MODE": "token" if self._token else "disabled",
            "RAY_AUTH_TOKEN": self._token,
        }  # fmt: skip

    def command(self) -> list[str]:
        """The command of docs/cluster.md, on ports of its own and with less memory."""
        # For a port that it chooses itself, Ray waits 15 s and gives up; no setting changes that.
        ports = [f"--{name}={free_port()}" for name in PORTS]
        return [
            str(self._ray / "ray"), "start", "--head", "--node-ip-address=127.0.0.1", *ports,
            "--dashboard-host=127.0.0.1", f"--dashboard-port={self.port}", f"--num-cpus={CPUS}",
            "--object-store-memory=100000000", f"--temp-dir={self._folder}", "--num-gpus=0",
        ]  # fmt: skip

    def start(self) -> None:
        """Start the head and wait until it answers."""
        log = self._folder / "start.log"
        for _ in range(TRIES):
            with log.open("wb") as file, suppress(subprocess.TimeoutExpired):
                started = subprocess.run(
                    self.command(), env=self.environment(), cwd=PROJECT, check=False,
                    stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                    timeout=START_S, preexec_fn=_hurry if self._priority else None,
                )  # fmt: skip
                if started.returncode == 0 and self.answers(START_S):
                    return
            self.kill()
        raise RuntimeError(f"Ray does not start: {log.read_text(errors='replace')[-3000:]}")

    def answers(self, patience_s: float) -> bool:
        """Whether the head says that it has a machine, within these seconds and at least once."""
        client = RayClient(self.address, self._token)
        deadline = time.monotonic() + patience_s
        while True:
            with suppress(RayError):
                if client.machines():
                    return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.2)

    def processes(self) -> list[psutil.Process]:
        """Every process of the head and of its jobs: each has inherited a mark."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.environ().get(MARK) == self._mark:
                    found.append(process)
        return found

    def kill(self) -> None:
        """Kill everything, as a power cut does. (`ray stop` would end every Ray here.)"""
        while processes := self.processes():
            for process in processes:
                with suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(processes, 10)

    def close(self) -> None:
        """Leave no process and no file."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def _hurry() -> None:
    """Let Ray come first, where the system allows it: beside other work its agents are too late."""
    with suppress(OSError):
        os.nice(-10)
    with suppress(OSError):  # Linux on a desktop divides the processors between sessions first
        Path("/proc/self/autogroup").write_text("-10")


class Network:
    """Passes connections on to a head, until it is taken away."""

    def __init__(self, port: int) -> None:
        self.away = False
        network = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if not network.away:
                    with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as to:
                        _pass_on(network, self.request, to)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


def _pass_on(network: Network, one: socket.socket, other: socket.socket) -> None:
    """Pass bytes on in both directions until one side ends or the network goes away."""
    for end in (one, other):
        end.settimeout(0.1)
    pairs = ((one, other), (other, one))
    while not network.away:
        for source, target in pairs:
            try:
                data = source.recv(65536)
            except TimeoutError:
                continue
            if not data:
                return
            target.sendall(data)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
