"""What was prescribed on a day, past or to come: by which revisions, entered by whom, when and why."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from courses.load.told import load_patient
from courses.models import Course, Revision
from courses.rules import facts
from courses.rules.known import Knowledge
from courses.rules.window import Slot


@dataclass(frozen=True, slots=True)
class RevisionOnDay:
    """A revision that prescribed something for the day: its step there, and who made it, when and why."""

    number: int
    kind: facts.RevisionKind
    step: facts.Step
    known_at: datetime
    by_kind: str
    by_id: UUID | None
    through: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrescribedOn:
    """A day of the window: its slots (none where as needed), the most that was prescribed, and by which revisions.

    On a day on which a revision began there are two or more, in order; each with the step it brought.
    """

    day: date
    slots: tuple[Slot, ...]
    as_needed: facts.AsNeeded | None
    most: Decimal
    revisions: tuple[RevisionOnDay, ...]


def prescribed_on(course: Course, day: date, *, as_of: datetime | None = None) -> PrescribedOn | None:
    """What was prescribed for a medication day, as known at an instant (or by now); None where that is nothing: a day
    outside the window, after a stop, of a cancelled course, or of one that was not entered yet."""
    knowledge = Knowledge(load_patient(course.patient_id))
    known = knowledge.upto(knowledge.marks[-1][0]) if as_of is None else knowledge.at(as_of)
    told = known.by_id.get(str(course.pk))
    on_day = None if told is None or told.cancelled is not None else told.window.day(day)
    if on_day is None:
        return None
    rows = {row.seq: row for row in Revision.objects.filter(course=course)}
    return PrescribedOn(
        day=day,
        slots=on_day.slots,
        as_needed=on_day.as_needed,
        most=on_day.prescribed,
        revisions=tuple(_of(rows[part.revision.seq], part.step) for part in on_day.parts),
    )


def _of(row: Revision, step: facts.Step) -> RevisionOnDay:
    return RevisionOnDay(
        number=row.number,
        kind=facts.RevisionKind(row.kind),
        step=step,
        known_at=row.known_at,
        by_kind=row.by_kind,
        by_id=row.by_id,
        through=row.through,
        reason=row.reason,
    )
