"""A patient's facts as they would be with what is about to be signed: what the preview is drawn from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from courses.catalogue import medicine_basis
from courses.models import Medicine
from courses.rules import facts
from notifications.rules.preview import Preview, preview
from tracker.clinician.sheet import Person, Sheet

NEW = "proposed"


def preview_of_course(
    person: Person,
    *,
    medicine: Medicine,
    mg_per_unit: Decimal | None,
    steps: Sequence[facts.Step],
    first_day: date,
    enhanced_monitoring: bool,
    supply: Decimal | None,
) -> Preview:
    """What a new course would send, signed now."""
    seq = _next_seq(person)
    revision = facts.Revision(
        seq=seq,
        known_at=person.now,
        kind=facts.RevisionKind.PRESCRIBE,
        begins_on=first_day,
        steps=tuple(steps),
        basis=medicine_basis(medicine, person.row.practice, person.row, mg_per_unit=mg_per_unit),
    )
    course = facts.Course(
        id=NEW,
        first_day=first_day,
        revisions=(revision,),
        enhanced_monitoring=enhanced_monitoring,
        dispenses=() if supply is None else (facts.Dispense(seq, person.now, supply),),
    )
    patient = replace(person.facts, courses=(*person.facts.courses, course))
    return preview(patient, person.record, NEW, person.now)


def preview_of_steps(
    sheet: Sheet,
    *,
    kind: facts.RevisionKind,
    steps: Sequence[facts.Step],
    plan: facts.Decision | None,
    by_day: date | None,
) -> Preview:
    """What the course would send with these steps added or in place of what is planned, signed now."""
    person, seq = sheet.person, _next_seq(sheet.person)
    revision = facts.Revision(
        seq=seq,
        known_at=person.now,
        kind=kind,
        begins_on=first_day_of(sheet, kind),
        steps=tuple(steps),
        basis=medicine_basis(sheet.row.medicine, person.row.practice, person.row, mg_per_unit=sheet.row.mg_per_unit),
    )
    plans = () if plan is None else (facts.EndPlan(seq, person.now, plan, by_day),)
    changed = replace(sheet.facts, revisions=(*sheet.facts.revisions, revision), plans=(*sheet.facts.plans, *plans))
    courses = tuple(changed if one.id == changed.id else one for one in person.facts.courses)
    return preview(replace(person.facts, courses=courses), person.record, changed.id, person.now)


def preview_as_it_stands(sheet: Sheet) -> Preview:
    """What the course will send if nothing is changed."""
    return preview(sheet.person.facts, sheet.person.record, sheet.facts.id, sheet.person.now)


def first_day_of(sheet: Sheet, kind: facts.RevisionKind) -> date:
    """The first day of new steps: today, or after the last day (extend), or the course's first (revise before it)."""
    if kind is facts.RevisionKind.EXTEND:
        return max(sheet.known.last_day + timedelta(days=1), sheet.today)
    return max(sheet.today, sheet.known.first_day)


def _next_seq(person: Person) -> int:
    return max(person.row.last_seq, person.knowledge.marks[-1][0]) + 1
