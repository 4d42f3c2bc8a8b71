"""A dose before it is logged: what the rules would say of the course with it. Pure; nothing here refuses a dose."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from courses.rules import facts
from courses.rules.flags import doses_too_close
from courses.rules.flags.doses_too_close import least_interval
from courses.rules.flags.over_daily_maximum import far_from, is_over, label_limit
from courses.rules.known import Clock, Knowledge, KnownCourse
from courses.rules.window import Slot

NEW = "new"
JUST_NOW = timedelta(minutes=10)


class Word(StrEnum):
    """What is said kindly before a dose is logged."""

    FAR_OVER = "far_over"
    OVER_DAY = "over_day"
    TOO_SOON = "too_soon"
    AFTER_END = "after_end"
    BEFORE_FIRST = "before_first"
    SLOT_TAKEN = "slot_taken"
    JUST_LOGGED = "just_logged"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is to be said before a dose is logged, and the facts of it. Amounts are in units, without the new dose."""

    words: tuple[Word, ...]
    day: date
    logged: Decimal
    prescribed: Decimal | None
    since_last: timedelta | None
    least_apart: timedelta | None


def prospect(
    patient: facts.Patient,
    course_id: str,
    *,
    amount: Decimal,
    taken_at: datetime,
    about: bool,
    slot: tuple[date, str] | None,
    now: datetime,
    time_said: bool = False,
) -> Prospect:
    """What the rules would say of a course with one more dose. `slot` is the slot that the form was for, if any;
    `time_said` that the patient has said by the clock when it was taken."""
    before = Knowledge(patient).at(now).by_id[course_id]
    after = with_dose(patient, course_id, amount=amount, taken_at=taken_at, about=about, now=now)
    day = before.window.medication_day(taken_at, before.patient.settings.time_zone)
    window_day = after.window.day(day)
    earlier = [dose for dose in before.doses if dose.taken_at <= taken_at and not dose.about]
    words = {
        Word.FAR_OVER: far_too_much(after, day),
        Word.OVER_DAY: is_over(after, day),
        Word.TOO_SOON: _is_too_close(after, now),
        Word.AFTER_END: after.beyond(day),
        Word.BEFORE_FIRST: day < after.first_day,
        Word.SLOT_TAKEN: slot is not None and _taken(before, slot),
        Word.JUST_LOGGED: not time_said and any(now - dose.known_at < JUST_NOW for dose in before.doses),
    }
    return Prospect(
        words=tuple(word for word, holds in words.items() if holds),
        day=day,
        logged=before.amount(day),
        prescribed=window_day.prescribed if window_day else None,
        since_last=taken_at - earlier[-1].taken_at if earlier else None,
        least_apart=least_interval(window_day.step_at(taken_at)) if window_day else None,
    )


def with_dose(
    patient: facts.Patient, course_id: str, *, amount: Decimal, taken_at: datetime, about: bool, now: datetime
) -> KnownCourse:
    """The course as it would be known with one more dose."""
    known = Knowledge(patient).at(now)
    course = known.by_id[course_id]
    dose = replace(_dose(course, amount, taken_at, now), seq=Knowledge(patient).seq_at(now) + 1, about=about)
    return _replaced(patient, course_id, dose, keep=True).upto(dose.seq).by_id[course_id]


def slot_of(patient: facts.Patient, course_id: str, at: datetime) -> Slot | None:
    """The slot in whose time an instant lies: for which a dose taken then, and no other, would count."""
    known = Knowledge(patient).at(at)
    dose = replace(_dose(known.by_id[course_id], Decimal(1), at, at), seq=Knowledge(patient).seq_at(at) + 1)
    alone = _replaced(patient, course_id, dose, keep=False).upto(dose.seq).by_id[course_id]
    return next(iter(alone.counted(dose.day)), None)


def far_too_much(course: KnownCourse, day: date) -> bool:
    """Whether a day of a sedating medicine is far too high: the emergency number is shown. After the window, where
    nothing is prescribed, by the label's daily maximum alone."""
    least, above = far_limits(course, day)
    amount = course.amount(day)
    return (least is not None and amount >= least) or (above is not None and amount > above)


def far_limits(course: KnownCourse, day: date) -> tuple[Decimal | None, Decimal | None]:
    """From which amount of a day on, in units, and above which, that day of a sedating medicine is far too high; None
    where no such amount is known."""
    window_day = course.window.day(day)
    basis = window_day.basis if window_day else course.basis
    if not basis.sedating:
        return None, None
    return far_from(window_day) if window_day else None, label_limit(basis)


def _dose(course: KnownCourse, amount: Decimal, taken_at: datetime, now: datetime) -> facts.Dose:
    day = course.window.medication_day(taken_at, course.patient.settings.time_zone)
    return facts.Dose(0, now, NEW, amount, taken_at, day)


def _replaced(patient: facts.Patient, course_id: str, dose: facts.Dose, *, keep: bool) -> Knowledge:
    courses = tuple(
        replace(course, doses=(*(course.doses if keep else ()), dose)) if course.id == course_id else course
        for course in patient.courses
    )
    return Knowledge(replace(patient, courses=courses))


def _is_too_close(course: KnownCourse, now: datetime) -> bool:
    finding = doses_too_close.find(course, Clock(now))
    return finding is not None and any(item.key == NEW for item in finding.evidence)


def _taken(course: KnownCourse, slot: tuple[date, str]) -> bool:
    day, wall = slot
    return any(counted.wall.strftime("%H:%M") == wall for counted in course.counted(day))
