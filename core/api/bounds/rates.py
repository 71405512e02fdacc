"""Rate limits per visitor and per address, counted by the `limits` library.

A rate limits abuse over minutes or an hour. `core.api.server.workers` decides which call is served
first at any moment.
"""

import time
from functools import cache

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from core.settings import settings

NEW_BROWSERS = RateLimitItemPerHour(1000, namespace="new browsers")
"""New browsers per address: enough for a lecture hall, too few for a new one with every call."""
IMPORTS = RateLimitItemPerHour(60, namespace="imports")
"""Checkpoints and data sets that one visitor imports."""
ALL_IMPORTS = RateLimitItemPerHour(600, namespace="all imports")
"""Imports of all visitors together, because a browser that drops its cookie is a new visitor."""
ADDRESS_FACTOR = 20
"""Limit of an address, as a multiple of a visitor's limit."""


def slow_calls(factor: int = 1) -> RateLimitItem:
    """Rate of a visitor's slow calls: processor time in milliseconds per minute."""
    return RateLimitItemPerMinute(factor * settings().visitor_ms, namespace="slow calls")


def uploads(factor: int = 1) -> RateLimitItem:
    """Rate of a visitor's uploads: megabytes per minute."""
    return RateLimitItemPerMinute(factor * settings().visitor_upload_mb, namespace="uploads")


class Rates:
    """Counts per rate and caller, in the memory of this process."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait_s(self, rate: RateLimitItem, who: str, amount: int = 1) -> int:
        """Count ``amount`` and return 0; or count nothing and return the seconds to wait."""
        if self._limiter.hit(rate, who, cost=amount):
            return 0
        left_s = self._limiter.get_window_stats(rate, who).reset_time - time.time()
        return max(1, min(rate.get_expiry(), round(left_s)))

    def has_left(self, rate: RateLimitItem, who: str, amount: int) -> bool:
        """Whether ``amount``, or the whole rate if that is less, is left; counts nothing."""
        return self._limiter.test(rate, who, cost=min(amount, rate.amount))

    def spend(self, rate: RateLimitItem, who: str, amount: int) -> None:
        """Count ``amount`` that has been used already, even beyond the rate."""
        left = int(self._limiter.get_window_stats(rate, who).remaining)
        if units := min(amount, left):
            self._limiter.hit(rate, who, cost=units)

    def usage(self, rate: RateLimitItem, who: str) -> int:
        """Amount that counts against the rate at present."""
        return rate.amount - int(self._limiter.get_window_stats(rate, who).remaining)

    def is_spent(self, rate: RateLimitItem, who: str) -> bool:
        """Whether one more would be above the rate; counts nothing."""
        return not self._limiter.test(rate, who)


@cache
def rates() -> Rates:
    """The rates of this process."""
    return Rates()


def count_import(visitor: str) -> str:
    """Count an import of a visitor, by id, and return why it is refused; empty if it is not."""
    excess = "You have imported too many files"
    wait_s = rates().wait_s(IMPORTS, visitor)
    if not wait_s:
        excess = "Too many files have been imported here"
        wait_s = rates().wait_s(ALL_IMPORTS, "all")
    minutes = -(-wait_s // 60)
    return f"{excess}: wait {minutes} min." if wait_s else ""
