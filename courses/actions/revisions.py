"""How a revision is written: with its steps, what it is judged by, and the overrides that let it pass."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from courses.catalogue import medicine_basis
from courses.models import Course, Medicine, Override, Patient, Revision, Step, StepSlot
from courses.rules import facts
from courses.rules.entry_checks import EntryFinding


def write_revision(
    *,
    course: Course,
    medicine: Medicine,
    number: int,
    kind: facts.RevisionKind,
    begins_on: date,
    steps: Sequence[facts.Step],
    reason: str,
    patient: Patient,
    overridden: Sequence[tuple[EntryFinding, str]],
    told: dict[str, Any],
) -> Revision:
    """The new revision, judged from now on by what the catalogue and the settings say now."""
    revision = Revision.objects.create(
        course=course,
        number=number,
        kind=kind.value,
        begins_on=begins_on,
        reason=reason,
        **_judged_by(medicine, patient, course.mg_per_unit),
        **told,
    )
    _write_steps(revision, steps)
    Override.objects.bulk_create(
        Override(
            revision=revision,
            entry_check=finding.check,
            finding=finding.fact,
            source=finding.source,
            reason=given,
            **told,
        )
        for finding, given in overridden
    )
    return revision


def _judged_by(medicine: Medicine, patient: Patient, mg_per_unit: Decimal | None) -> dict[str, Any]:
    basis = medicine_basis(medicine, patient.practice, patient, mg_per_unit=mg_per_unit)
    return {
        "medicine_code": basis.medicine,
        "medicine_class": basis.medicine_class,
        "medicine_version": medicine.version,
        "mg_per_unit": basis.mg_per_unit,
        "label_max_days": medicine.label_max_days,
        "label_max_single_mg": medicine.label_max_single_mg,
        "label_max_daily_mg": basis.label_max_daily_mg,
        "abrupt_stop": basis.abrupt_stop,
        "sedating": basis.sedating,
        "days_limit": basis.days_limit,
        "day_boundary": basis.day_boundary,
    }


def _write_steps(revision: Revision, steps: Sequence[facts.Step]) -> None:
    rows, slots = [], []
    for position, step in enumerate(steps, start=1):
        row = Step(revision=revision, position=position, days=step.days)
        if step.as_needed is not None:
            row.as_needed_amount = step.as_needed.amount
            row.as_needed_min_interval_minutes = step.as_needed.min_interval_minutes
            row.as_needed_max_per_day = step.as_needed.max_per_day
        rows.append(row)
        slots += [StepSlot(step=row, wall=slot.wall, amount=slot.amount) for slot in step.slots]
    Step.objects.bulk_create(rows)
    StepSlot.objects.bulk_create(slots)
