"""Logging a dose, and undoing one. A dose is never refused for being too many or too late: the record must be true."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.sent import sent_before, undo
from courses.load import dose_of
from courses.models import Course, Dose
from courses.rules.known import Knowledge

LONGEST_DEVICE = 200
LONGEST_ZONE = 64


@dataclass(frozen=True, slots=True)
class Logged:
    """A dose as it stands in the record; `created` is False where the same was sent before.

    `knowledge` is what is known with it, so that nothing is loaded again; None where nothing was logged.
    """

    dose: Dose
    created: bool
    knowledge: Knowledge | None = None


def log_dose(
    *,
    course: Course,
    client_id: UUID,
    amount: Decimal,
    taken_at: datetime,
    about: bool = False,
    phone_instant: datetime | None = None,
    phone_zone: str = "",
    device: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> Logged:
    """Log one intake. `about` says that it was ticked later, at its slot's own time.

    One from the future is stored as taken when received; one before the first day is stored and counts for nothing.
    Sending the same id again answers as the first time; raises Conflict where its content differs, WrongInput.
    """
    told_taken_at = inputs.instant("taken_at", taken_at)
    content = {
        "course_id": course.pk,
        "amount": inputs.amount("amount", amount),
        "told_taken_at": told_taken_at,
        "about": about,
    }
    beside = {
        "phone_instant": None if phone_instant is None else inputs.instant("phone_instant", phone_instant),
        # What the phone calls its zone is kept as it says it; only a move of the patient is held to known zones.
        "phone_zone": inputs.text("phone_zone", phone_zone, most=LONGEST_ZONE),
        "device": inputs.text("device", device, most=LONGEST_DEVICE),
    }
    with acting(course.patient_id, what="log_dose", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        rows = Dose.objects.filter(patient=course.patient_id)
        before = sent_before(rows, client_id, content, may_be=act.has("doses", client_id))
        if before is not None:
            return Logged(before, created=False)
        taken = min(told_taken_at, act.now)
        dose = Dose.objects.create(
            patient=act.patient,
            client_id=client_id,
            taken_at=taken,
            medication_day=known.window.medication_day(taken, act.known.settings.time_zone),
            **content,
            **beside,
            **act.tell(course.pk, None),
        )
        act.know(course.pk, "doses", dose_of(dose))
    return Logged(dose, created=True, knowledge=act.knowledge)


def undo_dose(*, dose: Dose, undo_id: UUID | None = None, by: Viewer, through: str, now: Now) -> Dose:
    """Undo a dose; it stays in the record. Undoing it twice answers as the first time did. Raises Conflict."""
    with acting(dose.patient_id, what="undo_dose", by=by, through=through, now=now) as act:
        undo(act, dose, Dose.objects.filter(patient=dose.patient_id), undo_id, "doses")
    return dose
