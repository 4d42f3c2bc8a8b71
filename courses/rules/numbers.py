"""Numbers for review: of one course, over the full medication days of its window so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from courses.rules.known import Clock, KnownCourse
from courses.rules.window import ZERO, WindowDay

ON_TIME = timedelta(hours=2)
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Amounts in units, shares as fractions to 4 places, days counted; None is "no data", never 0."""

    planned: Decimal | None
    taken: Decimal | None
    taken_ratio: Decimal | None
    exact_days: Decimal | None
    on_time: Decimal | None
    days_covered: Decimal | None
    days_beyond: int
    silent_days: int
    mean_daily: Decimal | None = None
    max_daily: Decimal | None = None
    counts: "Counts | None" = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """What the shares are made of: full days with slots, those with exactly the plan and with it or more; slots asked
    about, and those taken in time."""

    days: int
    exact: int
    covered: int
    slots: int
    on_time: int


def numbers(course: KnownCourse, clock: Clock) -> Numbers:
    """The numbers for review as of the clock's instant."""
    days = [day for day in map(course.window.day, course.window.days) if day and course.full(day.day, clock)]
    silent = sum(1 for day in days if day.day not in course.use_days)
    beyond = {dose.day for dose in course.doses if course.beyond(dose.day)}
    beyond |= {day for day in course.use_days if course.beyond(day)}
    if not course.doses:
        return Numbers(None, None, None, None, None, None, len(beyond), silent)
    slotted = [day for day in days if day.slots]
    needed = [course.amount(day.day) for day in days if day.as_needed]
    planned, taken = _sum(day.planned for day in slotted), _sum(course.amount(day.day) for day in slotted)
    exact = sum(1 for day in slotted if course.amount(day.day) == day.planned)
    covered = sum(1 for day in slotted if course.amount(day.day) >= day.planned)
    kept, asked = _on_time(course, slotted)
    return Numbers(
        planned=planned if slotted else None,
        taken=taken if slotted else None,
        taken_ratio=_share(taken, planned),
        exact_days=_share(exact, len(slotted)),
        on_time=_share(kept, asked),
        days_covered=_share(covered, len(slotted)),
        days_beyond=len(beyond),
        silent_days=silent,
        mean_daily=_share(_sum(needed), len(needed)),
        max_daily=max(needed, default=None),
        counts=Counts(len(slotted), exact, covered, asked, kept),
    )


def has_as_needed(course: KnownCourse) -> bool:
    """Whether a step of the course is taken as needed."""
    return any(step.as_needed for revision in course.revisions for step in revision.steps)


def _on_time(course: KnownCourse, days: Iterable[WindowDay]) -> tuple[int, int]:
    """Slots whose dose was taken within 2 h of them, and slots: those with an about-dose left out."""
    asked = kept = 0
    for day in days:
        counted = course.counted(day.day)
        for slot in day.slots:
            dose = counted.get(slot)
            if dose is not None and dose.about:
                continue
            asked += 1
            kept += dose is not None and abs(dose.taken_at - slot.at) <= ON_TIME
    return kept, asked


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(PLACES, ROUND_HALF_UP) if whole else None
