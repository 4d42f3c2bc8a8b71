"""What was prescribed when, by whom and why: every revision, and what held on any one day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from courses.models import Override, Revision
from tracker.clinician import formats
from tracker.clinician.days import step_words
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import CHECKS, REVISIONS


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """One revision: its steps in words, who made it, when and why, and what was overridden."""

    number: int
    what: str
    by: str
    at: datetime
    reason: str
    steps: list[str]
    overrides: list[tuple[str, str, str, str]]
    version: int
    is_old: bool


@dataclass(frozen=True, slots=True)
class OnDay:
    """What was prescribed on one day."""

    day: date
    lines: list[str]


def shown_revisions(sheet: Sheet, names: dict[UUID | None, str]) -> list[ShownRevision]:
    """Every revision, the newest first. Two queries."""
    rows = Revision.objects.visible_to(sheet.person.viewer).filter(course=sheet.row).order_by("-number")
    overrides = list(Override.objects.visible_to(sheet.person.viewer).filter(revision__course=sheet.row))
    by_seq = {one.seq: one for one in sheet.known.revisions}
    newest = sheet.row.medicine.version
    shown = []
    for row in rows:
        first, lines = row.begins_on, []
        for step in by_seq[row.seq].steps:
            last = first + timedelta(days=step.days - 1)
            lines.append(f"{_span(first, last)}: {step_words(step, sheet.row.unit)}")
            first = last + timedelta(days=1)
        shown.append(
            ShownRevision(
                number=row.number,
                what=REVISIONS[row.kind],
                by=names.get(row.by_id, "Somebody"),
                at=row.known_at,
                reason=row.reason,
                steps=lines,
                overrides=[
                    (CHECKS.get(one.entry_check, one.entry_check), one.finding, one.source, one.reason)
                    for one in overrides
                    if one.revision_id == row.pk
                ],
                version=row.medicine_version,
                is_old=row.medicine_version < newest,
            )
        )
    return shown


def on_day(sheet: Sheet, day: date, names: dict[UUID | None, str]) -> OnDay:
    """What was prescribed on a day: by which revision, of whom, when, and why."""
    window_day = sheet.known.window.day(day)
    if window_day is None:
        return OnDay(day, ["Nothing was prescribed on this day."])
    rows = {row.seq: row for row in Revision.objects.visible_to(sheet.person.viewer).filter(course=sheet.row)}
    lines = []
    for part in window_day.parts:
        row = rows[part.revision.seq]
        when = formats.when(row.known_at, sheet.person.zone, sheet.person.now)
        why = f": “{row.reason}”" if row.reason else ""
        by = names.get(row.by_id, "Somebody")
        lines.append(f"{step_words(part.step, sheet.row.unit)}. {REVISIONS[row.kind]} by {by}, {when}{why}.")
    return OnDay(day, lines)


def _span(first: date, last: date) -> str:
    if first == last:
        return formats.day(first)
    return f"{formats.day(first)} to {formats.day(last)}"
