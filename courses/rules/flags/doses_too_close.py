"""`doses_too_close`: two doses closer in time than the step allows."""

from datetime import timedelta
from itertools import pairwise

from courses.rules.days import DAY
from courses.rules.facts import Step
from courses.rules.flags.evidence import of_dose, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity

WARNING_FROM_PAIR = 3
CLOSE_WITH_SLOTS = timedelta(minutes=90)


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """Pairs of consecutive doses at exact times, the later in the window; warning from the 3rd pair."""
    exact = [dose for dose in course.doses if not dose.about]
    pairs = []
    for earlier, later in pairwise(exact):
        window_day = course.window.day(later.day)
        if window_day is None:
            continue
        if too_close(later.taken_at - earlier.taken_at, window_day.step_at(later.taken_at)):
            pairs.append((earlier, later))
    if not pairs:
        return None
    severity = Severity.WARNING if len(pairs) >= WARNING_FROM_PAIR else Severity.INFO
    return Finding(severity, sorted_evidence(of_dose(dose) for pair in pairs for dose in pair))


def too_close(interval: timedelta, step: Step) -> bool:
    """Whether doses so far apart are closer than the step allows."""
    # Most doses are hours apart: that needs no look at the slots.
    if step.as_needed is None and interval >= CLOSE_WITH_SLOTS:
        return False
    return interval < least_interval(step)


def least_interval(step: Step) -> timedelta:
    """Doses nearer than this are too close: the minimum interval, or by slots 90 minutes and half their least gap."""
    if step.as_needed is not None:
        return timedelta(minutes=step.as_needed.min_interval_minutes)
    return min(CLOSE_WITH_SLOTS, smallest_gap(step) / 2)


def smallest_gap(step: Step) -> timedelta:
    """The smallest gap between a step's slots, counted around the clock."""
    minutes = sorted(timedelta(hours=slot.wall.hour, minutes=slot.wall.minute) for slot in step.slots)
    around = [*minutes, minutes[0] + DAY]
    return min(later - earlier for earlier, later in pairwise(around))
