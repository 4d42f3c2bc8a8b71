"""What was escalated to somebody and is still nobody's: the little that they need to see that it is acted upon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from courses.access import Viewer
from courses.models import Clinician, Course, Patient
from courses.rules.judging import EMERGENCY
from notifications.escalation import history_of_high
from notifications.models import Carried, Message, Outcome, Reminder, Scope
from notifications.rules.escalation import Hours, escalations
from notifications.rules.reminder import Kind

# How long they were let wait is past: they were sent.
PAST = Hours(timedelta(0), timedelta(0))


@dataclass(frozen=True, slots=True)
class Escalated:
    """One person for whom something high waits since then, and the prescriber of the course that it is about."""

    patient: Patient
    prescriber: Clinician
    since: datetime
    is_emergency: bool


def escalated_to_viewer(viewer: Viewer, now: datetime) -> list[Escalated]:
    """What went to this viewer and is high and open still, emergencies first, then what waits longest.

    The viewer's own messages say what it is, whatever else of a patient they may see. Each person stands there once.
    """
    if viewer.practice_id is None:
        return []
    high = {
        one.key: one
        for one in escalations(history_of_high(viewer.practice_id, now), PAST)
        if one.until is None and one.since <= now
    }
    sent = Reminder.objects.filter(
        scope_kind=Scope.PRACTICE,
        scope_id=viewer.practice_id,
        kind=Kind.ESCALATION.value,
        key__in=high,
        medication_day__in={one.day for one in high.values()},
        outcome=Outcome.SENT,
    )
    carried = Carried.objects.filter(reminder_id__in=sent.values("pk")).values_list("message_id", "reminder_id")
    own = set(
        Message.objects.visible_to(viewer).filter(pk__in={one for one, _ in carried}).values_list("pk", flat=True)
    )
    told = [high[row.key] for row in sent if row.pk in {reminder for message, reminder in carried if message in own}]
    courses = {
        str(course.pk): course
        for course in Course.objects.filter(
            pk__in={UUID(one.course) for one in told}, patient__practice=viewer.practice_id
        ).select_related("patient", "prescriber")
    }
    found: dict[UUID, Escalated] = {}
    for one in sorted(told, key=lambda one: (one.rule != EMERGENCY, one.since)):
        course = courses[one.course]
        found.setdefault(
            course.patient_id, Escalated(course.patient, course.prescriber, one.since, one.rule == EMERGENCY)
        )
    return list(found.values())
