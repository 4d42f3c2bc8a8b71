"""What clinicians decided about a course, each with its instant and who: as the picture and the table show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from courses.models import Acknowledgement, AcknowledgementUndo, EndPlan, Revision, TalkAnswer, TalkAnswerUndo
from tracker.clinician import formats
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import DECISIONS, OUTCOMES, REVISIONS, RULES


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on a medication day: what, and by whom."""

    at: datetime
    day: date
    what: str
    who: str

    @property
    def words(self) -> str:
        """`Acknowledged: Too drowsy · Lindqvist`: with the family name alone, which a picture has room for."""
        return f"{self.what} · {family_name(self.who)}"


def family_name(name: str) -> str:
    """The last word of a name, without what follows a comma: `Lindqvist` of `Lotta Lindqvist, RN`."""
    return (name.partition(",")[0].split() or [name])[-1]


def decisions_of(sheet: Sheet, names: dict[UUID | None, str]) -> list[Decided]:
    """Every decision, in order of time. Six queries."""
    told = ((at, what, names.get(by, "Somebody")) for at, what, by in _told(sheet))
    return [Decided(at, sheet.known.window.medication_day(at), what, who) for at, what, who in sorted(told)]


def _told(sheet: Sheet) -> Iterator[tuple[datetime, str, UUID | None]]:
    def rows(model: Any, *columns: str) -> Any:
        mine = model.objects.visible_to(sheet.person.viewer).filter(course=sheet.row)
        return mine.values_list("known_at", "by_id", *columns)

    for at, by, kind in rows(Revision, "kind"):
        yield at, REVISIONS[kind], by
    for at, by, decision, by_day in rows(EndPlan, "decision", "by_day"):
        until = f" by {formats.day(by_day, sheet.today)}" if by_day else ""
        yield at, f"Plan: {DECISIONS[decision].lower()}{until}", by
    for at, by, outcome in rows(TalkAnswer, "outcome"):
        yield at, OUTCOMES[outcome].partition(" (")[0], by
    for at, by in rows(TalkAnswerUndo):
        yield at, "Took an answer back", by
    for at, by, rule in rows(Acknowledgement, "rule"):
        yield at, f"Acknowledged: {RULES[rule][0]}", by
    for at, by, rule in rows(AcknowledgementUndo, "acknowledgement__rule"):
        yield at, f"Took back: {RULES[rule][0]} acknowledged", by
    row = sheet.row
    ends = (
        ("Stopped", row.stopped_at, row.stopped_by_id),
        ("Cancelled", row.cancelled_at, row.cancelled_by_id),
        ("Closed", row.closed_at, row.closed_by_id),
    )
    yield from ((at, what, by) for what, at, by in ends if at is not None)
