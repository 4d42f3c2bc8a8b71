"""Rate limits, counted in the one cache that all processes share."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = structlog.get_logger("tracker.accounts")

# A cache that is away must close no door: who needs a code, a dose or the desk gets on, uncounted.
CACHE_IS_AWAY = (RedisError, OSError)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times in a span, for one key (an address, an IP)."""

    name: str
    most: int
    within: timedelta

    def allows(self, key: str, now: datetime) -> bool:
        """Count one more; whether it is still within the limit. While the cache is away, it is."""
        try:
            return self._count(key, now)
        except CACHE_IS_AWAY as error:
            log.warning("limit_not_counted", limit=self.name, error=type(error).__name__)
            return True

    def _count(self, key: str, now: datetime) -> bool:
        seconds = int(self.within.total_seconds())
        span = int(now.timestamp()) // seconds
        digest = hashlib.sha256(key.encode()).hexdigest()[:32]
        slot = f"limit:{self.name}:{span}:{digest}"
        if cache.add(slot, 1, timeout=seconds):
            return True
        try:
            count = cache.incr(slot)
            # Adding up in the database sets the time to run back to five minutes; the slot's key says when it ends.
            cache.touch(slot, timeout=seconds)
        except ValueError:  # it ran out between the two
            return True
        return count <= self.most


CODES_AN_ADDRESS = Limit("codes-address", 5, timedelta(hours=1))
CODES_AN_IP = Limit("codes-ip", 30, timedelta(hours=1))
TRIES_AN_IP = Limit("tries-ip", 60, timedelta(hours=1))
HELPERS_A_PATIENT = Limit("helpers-patient", 10, timedelta(days=1))
STAFF_A_PRACTICE = Limit("staff-practice", 50, timedelta(days=1))
LINKS_AN_IP = Limit("links-ip", 60, timedelta(hours=1))


# A text costs money, whoever asks for it.
TEXTS_A_NUMBER = Limit("texts-number", 5, timedelta(days=1))
TEXTS_AN_IP = Limit("texts-ip", 10, timedelta(hours=1))


def texts_allowed(request: HttpRequest, number: str, now: datetime) -> bool:
    """Whether one more code may go to this number, asked for from this address."""
    within = TEXTS_AN_IP.allows(ip_of(request), now)
    return TEXTS_A_NUMBER.allows(number, now) and within


def ip_of(request: HttpRequest) -> str:
    """The client's address, seen through as many proxies as the installation trusts; "unknown" where there is none."""
    return str(get_adapter().get_client_ip(request))
