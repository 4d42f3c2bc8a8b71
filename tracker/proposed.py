"""What is about to be signed, among a patient's facts, and what it would send: drawn by the rules that send."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from courses.actions import first_day_of_steps
from courses.catalogue import medicine_basis
from courses.load import load_record
from courses.models import Course, Medicine, Patient
from courses.rules import facts
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from notifications.rules.preview import Preview, preview

NEW = "proposed"
# What somebody signs of a course, in the place that it would have.
Change = Callable[[facts.Course, int], facts.Course]


def preview_of_course(
    patient: Patient,
    knowledge: Knowledge,
    *,
    medicine: Medicine,
    mg_per_unit: Decimal | None,
    steps: Sequence[facts.Step],
    first_day: date,
    enhanced_monitoring: bool,
    supply: Decimal | None,
    now: datetime,
) -> Preview:
    """What a new course would send, signed now. What is sent does not hang on the assessment."""
    seq = _next_seq(knowledge)
    basis = medicine_basis(medicine, patient.practice, patient, mg_per_unit=mg_per_unit)
    course = facts.Course(
        id=NEW,
        first_day=first_day,
        revisions=(facts.Revision(seq, now, facts.RevisionKind.PRESCRIBE, first_day, tuple(steps), basis),),
        enhanced_monitoring=enhanced_monitoring,
        dispenses=() if supply is None else (facts.Dispense(seq, now, supply),),
    )
    told = replace(knowledge.patient, courses=(*knowledge.patient.courses, course))
    return _drawn(patient, knowledge, told, NEW, now)


def told_of_steps(
    course: Course,
    knowledge: Knowledge,
    *,
    kind: facts.RevisionKind,
    steps: Sequence[facts.Step],
    plan: facts.Decision | None,
    by_day: date | None,
    now: datetime,
) -> facts.Patient:
    """The patient's facts with these steps added, or in place of what is planned, signed now."""
    patient = course.patient
    known = knowledge.at(now).by_id[str(course.pk)]
    today = known.window.medication_day(now)
    begins_on = first_day_of_steps(known, kind, today)
    basis = medicine_basis(course.medicine, patient.practice, patient, mg_per_unit=course.mg_per_unit)

    def signed(one: facts.Course, seq: int) -> facts.Course:
        revision = facts.Revision(seq, now, kind, begins_on, tuple(steps), basis)
        plans = () if plan is None else (facts.EndPlan(seq, now, plan, by_day),)
        return replace(one, revisions=(*one.revisions, revision), plans=(*one.plans, *plans))

    return told_if(course, knowledge, signed)


def told_if(course: Course, knowledge: Knowledge, signed: Change) -> facts.Patient:
    """The patient's facts with one more of this course, which `signed` adds in the place that it is given."""
    seq = _next_seq(knowledge)
    courses = tuple(signed(one, seq) if one.id == str(course.pk) else one for one in knowledge.patient.courses)
    return replace(knowledge.patient, courses=courses)


def preview_of_told(course: Course, knowledge: Knowledge, told: facts.Patient, *, now: datetime) -> Preview:
    """What a course would send by these facts of its patient; by `knowledge.patient`, if nothing is changed."""
    return _drawn(course.patient, knowledge, told, str(course.pk), now)


def _drawn(patient: Patient, knowledge: Knowledge, told: facts.Patient, course: str, now: datetime) -> Preview:
    # What time makes true at this very instant is judged with what is signed now, as the action would.
    record = advance(load_record(patient.pk), knowledge, now, facts_only=True)
    return preview(told, record, course, now)


def _next_seq(knowledge: Knowledge) -> int:
    return max((seq for seq, _ in knowledge.marks), default=0) + 1
