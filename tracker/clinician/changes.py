"""What clinicians did to a course since a form was shown: told to whoever sends an older form, whose words stay."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from courses.access import Viewer
from courses.models import (
    Acknowledgement,
    AcknowledgementUndo,
    Clinician,
    Dispense,
    EndPlan,
    Revision,
    TalkAnswer,
    TalkAnswerUndo,
)
from courses.models.row import Fact
from courses.rules import facts
from tracker.clinician import formats
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import DECISIONS, OUTCOMES, REVISIONS, RULES


def version(course: facts.Course) -> int:
    """The place of the newest fact that a clinician told of the course; what patients tell makes no form stale."""
    told = (course.revisions, course.plans, course.dispenses, course.answers, course.acknowledgements)
    places = [one.seq for many in told for one in many]
    undone = [one.undone for one in course.acknowledgements] + [one.undone for one in course.answers]
    places += [one.seq for one in undone if one]
    places += [one.seq for one in (course.stop, course.cancelled, course.closed) if one]
    return max(places, default=0)


def changes_since(sheet: Sheet, seen: int) -> list[str]:
    """What was done since the fact at place `seen`, by whom and how long ago, in order."""
    if version(sheet.facts) <= seen:
        return []
    names = staff_names(sheet)
    found = sorted(_changes(sheet, seen, names))
    return [f"{who} {what}, {formats.wait(at, sheet.person.now)} ago." for _, at, who, what in found]


def staff_names(sheet: Sheet) -> dict[UUID | None, str]:
    """The names of the practice's staff by id."""
    return names_of_staff(sheet.person.viewer)


def names_of_staff(viewer: Viewer) -> dict[UUID | None, str]:
    """The names of the viewer's practice's staff by id."""
    return dict(Clinician.objects.visible_to(viewer).values_list("pk", "name"))


def _changes(sheet: Sheet, seen: int, names: dict[UUID | None, str]) -> Iterator[tuple[int, datetime, str, str]]:
    def told(row: Fact, what: str) -> tuple[int, datetime, str, str]:
        return row.seq, row.known_at, names.get(row.by_id, "Somebody"), what

    course = sheet.row
    later = {"course": course, "seq__gt": seen}
    for revision in Revision.objects.filter(**later):
        yield told(revision, f"{REVISIONS[revision.kind].lower()} the course")
    for plan in EndPlan.objects.filter(**later):
        yield told(plan, f"planned the end: {DECISIONS[plan.decision].lower()}")
    for answer in TalkAnswer.objects.filter(**later):
        yield told(answer, f"answered the talk request: {OUTCOMES[answer.outcome].lower()}")
    for taken_back in TalkAnswerUndo.objects.filter(**later):
        yield told(taken_back, "took back an answer to the talk request")
    for seen_flag in Acknowledgement.objects.filter(**later):
        note = f" (“{seen_flag.note}”)" if seen_flag.note else ""
        yield told(seen_flag, f"acknowledged “{RULES[seen_flag.rule][0]}”{note}")
    for undo in AcknowledgementUndo.objects.filter(**later).select_related("acknowledgement"):
        yield told(undo, f"took back the acknowledgement of “{RULES[undo.acknowledgement.rule][0]}”")
    for dispense in Dispense.objects.filter(**later):
        yield told(dispense, f"noted {formats.units(dispense.units, course.unit)} handed out")
    ends = (
        ("stopped", course.stop_seq, course.stopped_at, course.stopped_by_id),
        ("cancelled", course.cancel_seq, course.cancelled_at, course.cancelled_by_id),
        ("closed", course.close_seq, course.closed_at, course.closed_by_id),
    )
    for word, seq, at, by in ends:
        if seq is not None and at is not None and seq > seen:
            yield seq, at, names.get(by, "Somebody"), f"{word} the course"
