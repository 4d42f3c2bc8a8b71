"""`stopped_abruptly`: regular use of a medicine with abrupt-stop risk came to a sudden end."""

from datetime import date, datetime, timedelta

from courses.rules.days import DAY, runs
from courses.rules.facts import WITHDRAWAL_SYMPTOMS, CheckIn, Use
from courses.rules.flags.evidence import of_check_in, of_day, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity
from courses.rules.window import Window

DAYS_BEFORE, REGULAR_BEFORE = 10, 7
REGULAR_BEFORE_END = 14
NEVER_LOGGED_FROM_DAY = 8
SILENT_IN_A_ROW = 2


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """Two silent days or a check-in that says stopped after regular use; or unwell after a window without a taper."""
    if not course.abrupt_stop_risk:
        return None
    silences = _silences(course, clock)
    stopped = [made for made in course.check_ins if _stopped_within(course, made) or _unwell_after(course, made)]
    if not silences and not stopped:
        return None
    since: datetime = min(
        [course.window.start(first) for first in silences] + [made.at for made in stopped],
    )
    unwell = [made for made in course.check_ins if made.at >= since and made.symptoms & WITHDRAWAL_SYMPTOMS]
    days = [day for first in silences for day in (first, first + DAY)]
    evidence = [of_day(course, day) for day in days] + [of_check_in(made) for made in [*stopped, *unwell]]
    return Finding(Severity.HIGH if unwell else Severity.WARNING, sorted_evidence(evidence))


def _as_planned(course: KnownCourse) -> Window:
    """The window without a clinician's stop: what was found before the stop is not withdrawn by it."""
    return course.patient.window(course.revisions, None)


def _silences(course: KnownCourse, clock: Clock) -> list[date]:
    """The first day of each run of silent days after regular use, as far as it was silent before a stop."""
    window = _as_planned(course)
    silent = [day for day in window.days if day not in course.use_days and _closed(course, window.close(day), clock)]
    return [run[0] for run in runs(silent) if len(run) >= SILENT_IN_A_ROW and _regular_before(course, run[0])]


def _closed(course: KnownCourse, close: datetime, clock: Clock) -> bool:
    """Whether a day was full by now and before a clinician's stop: one at that very instant comes first."""
    return clock.passed(close) and not (course.stop and course.stop.known_at <= close)


def _regular_before(course: KnownCourse, day: date) -> bool:
    """Whether enough of the medication days before a day were of regular use."""
    before = [day - timedelta(days=back) for back in range(1, DAYS_BEFORE + 1)]
    return sum(1 for one in before if course.regular(one)) >= REGULAR_BEFORE


def _stopped_within(course: KnownCourse, made: CheckIn) -> bool:
    """Whether a check-in says stopped inside the window, before its last day and before a clinician's stop."""
    window = _as_planned(course)
    if made.use is not Use.STOPPED or made.day not in window or made.day >= window.last_day:
        return False
    if course.stop and (course.stop.known_at, course.stop.seq) < (made.at, made.seq):
        return False
    if not course.doses:
        return made.day >= course.first_day + timedelta(days=NEVER_LOGGED_FROM_DAY - 1)
    return _regular_before(course, made.day)


def _unwell_after(course: KnownCourse, made: CheckIn) -> bool:
    """Whether a check-in says stopped and unwell after a window that ended without a taper, regularly used."""
    return (
        made.use is Use.STOPPED
        and made.day > course.last_day
        and bool(made.symptoms & WITHDRAWAL_SYMPTOMS)
        and not course.window.ends_in_taper
        and len(course.regular_days) >= REGULAR_BEFORE_END
    )
