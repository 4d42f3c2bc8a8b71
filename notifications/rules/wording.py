"""Which words a reminder goes out with. The words themselves are in `notifications.words`.

With abrupt-stop risk, no plan in force and no taper the ending messages say not to stop suddenly; with a plan or a
taper they say what was planned; without the risk they say only when the last day is.
"""

from datetime import date, datetime

from courses.rules.facts import Decision
from courses.rules.known import Clock, KnownCourse
from notifications.rules.reminder import Kind

ENDING_KINDS = frozenset({Kind.COURSE_ENDING, Kind.LAST_DAY})

ENDING_WITHOUT_RISK = "ending_without_risk"
ENDING_WITHOUT_PLAN = "ending_without_plan"
ENDING_SEE_PATIENT = "ending_see_patient"
ENDING_TAPER = "ending_taper"
ENDING_STOP_AS_PLANNED = "ending_stop_as_planned"
ENDINGS = (ENDING_WITHOUT_RISK, ENDING_WITHOUT_PLAN, ENDING_SEE_PATIENT, ENDING_TAPER, ENDING_STOP_AS_PLANNED)

WORDINGS = frozenset({*ENDINGS, *(kind.value for kind in Kind if kind not in ENDING_KINDS)})


def wording(course: KnownCourse, kind: Kind, now: datetime) -> str:
    """The key of the words for a kind, by what is known of its course now."""
    return ending(course, now) if kind in ENDING_KINDS else kind.value


def ending(course: KnownCourse, now: datetime) -> str:
    """The key of the words about the end."""
    if not course.abrupt_stop_risk:
        return ENDING_WITHOUT_RISK
    plan = course.plan_in_force(Clock(now))
    if plan is not None and plan.decision is Decision.SEE_PATIENT:
        return ENDING_SEE_PATIENT
    if course.window.ends_in_taper:
        return ENDING_TAPER
    return ENDING_WITHOUT_PLAN if plan is None else ENDING_STOP_AS_PLANNED


def date_told(course: KnownCourse, now: datetime) -> date:
    """The date that the words about the end name: when the patient is to be seen, else the last day."""
    plan = course.plan_in_force(Clock(now))
    if plan is not None and plan.decision is Decision.SEE_PATIENT and plan.by is not None:
        return plan.by
    return course.last_day
