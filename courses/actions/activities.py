"""The care besides the medicine: adding an activity, ending it, ticking it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.doses import LONGEST_DEVICE
from courses.actions.end import check_open
from courses.actions.sent import sent_before, undo
from courses.errors import Refused
from courses.models import Activity, ActivityKind, ActivityTick, Course


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick as it stands in the record; `created` is False where the same was sent before."""

    tick: ActivityTick
    created: bool


def add_activity(
    *, course: Course, kind: str, text: str, on: date | None = None, by: Viewer, through: str, now: Now
) -> Activity:
    """Add a part of the care besides the medicine; `on` is the day of a visit. Raises WrongInput, Refused."""
    word = inputs.word("kind", kind, known=ActivityKind.values)
    said = inputs.text("text", text, most=500, required=True)
    day = None if on is None else inputs.day("on", on)
    with acting(course.patient_id, what="add_activity", by=by, through=through, now=now) as act:
        check_open(act.course(course.pk))
        return Activity.objects.create(course=course, kind=word, text=said, on=day, **act.tell(course.pk))


def end_activity(*, activity: Activity, by: Viewer, through: str, now: Now) -> Activity:
    """End an activity: it is shown no more, and stays in the record. Ending it twice answers as the first time did."""
    course = activity.course
    with acting(course.patient_id, what="add_activity", by=by, through=through, now=now) as act:
        activity.refresh_from_db()
        if activity.ended_at is None:
            activity.ended_at = act.now
            activity.save(update_fields=["ended_at"])
    return activity


def tick_activity(
    *,
    activity: Activity,
    client_id: UUID,
    day: date | None = None,
    device: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> Ticked:
    """Note that the patient did an activity on a medication day (today, if left out).

    Sending the same id again answers as the first time; raises Conflict where its content differs, WrongInput, and
    Refused for a day to come.
    """
    course = activity.course
    told_day = None if day is None else inputs.day("day", day)
    from_device = inputs.text("device", device, most=LONGEST_DEVICE)
    with acting(course.patient_id, what="tick_activity", by=by, through=through, now=now) as act:
        same = {"activity_id": activity.pk, **({} if told_day is None else {"day": told_day})}
        before = sent_before(ActivityTick.objects.filter(patient=course.patient_id), client_id, same)
        if before is not None:
            return Ticked(before, created=False)
        today = act.today(act.course(course.pk))
        if told_day is not None and told_day > today:
            raise Refused("day", "to_come", f"This day, {told_day}, is yet to come.", "Tick it on its day.")
        tick = ActivityTick.objects.create(
            patient=act.patient,
            activity=activity,
            client_id=client_id,
            day=told_day or today,
            device=from_device,
            **act.tell(course.pk),
        )
    return Ticked(tick, created=True)


def undo_tick(*, tick: ActivityTick, undo_id: UUID | None = None, by: Viewer, through: str, now: Now) -> ActivityTick:
    """Take a tick back; it stays in the record. Doing so twice answers as the first time did. Raises Conflict."""
    with acting(tick.patient_id, what="tick_activity", by=by, through=through, now=now) as act:
        undo(act, tick, ActivityTick.objects.filter(patient=tick.patient_id), undo_id, None)
    return tick
