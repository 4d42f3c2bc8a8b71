"""What a story calls for and what becomes of it, in a few words."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from courses.rules.judging import advance
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications.rules.due import can_go_at, due_between, fates, next_instant
from notifications.rules.reminder import Fate, Kind, Reminder
from tests.courses.rules.telling import Told, on

Span = tuple[datetime, datetime]


def due(story: Told, day: int, wall: str, kind: Kind | None = None, of: str = "c1") -> list[Reminder]:
    """The reminders of a course that exist from the start of the story up to an instant."""
    found = due_between(story.patient, story.record(day, wall), story.start, story.at(day, wall))
    return [reminder for reminder in found if reminder.course == of and kind in (None, reminder.kind)]


def when(story: Told, kind: Kind, day: int = 60, wall: str = "12:00", of: str = "c1") -> list[str]:
    """When a kind falls due: `day of the story HH:MM`, in UTC."""
    return [told_at(reminder.due_at) for reminder in due(story, day, wall, kind, of)]


def told_at(instant: datetime) -> str:
    """An instant as day of the story and wall time, in UTC."""
    return f"{(instant.date() - on(1)).days + 1} {instant:%H:%M}"


def fate(story: Told, reminder: Reminder, day: int, wall: str) -> Fate:
    """What becomes of one pending reminder at an instant."""
    return fates(story.patient, story.record(day, wall), [reminder], story.at(day, wall))[reminder]


def sent(
    story: Told, kind: Kind | None = None, day: int = 60, wall: str = "12:00", outages: Sequence[Span] = ()
) -> list[tuple[str, str, str, str]]:
    """Due, out, kind and outcome of all reminders up to an instant, walking from instant to instant."""
    knowledge, until = story.knowledge, story.at(day, wall)
    record = advance(Record(story.start), knowledge, until)
    when_out: dict[datetime, list[Reminder]] = defaultdict(list)
    found: list[tuple[str, str, str, str]] = []
    for reminder in due_between(knowledge, record, story.start, until):
        at = out_at(knowledge, reminder, outages)
        if at > until:
            found.append((told_at(reminder.due_at), "", reminder.kind.value, "pending"))
        else:
            when_out[at].append(reminder)
    for at, pending in when_out.items():
        decided = fates(knowledge, record, pending, at)
        found += [(told_at(one.due_at), told_at(at), one.kind.value, fate.value) for one, fate in decided.items()]
    return sorted(one for one in found if kind in (None, one[2]))


def out_at(knowledge: Knowledge, reminder: Reminder, outages: Sequence[Span] = ()) -> datetime:
    """When quiet hours, as the settings stand by then, and outages let a reminder out."""
    at = reminder.due_at
    changes = [setting.known_at for setting in knowledge.patient.settings]
    while True:
        free = can_go_at(knowledge, reminder, at)
        changed = [change for change in changes if at < change < free]
        free = min(changed, default=free)
        free = next((end for start, end in outages if start <= free < end), free)
        if free == at:
            return at
        at = free


def walk(story: Told, until: datetime) -> dict[tuple[str, str, str, str], tuple[datetime, datetime | None, Fate]]:
    """Every reminder as a sweep finds it that looks only at the instants it is told to look at."""
    knowledge = story.knowledge
    record, now = Record(story.start), story.start
    pending: list[Reminder] = []
    seen: dict[tuple[str, str, str, str], tuple[datetime, datetime | None, Fate]] = {}
    facts = sorted({at for _, at in knowledge.marks if at > now})
    while True:
        record = advance(record, knowledge, now)
        for reminder in due_between(knowledge, record, now, now):
            if key(reminder) not in seen:
                seen[key(reminder)] = (reminder.due_at, None, Fate.PENDING)
                pending.append(reminder)
        for reminder, decided in fates(knowledge, record, pending, now).items():
            if decided is not Fate.PENDING:
                seen[key(reminder)] = (reminder.due_at, now, decided)
        pending = [reminder for reminder in pending if seen[key(reminder)][2] is Fate.PENDING]
        following = next_instant(knowledge, record, pending, now)
        # An action looks too, at its own instant.
        told = next((at for at in facts if at > now), None)
        coming = [at for at in (following, told) if at is not None and at <= until]
        if not coming:
            return seen
        now = min(coming)


def key(reminder: Reminder) -> tuple[str, str, str, str]:
    """What makes a reminder the one it is."""
    return (reminder.course, reminder.kind.value, reminder.day.isoformat(), reminder.key)
