"""Redis may be away: nobody is turned away for it, and nothing answers with an error."""

from tracker.cache import ForgivingRedisCache


def test_a_cache_that_is_away_has_nothing_and_counts_from_one() -> None:
    # Nothing listens on port 1.
    away = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})
    away.set("key", "value")
    assert away.get("key", "default") == "default"
    assert away.add("key", 1)
    assert away.incr("key") == 1
    assert not away.touch("key", 60)
    assert not away.delete("key")
