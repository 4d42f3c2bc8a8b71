"""What the entry checks would say, for the form: nothing is locked and nothing is written."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from courses import inputs
from courses.actions.entry import Entry, findings_of, valid_steps
from courses.actions.revise import entry_of
from courses.catalogue import read_strength
from courses.load import load_patient
from courses.models import Assessment, Course, Medicine, Patient
from courses.rules import facts
from courses.rules.entry_checks import EntryFinding
from courses.rules.known import Knowledge, KnownPatient


def check_new_course(
    *,
    patient: Patient,
    medicine: Medicine,
    strength: str,
    first_day: date,
    steps: Sequence[facts.Step],
    supply: Decimal | None = None,
    assessment: Assessment | None = None,
    now: datetime,
) -> tuple[EntryFinding, ...]:
    """Every finding on a course that is about to be entered, the gravest first. Raises WrongInput."""
    entry = Entry(
        kind=facts.RevisionKind.PRESCRIBE,
        medicine=medicine,
        mg_per_unit=read_strength(strength).mg_per_unit,
        steps=valid_steps(steps, first_day=inputs.day("first_day", first_day), patient=patient),
        first_day=first_day,
        assessment=assessment,
        supply=None if supply is None else inputs.amount("supply", supply, most=inputs.MOST_UNITS),
    )
    return findings_of(patient, _known(patient, now), entry, now)


def check_extension(*, course: Course, steps: Sequence[facts.Step], now: datetime) -> tuple[EntryFinding, ...]:
    """Every finding on steps that are about to be added after the last day. Raises WrongInput."""
    return _check(course, steps, facts.RevisionKind.EXTEND, now)


def check_revision(*, course: Course, steps: Sequence[facts.Step], now: datetime) -> tuple[EntryFinding, ...]:
    """Every finding on steps that are about to replace what is planned. Raises WrongInput."""
    return _check(course, steps, facts.RevisionKind.REVISE, now)


def _check(
    course: Course, steps: Sequence[facts.Step], kind: facts.RevisionKind, now: datetime
) -> tuple[EntryFinding, ...]:
    known = _known(course.patient, now)
    own = known.by_id[str(course.pk)]
    entry = entry_of(course.patient, course, own, steps, kind, own.window.medication_day(now))
    return findings_of(course.patient, known, entry, now)


def _known(patient: Patient, now: datetime) -> KnownPatient:
    return Knowledge(load_patient(patient.pk)).at(now)
