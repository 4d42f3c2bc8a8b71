"""A flag as a sentence with its facts: what was found, in words that judge nobody.

Pure: from the course as known and the flag's evidence. Days are relative to the patient's today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from courses.rules import facts
from courses.rules.facts import DROWSY_SYMPTOMS, EMERGENCY_SYMPTOMS, WITHDRAWAL_SYMPTOMS
from courses.rules.flags.repeat_courses import days_within_year
from courses.rules.known import KnownCourse
from courses.rules.record import Evidence
from tracker.clinician import formats
from tracker.clinician.words import SYMPTOMS, USES


@dataclass(frozen=True)
class Told:
    """What a sentence is made of: the course with all its facts, what a flag rests on, and where we are."""

    known: KnownCourse
    course: facts.Course
    evidence: tuple[Evidence, ...]
    unit: str
    today: date
    zone: str
    now: datetime

    @cached_property
    def doses(self) -> list[facts.Dose]:
        """The doses of the evidence, undone ones included, in order of time."""
        keys = {item.key for item in self.evidence}
        return sorted((dose for dose in self.course.doses if dose.id in keys), key=lambda dose: dose.taken_at)

    @cached_property
    def check_ins(self) -> list[facts.CheckIn]:
        """The check-ins of the evidence, undone ones included, in order of time."""
        keys = {item.key for item in self.evidence}
        return sorted((made for made in self.course.check_ins if made.id in keys), key=lambda made: made.at)

    @cached_property
    def days(self) -> list[date]:
        """The dates of the evidence that stand as dates."""
        return sorted({item.day for item in self.evidence if item.key == item.day.isoformat()})

    def day(self, on: date) -> str:
        """A day as the sentence names it."""
        return formats.day(on, self.today)

    def when(self, at: datetime) -> str:
        """An instant as the sentence names it."""
        return formats.when(at, self.zone, self.now)

    def amount(self, units: Decimal) -> str:
        """An amount with its unit."""
        return formats.units(units, self.unit)


def sentence(rule: str, told: Told) -> str:
    """What was found, in one or two sentences."""
    return _SENTENCES[rule](told)


def evidence_lines(told: Told) -> list[str]:
    """Each piece of evidence as a line, in order of time."""
    doses = {dose.id: dose for dose in told.doses}
    check_ins = {made.id: made for made in told.check_ins}
    lines = []
    for item in told.evidence:
        if item.key in doses:
            dose = doses[item.key]
            about = " (about)" if dose.about else ""
            undone = ", undone" if dose.undone else ""
            lines.append(f"{told.when(dose.taken_at)}{about}, {told.amount(dose.amount)}{undone}")
        elif item.key in check_ins:
            lines.append(check_in_line(check_ins[item.key], told))
        else:
            lines.append(told.day(item.day))
    return [line[:1].upper() + line[1:] for line in lines]


def check_in_line(made: facts.CheckIn, told: Told) -> str:
    """A check-in with what it says of use and symptoms."""
    said = [USES[made.use]] if made.use else []
    said += symptoms(made.symptoms)
    undone = ", undone" if made.undone else ""
    return f"{told.when(made.at)}, check-in: {', '.join(said) or 'nothing of these'}{undone}"


def symptoms(named: frozenset[str]) -> list[str]:
    """Symptoms in words, emergencies first."""
    return [SYMPTOMS[name] for name in sorted(named, key=lambda name: (name not in EMERGENCY_SYMPTOMS, name))]


def _named(told: Told, kind: frozenset[str]) -> str:
    every = frozenset[str]().union(*(made.symptoms for made in told.check_ins))
    words = formats.listed(symptoms(every & kind))
    return words[:1].upper() + words[1:]


def _said_in(told: Told) -> str:
    last = told.when(told.check_ins[-1].at) if told.check_ins else ""
    if len(told.check_ins) == 1:
        return f"in the check-in of {last}"
    return f"in {len(told.check_ins)} check-ins, last {last}"


def _use_beyond_window(told: Told) -> str:
    place = "after the end" if told.today > told.known.last_day else "in days outside the window"
    found = []
    if told.doses:
        days = {dose.day for dose in told.doses}
        total = sum((dose.amount for dose in told.doses), Decimal(0))
        last = told.when(told.doses[-1].taken_at)
        found.append(f"{told.amount(total)} on {formats.counted(len(days), 'day')} {place}, last {last}.")
    if told.check_ins:
        made = told.check_ins[-1]
        found.append(f"Check-in {told.when(made.at)}: {USES[made.use] if made.use else 'used'}.")
    return " ".join(found)


def _over_daily_maximum(told: Told) -> str:
    days = sorted({dose.day for dose in told.doses} | {made.day for made in told.check_ins})
    amounts = [(told.known.amount(day), day) for day in days if told.known.window.day(day)]
    if told.doses and amounts:
        most, on = max(amounts)
        window_day = told.known.window.day(on)
        prescribed = window_day.prescribed if window_day else Decimal(0)
        more = f" {formats.counted(len(days), 'such day')}." if len(days) > 1 else " First such day."
        return f"{told.amount(most)} {told.day(on)}, {formats.number(prescribed)} prescribed at most.{more}"
    return f"Says that more is used, {_said_in(told)}." if told.check_ins else "More than prescribed."


def _doses_too_close(told: Told) -> str:
    gaps = [(later.taken_at - earlier.taken_at, later) for earlier, later in pairwise(told.doses)]
    if not gaps:
        return "Two doses nearer than the least interval."
    least, dose = min(gaps, key=lambda gap: gap[0])
    apart = formats.apart(least)
    return f"{len(told.doses)} doses close together; the nearest two {apart} apart, {told.when(dose.taken_at)}."


def _stopped_abruptly(told: Told) -> str:
    found = []
    if told.days:
        first = told.days[0]
        before = sum(1 for day in told.known.regular_days if day < first)
        days = formats.listed([told.day(day) for day in told.days])
        found.append(f"No dose logged {days}, after {formats.counted(before, 'day')} of regular use.")
    for made in told.check_ins[-1:]:
        said = [USES[made.use]] if made.use else []
        found.append(f"Check-in {told.when(made.at)}: {', '.join(said + symptoms(made.symptoms))}.")
    return " ".join(found)


def _ending_without_plan(told: Told) -> str:
    last = told.known.last_day
    verb = "Ends" if last >= told.today else "Ended"
    used = len([day for day in told.known.use_days if day in told.known.window])
    return f"{verb} {told.day(last)}. {formats.counted(used, 'day')} of use so far, no plan for the end."


def _withdrawal_symptoms(told: Told) -> str:
    return f"{_named(told, WITHDRAWAL_SYMPTOMS)}, {_said_in(told)}."


def _too_drowsy(told: Told) -> str:
    return f"{_named(told, DROWSY_SYMPTOMS)}, {_said_in(told)}."


def _emergency_symptoms(told: Told) -> str:
    return f"{_named(told, EMERGENCY_SYMPTOMS)}, {_said_in(told)}. The page showed the emergency number at once."


def _supply_short(told: Told) -> str:
    last = told.day(told.known.last_day)
    of = told.day(told.days[-1]) if told.days else ""
    return f"At the pace of the 3 days up to {of}, the supply ends before the course does ({last})."


def _not_started(told: Told) -> str:
    days = formats.listed([told.day(day) for day in told.days])
    return f"No dose logged on days 1 and 2 ({days})."


def _missed_doses(told: Told) -> str:
    days = formats.listed([told.day(day) for day in told.days[-2:]])
    return f"Less than half of the plan logged {days}."


def _repeat_courses(told: Told) -> str:
    basis = told.known.basis
    alike = (course for course in told.known.patient.courses if course.basis.medicine_class == basis.medicine_class)
    days = days_within_year({day for course in alike for day in course.use_days}, told.today)
    used = f"{formats.counted(days, 'day')} of {basis.medicine_class} in the last 365"
    return f"{used}; the practice's limit is {basis.days_limit}."


def _talk_request_waiting(told: Told) -> str:
    oldest = told.known.waiting_since
    if oldest is None:
        return "Asked to talk, answered since."
    return f"Asked to talk {told.when(oldest.known_at)}; nobody has spoken with them yet."


_SENTENCES: dict[str, Callable[[Told], str]] = {
    "use_beyond_window": _use_beyond_window,
    "over_daily_maximum": _over_daily_maximum,
    "doses_too_close": _doses_too_close,
    "stopped_abruptly": _stopped_abruptly,
    "ending_without_plan": _ending_without_plan,
    "withdrawal_symptoms": _withdrawal_symptoms,
    "too_drowsy": _too_drowsy,
    "emergency_symptoms": _emergency_symptoms,
    "supply_short": _supply_short,
    "not_started": _not_started,
    "missed_doses": _missed_doses,
    "repeat_courses": _repeat_courses,
    "talk_request_waiting": _talk_request_waiting,
}
