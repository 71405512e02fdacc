"""Closes the network for a Python process: Python imports this file if its folder is on the path.

Every attempt to look up or to reach anything but this machine fails, and is written to the log.
"""

import ipaddress
import sys
from typing import Any

MARK = "CALL OUT:"


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host if isinstance(host, str) else "")
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _close(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        host = args[1][0] if isinstance(args[1], tuple) else None  # else a socket in a folder
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if not _is_here(host):
        print(f"{MARK} {event} {host}", file=sys.stderr, flush=True)
        raise OSError(f"the network is closed: {host}")


sys.addaudithook(_close)
