"""Asking to be reminded of a dose again later."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.sent import sent_before
from courses.errors import WrongInput
from courses.models import Course, Snooze


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A snooze as it stands in the record; `created` is False where the same was sent before."""

    snooze: Snooze
    created: bool


def snooze_dose(
    *, course: Course, client_id: UUID, day: date, wall: time, by: Viewer, through: str, now: Now
) -> Snoozed:
    """Ask for one more reminder of the slot of `wall` on the medication day `day`, half an hour from now.

    It comes only if the slot has no dose by then and is not too late (`notifications.rules.schedule`). A slot that is
    taken, removed or past meanwhile is no error: the phone may have shown an old reminder. Raises WrongInput for one
    that is still to come; Conflict where the same id was sent with another content.
    """
    content = {
        "course_id": course.pk,
        "medication_day": inputs.day("day", day),
        "wall": inputs.wall("wall", wall),
    }
    with acting(course.patient_id, what="snooze_dose", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        before = sent_before(Snooze.objects.filter(patient=course.patient_id), client_id, content)
        if before is not None:
            return Snoozed(before, created=False)
        window_day = known.window.day(day)
        if any(slot.wall == wall and slot.at > act.now for slot in (window_day.slots if window_day else ())):
            raise WrongInput("wall", "not_due_yet", "This dose is not due yet.", "Wait for its reminder.")
        row = Snooze.objects.create(
            patient=act.patient, client_id=client_id, **content, **act.tell(course.pk, "snoozes")
        )
    return Snoozed(row, created=True)
