"""The share of the machine that a call counts against: a visitor's, or an address's.

A lecture of 200 people can sit behind one address, so each browser has a share of its own. An
address has a larger limit, and a limit on new browsers: a program that invents a cookie for every
call soon has one share together with all others at its address.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache
from limits import RateLimitItem
from starlette.requests import HTTPConnection

from core.api.bounds.rates import ADDRESS_FACTOR, NEW_BROWSERS, rates
from core.errors import BusyError
from core.text.numbers import quantity
from core.visitors.identity import BROWSER

KNOWN = 20_000  # browsers
Rate = Callable[[int], RateLimitItem]
"""Returns the rate of one visitor times a factor."""


@dataclass(frozen=True)
class Share:
    """Who a call counts against: the caller, and the address that it calls from."""

    id: str
    """Id of the visitor, or the address of a caller without one."""
    address: str
    """IP address; for IPv6 the /64 network, because one household has 2⁶⁴ addresses."""


class _Browsers:
    """The browsers that have called before."""

    def __init__(self) -> None:
        self._addresses: LRUCache[str, bool] = LRUCache(KNOWN)
        self._lock = Lock()

    def is_known(self, id: str, address: str) -> bool:
        """Whether a browser has called before, or its address may have another new one."""
        with self._lock:
            if self._addresses.get(id):
                return True
            if rates().wait_s(NEW_BROWSERS, address):
                return False
            self._addresses[id] = True
            return True


_browsers = _Browsers()


def share_of(call: HTTPConnection) -> Share:
    """The share that a call or a socket counts against."""
    address = _address(call)
    user = call.scope.get("user")
    id: str = user.visitor.id if user is not None else ""
    if not id or (id.startswith(BROWSER) and not _browsers.is_known(id, address)):
        return Share(address, address)
    return Share(id, address)


def charge(share: Share, rate: Rate, amount: int, excess: str) -> None:
    """Count ``amount`` for a caller and, at the rate times `ADDRESS_FACTOR`, for the address.

    Raises BusyError if either is above its rate; ``excess`` says what was too much.
    """
    for who, item in _counts(share, rate):
        wait_s = rates().wait_s(item, who, amount)
        if wait_s:
            raise BusyError(
                f"{excess}: wait {quantity(wait_s, 'second')}.", own=True, retry_s=wait_s
            )


def has_left(share: Share, rate: Rate, amount: int) -> bool:
    """Whether ``amount`` is left to a caller and to the address; counts nothing."""
    return all(rates().has_left(item, who, amount) for who, item in _counts(share, rate))


def spend(share: Share, rate: Rate, amount: int) -> None:
    """Count ``amount`` that a caller has used already, even beyond the rate."""
    for who, item in _counts(share, rate):
        rates().spend(item, who, amount)


def usage(share: Share, rate: Rate) -> int:
    """Amount of a rate that a caller has used."""
    return rates().usage(rate(1), share.id)


def _counts(share: Share, rate: Rate) -> list[tuple[str, RateLimitItem]]:
    return [(share.id, rate(1)), (f"address {share.address}", rate(ADDRESS_FACTOR))]


def _address(call: HTTPConnection) -> str:
    host = call.client.host if call.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a Unix socket has no IP address
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
