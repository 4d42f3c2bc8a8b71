"""Who was seen at work, and when. Edges write it (tracker.tasks, run_reminders); health and doctor read it."""

from datetime import datetime, timedelta

from tracker.operator.models import Heartbeat

# Ticks come every second; a part that was silent for as long as this is taken for dead.
LATELY = timedelta(seconds=60)


def beat_seen(part: str, now: datetime) -> None:
    """Record that `part` ("beat", "worker" or "sweep") was at work at `now`."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=Heartbeat.Part(part), seen_at=now)],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["seen_at"],
    )


def last_seen(part: str) -> datetime | None:
    """When `part` was last at work; None if it never was."""
    return Heartbeat.objects.filter(part=Heartbeat.Part(part)).values_list("seen_at", flat=True).first()
