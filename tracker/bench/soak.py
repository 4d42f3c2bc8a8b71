"""`soak`: an hour of the whole clockwork with 200 reminders due each second, one of its parts killed every minute.

Ours is what was lost or doubled: none may be. Beside it stand what was repeated, how late reminders came, and memory.
"""

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings

from notifications.channel_names import WEB_PUSH
from notifications.channels.web_push.vapid import new_private_key
from notifications.leases import LEASE
from notifications.models import Agenda, Delivery, Message, Reminder, Status
from notifications.models.messages import WAITING
from tracker import clock
from tracker.bench.clockwork import BEAT, Clockwork, Part, worker
from tracker.bench.due import Crowd
from tracker.bench.figures import Figure, Target
from tracker.bench.push_sink import PushSink, push_sink
from tracker.bench.telling import tell
from tracker.celery import queue_of

MINUTES, A_SECOND, SECONDS = 60, 200, 60
MINUTE = timedelta(minutes=1)
# Patients are made so long before their minute, while the clockwork runs.
AHEAD = 2
MEASURED_EVERY_SECONDS = 5
NOTHING_MORE = 2 * LEASE
CONTACT = "mailto:admin@tracker.example"


@dataclass(slots=True)
class Parts:
    """What runs, by name; and what each process held of memory, in KiB, in order of time."""

    clockwork: Clockwork
    by_name: dict[str, Part] = field(default_factory=dict)
    held: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    kills: int = 0

    def start(self) -> None:
        """Start them: who sweeps, who delivers, and two beats, of which one may die."""
        self.by_name = {
            "sweeper": self.clockwork.start(*worker("celery", processes=2)),
            "deliverer": self.clockwork.start(*worker(queue_of(WEB_PUSH), processes=2)),
            "beat": self.clockwork.start(*BEAT),
        }

    def kill_one(self) -> None:
        """Kill -9 one of a pool's processes, or a whole part, which is then started again as a supervisor would."""
        name = random.choice(list(self.by_name))  # noqa: S311 (no secret)
        part = self.by_name[name]
        whole = name == "beat" or random.random() < 1 / 3 or not part.kill_one()  # noqa: S311
        if whole:
            part.kill()
            part.start_again()
        self.kills += 1
        tell(f"killed {'all of the' if whole else 'one process of the'} {name}")

    def measure(self) -> None:
        """Look at everybody's memory."""
        for name, part in self.by_name.items():
            for pid, kibibytes in part.memory().items():
                self.held[name, pid].append(kibibytes)

    def memory(self) -> dict[str, Any]:
        """The most that a process held, in MiB, and how those that lived longest grew from their second third on."""
        most: dict[str, float] = defaultdict(float)
        for (name, _), held in self.held.items():
            most[name] = max(most[name], round(max(held) / 1024, 1))
        longest = {
            name: max((held for (other, _), held in self.held.items() if other == name), key=len) for name in most
        }
        return {"most_mib": dict(most), "grew": {name: _growth(held) for name, held in longest.items()}}


def _growth(held: list[int]) -> float | None:
    """The median of the last third by that of the one before it; None where it was seen too seldom."""
    third = len(held) // 3
    return round(median(held[-third:]) / median(held[third : 2 * third]), 3) if third else None


def measure(scale: float) -> Figure:
    """Run for so much of an hour."""
    minutes = max(2, round(MINUTES * scale))
    with (
        TemporaryDirectory(prefix="shortcourse-soak-") as folder,
        push_sink(Path(folder) / "pushed") as sink,
        _installed(sink) as environment,
        Clockwork(Path(folder), environment) as clockwork,
    ):
        parts = Parts(clockwork)
        _run(parts, Crowd.open(sink.origin, clock.now()), minutes)
        return _figure(sink, parts, minutes)


