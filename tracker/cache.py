"""The cache that all processes share. It may be away: limits then hold nobody back, and nothing else is lost."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, or while it is away a cache that has nothing, keeps nothing and counts from one."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return _or(default, lambda: super(ForgivingRedisCache, self).get(key, default, version))

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        """Keep a value, if that can be."""
        _or(None, lambda: super(ForgivingRedisCache, self).set(key, value, *args, **options))

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        """Keep a value that is not there yet; whether it is the first, as far as anybody knows."""
        return bool(_or(True, lambda: super(ForgivingRedisCache, self).add(key, value, *args, **options)))  # noqa: FBT003

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on, or from the beginning."""
        return int(_or(delta, lambda: super(ForgivingRedisCache, self).incr(key, delta, version)))

    def touch(self, key: str, *args: Any, **options: Any) -> bool:
        """Keep a value longer; whether it is there."""
        return bool(_or(False, lambda: super(ForgivingRedisCache, self).touch(key, *args, **options)))  # noqa: FBT003

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether it was there."""
        return bool(_or(False, lambda: super(ForgivingRedisCache, self).delete(key, version)))  # noqa: FBT003


def _or(instead: Any, ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except (RedisError, OSError) as error:
        log.warning("cache_is_away", error=type(error).__name__)
        return instead
