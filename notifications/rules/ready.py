"""The next stretch of a patient's agenda, ready made: what goes out at each instant until the rules are asked again.

Whatever changes a fact also writes the agenda, so at a due instant nothing has changed since. Up to the next instant at
which time is judged the answers are therefore known beforehand. Dose kinds alone: they are nearly all there is, and
they go to the patient.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from courses.rules.judging import next_judgement
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications.rules.due import due_between, fates, next_instant
from notifications.rules.reminder import DOSE_KINDS, Fate, Reminder

# So late a sweep may come and still take what is ready made; later ones ask the rules.
FRESH = timedelta(seconds=60)
INSTANT = timedelta(microseconds=1)
# No more instants than this: what is taken out of a stretch is written again each time.
LONGEST = 8


@dataclass(frozen=True, slots=True)
class Ready:
    """What goes out at one instant, all of it to the patient; and the instant at which the agenda looks again."""

    at: datetime
    reminders: tuple[Reminder, ...]
    next_due_at: datetime | None


def ready_made(knowledge: Knowledge, record: Record, first: datetime | None, told_to: datetime) -> tuple[Ready, ...]:
    """The stretch that begins at `first`, the next instant of an agenda that holds nothing back; often empty.

    Everything known was told by `told_to`, an instant before `first`. It holds while nothing more is told.
    """
    if first is None or first <= told_to:
        return ()
    judgement = next_judgement(record, knowledge)
    return tuple(_stretch(knowledge, record, first, judgement))


def _stretch(knowledge: Knowledge, record: Record, first: datetime, judgement: datetime | None) -> Iterator[Ready]:
    at: datetime | None = first
    for _ in range(LONGEST):
        if at is None or (judgement is not None and judgement <= at):
            return
        then = replace(record, judged_to=at)
        due = due_between(knowledge, then, at, at)
        if not due or not all(reminder.kind in DOSE_KINDS for reminder in due):
            return
        following = next_instant(knowledge, then, (), at)
        if not _all_go(knowledge, record, due, at, following):
            return
        yield Ready(at, due, following)
        at = following


def _all_go(
    knowledge: Knowledge, record: Record, due: tuple[Reminder, ...], at: datetime, following: datetime | None
) -> bool:
    """Whether all of it goes out at its instant, and would as well at the end of the time in which it may be taken."""
    ends_at = at + FRESH if following is None else min(at + FRESH, following)
    for now in (at, ends_at - INSTANT):
        told = replace(record, judged_to=now)
        if any(fate is not Fate.SENT for fate in fates(knowledge, told, due, now).values()):
            return False
    return True
