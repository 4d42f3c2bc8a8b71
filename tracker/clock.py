"""The one clock. Edges read it once a request or a tick; everything further in is handed its instant as `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(tz=UTC)
