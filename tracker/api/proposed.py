"""What a course would send: the patient's facts with it in them, drawn by the rules that send."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from courses.catalogue import medicine_basis, read_strength
from courses.load import load_patient, load_record
from courses.models import Assessment, Medicine, Patient
from courses.rules import facts
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from notifications.rules.preview import Sending, preview

PROPOSED = "proposed"


def preview_of(
    *,
    patient: Patient,
    medicine: Medicine,
    strength: str,
    first_day: date,
    steps: Sequence[facts.Step],
    supply: Decimal | None,
    assessment: Assessment | None,
    enhanced_monitoring: bool,
    now: datetime,
) -> dict[str, list[dict[str, Any]]]:
    """`if_taken` and `if_not`: what would be sent, in order of time. What is sent does not hang on the assessment."""
    del assessment
    told = load_patient(patient.pk)
    knowledge = Knowledge(told)
    seq = max((seq for seq, _ in knowledge.marks), default=0) + 1
    mg = read_strength(strength).mg_per_unit
    basis = medicine_basis(medicine, patient.practice, patient, mg_per_unit=mg)
    course = facts.Course(
        id=PROPOSED,
        first_day=first_day,
        revisions=(facts.Revision(seq, now, facts.RevisionKind.PRESCRIBE, first_day, tuple(steps), basis),),
        enhanced_monitoring=enhanced_monitoring,
        dispenses=() if supply is None else (facts.Dispense(seq, now, supply),),
    )
    record = advance(load_record(patient.pk), knowledge, now, facts_only=True)
    drawn = preview(replace(told, courses=(*told.courses, course)), record, PROPOSED, now)
    return {"if_taken": _told(drawn.if_taken), "if_not": _told(drawn.if_not)}


def _told(sendings: Iterable[Sending]) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "to": one.to.value, "kinds": [reminder.kind.value for reminder in one.reminders]}
        for one in sendings
    ]
