import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_pages_allow_nothing_but_what_we_serve(client: Client) -> None:
    answer = client.get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_cache_is_shared_by_processes_whatever_the_servers() -> None:
    assert "LocMem" not in settings.CACHES["default"]["BACKEND"]
    cache.set("rate", 3, 60)
    assert cache.get("rate") == 3
    with connection.cursor() as cursor:
        assert "shortcourse_cache" in connection.introspection.table_names(cursor)


@pytest.mark.postgres
@pytest.mark.django_db
def test_uuids_are_stored_as_uuids_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'accounts_user' AND column_name = 'id'"
        )
        assert cursor.fetchone() == ("uuid",)


@pytest.mark.django_db
def test_the_database_is_set_up_for_several_writers() -> None:
    if connection.vendor == "postgresql":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)