@contextmanager
def _installed(sink: PushSink) -> Iterator[dict[str, str]]:
    """The settings with which this process and the clockwork send to the sink."""
    key = new_private_key()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "VAPID_PRIVATE_KEY": key,
        "VAPID_CONTACT": CONTACT,
        "PUSH_LOCAL_SERVICE": sink.origin,
    }
    with override_settings(VAPID_PRIVATE_KEY=key, VAPID_CONTACT=CONTACT, PUSH_LOCAL_SERVICE=sink.origin):
        yield environment


def _run(parts: Parts, crowd: Crowd, minutes: int) -> None:
    first = clock.now().replace(second=0, microsecond=0) + AHEAD * MINUTE
    for number in range(AHEAD):
        crowd.due_at(first + number * MINUTE, A_SECOND * SECONDS, over_seconds=SECONDS)
    parts.start()
    for number in range(minutes):
        began = first + number * MINUTE
        _until(began, parts.measure)
        tell(f"minute {number + 1} of {minutes}")
        if number + AHEAD < minutes:
            crowd.due_at(began + AHEAD * MINUTE, A_SECOND * SECONDS, over_seconds=SECONDS)
        _until(began + timedelta(seconds=random.uniform(10, 50)), parts.measure)  # noqa: S311
        parts.kill_one()
    ends = first + minutes * MINUTE
    _until(ends, parts.measure)
    _drain(A_SECOND * SECONDS * minutes, parts.measure)


def _until(instant: datetime, meanwhile: Callable[[], None]) -> None:
    while (left := (instant - clock.now()).total_seconds()) > 0:
        meanwhile()
        time.sleep(min(left, MEASURED_EVERY_SECONDS))


def _drain(due: int, meanwhile: Callable[[], None]) -> None:
    """Wait until everything was sent, or nothing more comes for longer than a lease."""
    before, since = -1, clock.now()
    while (sent := Delivery.objects.filter(status=Status.SENT).count()) < due and clock.now() < since + NOTHING_MORE:
        if sent > before:
            before, since = sent, clock.now()
        meanwhile()
        time.sleep(MEASURED_EVERY_SECONDS)


def _figure(sink: PushSink, parts: Parts, minutes: int) -> Figure:
    due = A_SECOND * SECONDS * minutes
    received = sink.received()
    waiting = Delivery.objects.filter(status__in=WAITING).count() + _still_due()
    lost = max(0, due - len(received) - waiting)
    looks_new = sum(len({topic for _, topic in came}) - 1 for came in received.values())
    doubled = looks_new + sum(max(0, rows.objects.count() - due) for rows in (Reminder, Message, Delivery))
    beside = {
        "lost": lost,
        "waiting": waiting,
        "doubled": doubled,
        "repeated": sum(map(len, received.values())) - len(received),
        "kills": parts.kills,
        "late_seconds": _lateness(received),
        "memory": parts.memory(),
    }
    return Figure(
        "soak",
        "lost, doubled or waiting",
        lost + doubled + waiting,
        None,
        Target(0, at_most=True),
        {"due": due, "minutes": minutes},
        beside,
    )


def _still_due() -> int:
    """How many patients the sweep has not come to: where the machine is too slow, that is no loss, but no success."""
    return Agenda.objects.filter(patient__isnull=False, next_due_at__lte=clock.now()).count()


def _lateness(received: dict[str, list[tuple[float, str]]]) -> dict[str, float]:
    """How long after its due instant each message came for the first time: median, 99 of 100, the last."""
    due_at = dict(
        Reminder.objects.filter(message_id__isnull=False)
        .values_list("message_id", "due_at")
        .iterator(chunk_size=10_000)
    )
    rows = Delivery.objects.values_list("endpoint_id", "message_id").iterator(chunk_size=10_000)
    came = {path.rpartition("/")[2]: min(at for at, _ in times) for path, times in received.items()}
    late = [
        came[str(endpoint)] - due_at[message].astimezone(UTC).timestamp() for endpoint, message in rows
        if str(endpoint) in came and message in due_at
    ]  # fmt: skip
    if len(late) <= 1:
        return {}
    return {"median": round(median(late), 1), "p99": round(quantiles(late, n=100)[98], 1), "most": round(max(late), 1)}
