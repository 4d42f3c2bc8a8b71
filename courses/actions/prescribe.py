"""Entering a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Act, Now, acting
from courses.actions.entry import Entry, findings_of, settle, valid_steps
from courses.actions.revisions import write_revision
from courses.catalogue import read_strength
from courses.catalogue.basis import day_boundary
from courses.errors import Refused, WrongInput
from courses.models import COMMON, Assessment, Clinician, Course, Dispense, Medicine, Patient, Revision
from courses.rules import facts
from courses.rules.entry_checks import EntryFinding

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A course that was entered or changed: its new revision, and what the entry checks had to say."""

    course: Course
    revision: Revision
    findings: tuple[EntryFinding, ...]


def prescribe(
    *,
    patient: Patient,
    prescriber: Clinician,
    medicine: Medicine,
    strength: str,
    first_day: date,
    steps: Sequence[facts.Step],
    indication: str = "",
    instructions: str = "",
    supply: Decimal | None = None,
    enhanced_monitoring: bool = False,
    assessment: Assessment | None = None,
    overrides: Mapping[str, str] = NOTHING,
    confirmed_twice: bool = False,
    by: Viewer,
    through: str,
    now: Now,
) -> Prescribed:
    """Enter a course with its first revision and, where `supply` says how many units, its first dispense.

    `overrides` are the reasons by entry check. Raises WrongInput, Refused, EntryRefused (with every finding).
    """
    units = None if supply is None else inputs.amount("supply", supply, most=inputs.MOST_UNITS)
    row = _course(medicine, strength, first_day, indication, instructions)
    row.prescriber, row.assessment, row.enhanced_monitoring = prescriber, assessment, enhanced_monitoring
    with acting(patient.pk, what="prescribe", by=by, through=through, now=now) as act:
        check_prescriber(prescriber, act.patient)
        entry = _entry(act, row, steps, units)
        findings = findings_of(act.patient, act.known, entry, act.now)
        overridden = settle(findings, overrides, confirmed_twice=confirmed_twice)
        return Prescribed(row, _write(act, row, entry, overridden), findings)


def _course(medicine: Medicine, strength: str, first_day: date, indication: str, instructions: str) -> Course:
    """What was said of the course, not written yet and nobody's; raises WrongInput."""
    told = read_strength(strength)
    return Course(
        medicine=medicine,
        strength=told.text,
        unit=told.unit,
        mg_per_unit=told.mg_per_unit,
        indication=inputs.text("indication", indication, most=500),
        instructions=inputs.text("instructions", instructions, most=2000),
        first_day=inputs.day("first_day", first_day),
    )


def _entry(act: Act, row: Course, steps: Sequence[facts.Step], units: Decimal | None) -> Entry:
    """The course as the entry checks read it; raises WrongInput, Refused for what cannot be entered at all."""
    current = _current(row.medicine, act.patient)
    if row.assessment is not None and row.assessment.patient_id != act.patient.pk:
        raise WrongInput("assessment", "of_another_patient", "This assessment is another patient's.")
    _check_first_day(row.first_day, _today(act))
    return Entry(
        kind=facts.RevisionKind.PRESCRIBE,
        medicine=current,
        mg_per_unit=row.mg_per_unit,
        steps=valid_steps(steps, first_day=row.first_day, patient=act.patient),
        first_day=row.first_day,
        assessment=row.assessment,
        supply=units,
    )


def _today(act: Act) -> date:
    return act.known.today(act.now, day_boundary(act.patient.practice, act.patient))


def _write(act: Act, row: Course, entry: Entry, overridden: Sequence[tuple[EntryFinding, str]]) -> Revision:
    # Course, revision and first dispense are told in one breath: they share a place. All courses of the patient are
    # announced, as the new one may continue another.
    told = act.tell()
    act.touch(row.pk)
    row.patient = act.patient
    for column, value in told.items():
        setattr(row, column, value)
    row.save(force_insert=True)
    revision = write_revision(
        course=row,
        medicine=entry.medicine,
        number=1,
        kind=entry.kind,
        begins_on=entry.first_day,
        steps=entry.steps,
        reason="",
        patient=act.patient,
        overridden=overridden,
        told=told,
    )
    if entry.supply is not None:
        Dispense.objects.create(course=row, units=entry.supply, on=_today(act), **told)
    return revision


def check_prescriber(prescriber: Clinician, patient: Patient) -> None:
    """Raise unless this is an active prescriber of the patient's practice: read under a lock of their own, so that
    nobody is deactivated while a course is being given to them."""
    row = (
        Clinician.objects.select_for_update(no_key=True).filter(pk=prescriber.pk, practice=patient.practice_id).first()
    )
    if row is None:
        raise WrongInput("prescriber", "not_of_this_practice", "This is no clinician of the patient's practice.")
    if not (row.is_active and row.is_prescriber):
        raise Refused(
            "prescriber",
            "not_an_active_prescriber",
            f"{row.name} is no active prescriber.",
            "Choose another prescriber.",
        )


def _current(medicine: Medicine, patient: Patient) -> Medicine:
    """The entry as the catalogue has it now, whatever the caller has read of it."""
    if medicine.scope not in {COMMON, patient.practice_id}:
        raise WrongInput("medicine", "not_of_this_practice", "This medicine is another practice's.")
    current = Medicine.objects.get(pk=medicine.pk)
    if current.withdrawn_at is not None:
        raise Refused("medicine", "withdrawn", f"{current.code} is no longer in the catalogue.", "Choose another.")
    return current


def _check_first_day(first_day: date, today: date) -> None:
    if first_day < today:
        raise WrongInput(
            "first_day",
            "in_the_past",
            f"The first day, {first_day}, is before today, {today}.",
            "Begin today or later.",
        )
