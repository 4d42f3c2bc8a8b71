"""The entry checks on real rows: the proposal that they read, and the reasons that let an entry pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from courses import inputs
from courses.catalogue import known_medicines, medicine_facts
from courses.catalogue.basis import day_boundary, days_limit
from courses.errors import EntryRefused, WrongInput
from courses.models import Assessment, Course, Medicine, Patient
from courses.rules import facts
from courses.rules.entry_checks import EntryFinding, OtherCourse, Proposal, check_entry, spans_of
from courses.rules.known import KnownCourse, KnownPatient
from courses.rules.steps import WrongSteps, validate_steps

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is about to be entered: a new course, or (with `course`) new steps of one that is there."""

    kind: facts.RevisionKind
    medicine: Medicine
    mg_per_unit: Decimal | None
    steps: tuple[facts.Step, ...]
    first_day: date
    assessment: Assessment | None = None
    supply: Decimal | None = None
    course: KnownCourse | None = None


def valid_steps(steps: Sequence[facts.Step], *, first_day: date, patient: Patient) -> tuple[facts.Step, ...]:
    """The steps in order, by the boundary now in force; raises WrongInput with the path of what is wrong."""
    try:
        return validate_steps(steps, first_day=first_day, day_boundary=day_boundary(patient.practice, patient))
    except WrongSteps as wrong:
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in wrong.path)
        raise WrongInput(path.removeprefix("."), "wrong_steps", wrong.message, "Correct the steps.") from wrong


def findings_of(patient: Patient, known: KnownPatient, entry: Entry, now: datetime) -> tuple[EntryFinding, ...]:
    """Every finding of the entry checks, the gravest first. Three queries."""
    return check_entry(_proposal(patient, known, entry, now), known_medicines(patient.practice))


def settle(
    findings: Sequence[EntryFinding], overrides: Mapping[str, str], *, confirmed_twice: bool
) -> list[tuple[EntryFinding, str]]:
    """Each finding that needs a reason with the reason given; raises EntryRefused where one is missing.

    A reason for a check that found nothing is no error. A contraindication wants to be confirmed twice besides.
    """
    reasons = {name: inputs.text(f"overrides.{name}", reason, most=1000).strip() for name, reason in overrides.items()}
    needing = [finding for finding in findings if finding.needs_reason]
    missing = [finding.check for finding in needing if not reasons.get(finding.check)]
    unconfirmed = any(finding.stops for finding in needing) and not confirmed_twice
    if missing or unconfirmed:
        raise EntryRefused(findings, missing, confirm_twice=unconfirmed)
    return [(finding, reasons[finding.check]) for finding in needing]


def _proposal(patient: Patient, known: KnownPatient, entry: Entry, now: datetime) -> Proposal:
    boundary = day_boundary(patient.practice, patient)
    own, assessment = entry.course, entry.assessment
    # A course that is extended or revised has a supply of its own; a new one has what is handed out with it.
    supply = entry.supply if own is None else _at_hand(own)
    extends = own is not None and entry.kind is facts.RevisionKind.EXTEND
    return Proposal(
        kind=entry.kind,
        medicine=medicine_facts(entry.medicine),
        mg_per_unit=entry.mg_per_unit,
        steps=entry.steps,
        first_day=entry.first_day,
        now=now,
        today=known.today(now, boundary) if own is None else own.window.medication_day(now),
        time_zone=known.settings.time_zone,
        day_boundary=boundary,
        birth_date=patient.birth_date,
        earlier_window=() if own is None else spans_of(own.window.days),
        other_courses=_other_courses(patient, known, own),
        risk_factors=frozenset() if assessment is None else frozenset(assessment.risk_factors),
        other_medicines=frozenset() if assessment is None else frozenset(assessment.other_medicines),
        days_limit=days_limit(entry.medicine, patient.practice),
        class_days_of_use=_days_of_use(known, entry.medicine.medicine_class),
        supply=supply,
        still_planned=_still_planned(own, now) if own is not None and extends else ZERO,
        quiet_start=known.settings.quiet_start,
        quiet_end=known.settings.quiet_end,
    )


def _other_courses(patient: Patient, known: KnownPatient, own: KnownCourse | None) -> tuple[OtherCourse, ...]:
    rows = Course.objects.filter(patient=patient, cancelled_at__isnull=True).select_related("medicine")
    medicines = {str(row.pk): medicine_facts(row.medicine) for row in rows}
    return tuple(
        OtherCourse(medicine=medicines[course.id], window=spans_of(course.window.days))
        for course in known.courses
        if course.id in medicines and (own is None or course.id != own.id)
    )


def _days_of_use(known: KnownPatient, medicine_class: str) -> frozenset[date]:
    same = (course.use_days for course in known.courses if course.basis.medicine_class == medicine_class)
    return frozenset().union(*same)


def _at_hand(course: KnownCourse) -> Decimal | None:
    """Units dispensed so far less those taken; None while the first dispense is unknown."""
    if not course.dispenses:
        return None
    handed_out = sum((dispense.units for dispense in course.dispenses), ZERO)
    return handed_out - sum((dose.amount for dose in course.doses), ZERO)


def _still_planned(course: KnownCourse, now: datetime) -> Decimal:
    """Units that the course plans from now on; an as-needed day that is not over counts with its most."""
    planned = ZERO
    for day in course.window.days:
        if course.window.close(day) <= now:
            continue
        window_day = course.window.day(day)
        if window_day is None:
            continue
        if window_day.as_needed is not None:
            planned += window_day.as_needed.max_per_day
        planned += sum((slot.amount for slot in window_day.slots if slot.at >= now), ZERO)
    return planned
