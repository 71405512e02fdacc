"""Where phones find this machine, and what stands in their way."""

import socket
from types import SimpleNamespace

import psutil
import pytest

from core.rooms import addresses
from core.rooms.addresses import Reach, reach

LAN = ["192.168.0.7", "10.1.2.3"]


@pytest.mark.parametrize(
    ("browsed", "bound", "known", "expected"),
    [
        (
            "http://localhost:8501/room",
            "0.0.0.0",
            LAN,
            Reach(("http://192.168.0.7:8501", "http://10.1.2.3:8501")),
        ),
        ("http://127.0.0.1:8501/lab/room", "::", LAN[:1], Reach(("http://192.168.0.7:8501/lab",))),
        (
            "http://localhost:8501/room",
            "127.0.0.1",
            LAN,
            Reach(("http://localhost:8501",), "loopback"),
        ),
        (
            "http://localhost:8501/room",
            "0.0.0.0",
            [],
            Reach(("http://localhost:8501",), "no network"),
        ),
        ("http://localhost:8501/room", "10.1.2.3", LAN, Reach(("http://10.1.2.3:8501",))),
        ("https://lab.example.org/room", "127.0.0.1", LAN, Reach(("https://lab.example.org",))),
        (
            "http://192.168.0.7:8501/room",
            "0.0.0.0",
            LAN,
            Reach(("http://192.168.0.7:8501", "http://10.1.2.3:8501")),
        ),
        (
            "http://[fd00::7]:8501/room",
            "::",
            LAN[:1],
            Reach(("http://[fd00::7]:8501", "http://192.168.0.7:8501")),
        ),
    ],
)
def test_phones_are_led_to_an_address_that_they_can_reach(
    browsed: str, bound: str, known: list[str], expected: Reach
) -> None:
    assert reach(browsed, bound, known) == expected


def test_only_addresses_in_a_network_of_phones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(address: str, family: int = socket.AF_INET) -> SimpleNamespace:
        return SimpleNamespace(family=family, address=address)

    interfaces = {
        "lo": [entry("127.0.0.1")],
        "utun3": [entry("10.8.0.2")],
        "eth0": [entry("10.0.0.5"), entry("fe80::1", socket.AF_INET6)],
        "wlan0": [entry("192.168.0.7")],
        "wlan1": [entry("192.168.9.9")],
        "eth1": [entry("169.254.3.4")],
        "docker0": [entry("172.17.0.1")],
    }
    states = {name: SimpleNamespace(isup=name != "wlan1") for name in interfaces}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: interfaces)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: states)

    assert addresses.of_this_machine() == ["192.168.0.7", "10.0.0.5", "10.8.0.2"]
