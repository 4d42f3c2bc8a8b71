"""Which page a course is on for its patient: one answer for every course at every instant. Pure; the table is tested.

| stage | when |
| --- | --- |
| cancelled | the prescriber took it back before the first dose |
| planned | before the first day |
| beyond | used after its end (or in a gap), and the finding stands |
| stopped_suddenly | stopped suddenly, and no dose since |
| stopped | the prescriber stopped it |
| closed | over, and no longer watched |
| continued | over, and a later course of the same medicine goes on |
| over | past its last day |
| gap | between its end and a late extension |
| last_day, ending | from the first ending message on |
| running | any other day |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from courses.rules.endings import ending_instants
from courses.rules.facts import CheckIn, EndPlan, Use
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Flag, Status
from notifications.rules import wording

WATCHED = timedelta(days=14)
CANCELLED_SHOWN = timedelta(days=3)

Flags = Mapping[tuple[str, str], Flag]


class Stage(StrEnum):
    """Where a course stands for its patient."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDING = "ending"
    LAST_DAY = "last_day"
    GAP = "gap"
    OVER = "over"
    CONTINUED = "continued"
    BEYOND = "beyond"
    STOPPED_SUDDENLY = "stopped_suddenly"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    CLOSED = "closed"


AT_ITS_END = frozenset({Stage.ENDING, Stage.LAST_DAY})
AFTER_ITS_END = frozenset({Stage.OVER, Stage.BEYOND, Stage.STOPPED, Stage.CLOSED, Stage.CONTINUED})


@dataclass(frozen=True, slots=True)
class Standing:
    """A course's stage, and the facts that its pages show. `ending` is the key of the words about the end, None where
    nothing is said of it; `day` of `length` counts the window's days alone;
    `told_stopped` is the check-in that said so; without one `heard_on` is the last
    day of use before the silence."""

    stage: Stage
    today: date
    day: int
    length: int
    is_within: bool
    first_day: date
    last_day: date
    ending: str | None
    plan: EndPlan | None
    risk: bool
    beyond: tuple[tuple[date, Decimal], ...]
    told_stopped: CheckIn | None
    heard_on: date | None

    @property
    def days_left(self) -> int:
        """Days from today to the last day; negative after it."""
        return (self.last_day - self.today).days


def standing(course: KnownCourse, flags: Flags, now: datetime) -> Standing:
    """Where a course stands now, by what is known of it and the flags judged up to now."""
    today = course.window.medication_day(now)
    stage = _stage(course, flags, today, now)
    told, heard = _how_stopped(course, flags) if stage is Stage.STOPPED_SUDDENLY else (None, None)
    return Standing(
        stage=stage,
        today=today,
        day=course.window.number(today),
        length=len(course.window),
        is_within=today in course.window,
        first_day=course.first_day,
        last_day=_last_day(course, stage, today),
        ending=wording.ending(course, now) if stage in AT_ITS_END else None,
        plan=course.plan_in_force(Clock(now)),
        risk=course.abrupt_stop_risk,
        beyond=tuple((day, course.amount(day)) for day in sorted(course.use_days) if course.beyond(day)),
        told_stopped=told,
        heard_on=heard,
    )


def _last_day(course: KnownCourse, stage: Stage, today: date) -> date:
    """The last day that is spoken of: to who took some in a gap, the day before it, as the extension is to come."""
    before = [day for day in course.window.days if day < today] if stage is Stage.BEYOND else []
    return max(before, default=course.last_day)


def is_on_today(course: KnownCourse, stood: Standing, now: datetime) -> bool:
    """Whether a course still has its place on the page of today: while it runs, is to come, or is watched."""
    if stood.stage is Stage.CANCELLED:
        return course.cancelled is not None and now < course.cancelled.known_at + CANCELLED_SHOWN
    if stood.stage in {Stage.CLOSED, Stage.CONTINUED}:
        return False
    last_use = max((dose.day for dose in course.doses), default=stood.last_day)
    return stood.today <= max(stood.last_day, last_use) + WATCHED


def _stage(course: KnownCourse, flags: Flags, today: date, now: datetime) -> Stage:  # noqa: PLR0911 (a table)
    if course.cancelled is not None:
        return Stage.CANCELLED
    if today < course.first_day:
        return Stage.PLANNED
    # What was taken in the gap before a late extension is past when the extension runs.
    runs = today in course.window and course.stop is None
    if not runs and _stands(course, flags, "use_beyond_window"):
        return Stage.BEYOND
    if _stopped_suddenly(course, flags):
        return Stage.STOPPED_SUDDENLY
    if course.closed is not None:
        return Stage.CLOSED
    if course.stop is not None:
        return Stage.STOPPED
    if today > course.last_day:
        return Stage.CONTINUED if course.continuations else Stage.OVER
    return _stage_within(course, today, now)


def _stage_within(course: KnownCourse, today: date, now: datetime) -> Stage:
    if today not in course.window:
        return Stage.GAP
    if course.continuations:
        return Stage.RUNNING
    if today == course.last_day:
        return Stage.LAST_DAY
    return Stage.ENDING if any(instant <= now for instant in ending_instants(course)) else Stage.RUNNING


def _stands(course: KnownCourse, flags: Flags, rule: str) -> bool:
    """Whether a finding stands; one that was seen and whose course was closed since is history."""
    flag = flags.get((course.id, rule))
    if flag is None or flag.status is Status.WITHDRAWN:
        return False
    return course.closed is None or flag.status is Status.OPEN


def _stopped_suddenly(course: KnownCourse, flags: Flags) -> bool:
    if not _stands(course, flags, "stopped_abruptly"):
        return False
    last = max(item.at for item in flags[course.id, "stopped_abruptly"].evidence)
    return not any(dose.taken_at >= last for dose in course.doses)


def _how_stopped(course: KnownCourse, flags: Flags) -> tuple[CheckIn | None, date | None]:
    """The newest check-in that says so; else the last day of use before the silence."""
    evidence = flags[course.id, "stopped_abruptly"].evidence
    keys = {item.key for item in evidence}
    told = [made for made in course.check_ins if made.id in keys and made.use is Use.STOPPED]
    if told:
        return told[-1], None
    silent = max(item.day for item in evidence)
    return None, max((day for day in course.use_days if day < silent), default=course.first_day)
