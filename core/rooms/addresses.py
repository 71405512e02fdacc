"""The addresses at which phones in the same network may find this machine."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import psutil

from core.visitors.identity import is_loopback

# Networks between this machine and its own containers and virtual machines; no phone is in them.
_INNER = ("br-", "cni", "docker", "lxc", "lxd", "podman", "veth", "vboxnet", "virbr", "vmnet")
# Prefixes for Wi-Fi on Linux and Windows, then for cables and Wi-Fi on macOS, but not for tunnels.
_LIKELY = (("wl", "wi-fi", "wlan"), ("en", "eth"))


def of_this_machine() -> list[str]:
    """IPv4 addresses of this machine, the likeliest for phones first; empty without a network.

    Sends nothing over the network.
    """
    states = psutil.net_if_stats()
    networks = [
        (name, entry.address)
        for name, entries in psutil.net_if_addrs().items()
        if states[name].isup and not name.lower().startswith(_INNER)
        for entry in entries
        if entry.family == socket.AF_INET and _is_outward(entry.address)
    ]
    return list(dict.fromkeys(address for _, address in sorted(networks, key=_rank)))


def _rank(network: tuple[str, str]) -> int:
    """Rank of a network interface: 0 if phones are likeliest on it, more for others."""
    name = network[0].lower()
    return next((rank for rank, kind in enumerate(_LIKELY) if name.startswith(kind)), len(_LIKELY))


def _is_outward(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)


@dataclass(frozen=True)
class Reach:
    """The addresses at which phones may find the dashboard."""

    origins: tuple[str, ...]
    """Such as ``http://192.168.0.7:8501``, the likeliest first; at least one"""
    problem: Literal["loopback", "no network"] | None = None
    """Why phones cannot reach any of them"""


def reach(browsed: str, bound: str, addresses: Sequence[str]) -> Reach:
    """Where phones find the dashboard that the presenter sees at the address ``browsed``.

    ``bound`` is the address on which the server listens, ``addresses`` are those of its machine.

    >>> from core.rooms.addresses import reach
    >>> reach("http://localhost:8501/room", "0.0.0.0", ["192.168.0.7"])
    Reach(origins=('http://192.168.0.7:8501',), problem=None)
    >>> reach("http://localhost:8501/room", "127.0.0.1", ["192.168.0.7"]).problem
    'loopback'
    """
    parts = urlsplit(browsed)
    base = parts.path.rpartition("/")[0]
    own = f"{parts.scheme}://{parts.netloc}{base}"
    port = f":{parts.port}" if parts.port else ""
    every = ipaddress.ip_address(bound).is_unspecified if _is_address(bound) else False
    named = addresses if every else [] if is_loopback(bound) else [bound]
    others = [f"http://{address}{port}{base}" for address in named if address != parts.hostname]
    if not is_loopback(parts.hostname or ""):
        # The presenter's own address works, perhaps through a proxy.
        return Reach((own, *others) if parts.scheme == "http" else (own,))
    if is_loopback(bound):
        return Reach((own,), "loopback")
    return Reach(tuple(others)) if others else Reach((own,), "no network")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
