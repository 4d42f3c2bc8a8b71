"""The ends of a course: stop, cancel, close, and the plan for the end."""

from datetime import date, timedelta

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Act, Now, acting
from courses.errors import Refused, WrongInput
from courses.models import Course, EndPlan
from courses.models.row import ByKind
from courses.rules import facts
from courses.rules.known import KnownCourse

# Closing so soon after the last day asks for a reason: the watch runs as long.
WATCH_DAYS = 14


def stop(
    *,
    course: Course,
    reason: str,
    told: str = "",
    require_told: bool = True,
    by: Viewer,
    through: str,
    now: Now,
) -> Course:
    """End the window now: the slots at or after now are gone, and today is the last day that is not beyond.

    `told` is what the patient was told; with abrupt-stop risk it is asked for. Raises WrongInput; Refused for a course
    that is stopped, cancelled or closed already.
    """
    why = inputs.text("reason", reason, most=1000, required=True)
    said = inputs.text("told", told, most=2000)
    with acting(course.patient_id, what="stop", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_changeable(known)
        if require_told and known.abrupt_stop_risk and not said.strip():
            raise WrongInput(
                "told",
                "required",
                "Stopping this medicine suddenly is a risk.",
                "Write down what the patient was told about stopping it.",
            )
        course.stopped_at, course.stopped_on, course.stop_seq = act.now, act.today(known), act.next_seq()
        course.stop_reason, course.stop_told = why, said
        _set_who(act, course, "stopped")
        course.save(
            update_fields=["stopped_at", "stopped_on", "stop_seq", "stop_reason", "stop_told", *_who("stopped")]
        )
    return course


def cancel(*, course: Course, reason: str = "", by: Viewer, through: str, now: Now) -> Course:
    """Take a course back before its first dose; raises Refused once a dose stands, for one cancelled or closed too."""
    why = inputs.text("reason", reason, most=1000)
    with acting(course.patient_id, what="cancel", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_open(known)
        if known.doses:
            raise Refused("course", "dose_taken", "A dose of this course is logged.", "Stop the course instead.")
        course.cancelled_at, course.cancel_seq, course.cancel_reason = act.now, act.next_seq(), why
        _set_who(act, course, "cancelled")
        course.save(update_fields=["cancelled_at", "cancel_seq", "cancel_reason", *_who("cancelled")])
    return course


def close(*, course: Course, reason: str = "", by: Viewer, through: str, now: Now) -> Course:
    """End the clinicians' watch over a course that is over or stopped; the patient's check-ins go on.

    Raises WrongInput where a reason is missing (up to 14 days after the last day), Refused for a course that runs yet,
    or is cancelled or closed.
    """
    why = inputs.text("reason", reason, most=1000)
    with acting(course.patient_id, what="close", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_open(known)
        today = act.today(known)
        if today <= known.last_day and known.stop is None:
            raise Refused(
                "course", "not_over", f"The last day is {known.last_day}.", "Close it when it is over, or stop it."
            )
        if today <= known.last_day + timedelta(days=WATCH_DAYS) and not why.strip():
            raise WrongInput(
                "reason",
                "required",
                f"The last day was {known.last_day}, {WATCH_DAYS} days ago or less.",
                "Write why the watch ends early.",
            )
        course.closed_at, course.close_seq, course.close_reason = act.now, act.next_seq(), why
        _set_who(act, course, "closed")
        course.save(update_fields=["closed_at", "close_seq", "close_reason", *_who("closed")])
    return course


def plan_end(
    *,
    course: Course,
    decision: facts.Decision,
    by_day: date | None = None,
    note: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> EndPlan:
    """Record what the prescriber decided for the end; the newest plan counts.

    Raises WrongInput (a day to see the patient by is needed, and not after the last day); Refused for a course that is
    cancelled or closed.
    """
    why = inputs.text("note", note, most=2000)
    with acting(course.patient_id, what="plan_end", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_open(known)
        planned = valid_plan(decision, by_day, known.last_day)
        told = act.tell(course.pk, "plans")
        return EndPlan.objects.create(course=course, decision=planned.value, by_day=by_day, note=why, **told)


def valid_plan(decision: facts.Decision, by_day: date | None, last_day: date) -> facts.Decision:
    """The decision, if it goes with its day and the day is not after the last one; raises WrongInput."""
    planned = facts.Decision(inputs.word("decision", decision, known=[one.value for one in facts.Decision]))
    if planned is facts.Decision.STOP_AS_PLANNED:
        if by_day is not None:
            raise WrongInput("by", "not_with_this", "A plan to stop as planned names no day.", "Leave the day out.")
        return planned
    if by_day is None:
        raise WrongInput("by", "required", "By when is the patient to be seen?", "Name a day up to the last one.")
    inputs.day("by", by_day)
    if by_day > last_day:
        raise WrongInput("by", "after_the_last_day", f"The last day is {last_day}.", "Name a day up to the last one.")
    return planned


def check_open(course: KnownCourse) -> None:
    """Raise Refused for a course that is cancelled or closed."""
    if course.cancelled is not None:
        raise Refused("course", "cancelled", "This course was cancelled.", "Enter a new course.")
    if course.closed is not None:
        raise Refused("course", "closed", "This course is closed.", "Enter a new course.")


def check_changeable(course: KnownCourse) -> None:
    """Raise Refused for a course whose steps can no longer change."""
    check_open(course)
    if course.stop is not None:
        raise Refused("course", "stopped", f"This course was stopped on {course.stop.on}.", "Enter a new course.")


def _who(verb: str) -> tuple[str, str, str]:
    return f"{verb}_by_kind", f"{verb}_by_id", f"{verb}_through"


def _set_who(act: Act, course: Course, verb: str) -> None:
    """Write who did it and through what into the columns of that verb."""
    act.touch(course.pk)
    for column, value in zip(_who(verb), (ByKind(act.by.kind.value), act.by.id, act.through), strict=True):
        setattr(course, column, value)
