"""A course day by day: what was prescribed, what was logged against which slot, and what else was told."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from courses.models import CheckIn
from courses.rules import facts
from courses.rules.days import DAY
from courses.rules.numbers import ON_TIME
from courses.rules.window import Slot, WindowDay
from tracker.clinician import formats
from tracker.clinician.findings import symptoms
from tracker.clinician.sent import Sent
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import USES

WATCH = timedelta(days=14)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Mark:
    """One slot of a day: `state` is on_time, other_time, about, none or to_come."""

    slot: Slot
    state: str
    dose: facts.Dose | None
    words: str


@dataclass(slots=True)
class DayLine:
    """One medication day with everything that was planned and told."""

    day: date
    number: int
    is_today: bool
    is_full: bool
    in_window: bool
    is_beyond: bool
    prescribed: str
    revision: int | None
    marks: list[Mark] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    taken: Decimal = ZERO
    planned: Decimal | None = None
    check_ins: list[CheckIn] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    @property
    def extra_count(self) -> int:
        """How many doses count for no slot."""
        return len(self.extra)


def day_lines(sheet: Sheet, check_ins: list[CheckIn], sent: list[Sent]) -> list[DayLine]:
    """Every day from the first with anything to the last, in order."""
    by_day: dict[date, list[CheckIn]] = defaultdict(list)
    for made in check_ins:
        by_day[made.medication_day].append(made)
    sent_on: dict[date, list[Sent]] = defaultdict(list)
    for message in sent:
        sent_on[message.day].append(message)
    return [_line(sheet, day, by_day[day], sent_on[day]) for day in _days(sheet)]


def _days(sheet: Sheet) -> Iterator[date]:
    known = sheet.known
    told = [dose.day for dose in sheet.facts.doses] + [made.day for made in sheet.facts.check_ins]
    first = min([known.first_day, *told])
    watched = min(sheet.today, known.last_day + WATCH)
    last = max([known.last_day, watched, *told])
    day = max(first, last - timedelta(days=730))
    while day <= last:
        yield day
        day += DAY


def _line(sheet: Sheet, day: date, check_ins: list[CheckIn], sent: list[Sent]) -> DayLine:
    known, zone = sheet.known, sheet.person.zone
    window_day = known.window.day(day)
    counted = known.counted(day)
    used = {dose.id for dose in counted.values()}
    doses = sorted((dose for dose in sheet.facts.doses if dose.day == day), key=lambda dose: dose.taken_at)
    line = DayLine(
        day=day,
        number=known.window.number(day),
        is_today=day == sheet.today,
        is_full=known.full(day, sheet.clock),
        in_window=window_day is not None,
        is_beyond=known.beyond(day),
        prescribed=prescribed(sheet, window_day),
        revision=_revision(sheet, window_day),
        taken=known.amount(day),
        planned=window_day.planned if window_day and window_day.slots else None,
        check_ins=check_ins,
        told=[(_told(made), made.line) for made in check_ins],
        sent=sent,
    )
    for slot in window_day.slots if window_day else ():
        line.marks.append(_mark(sheet, slot, counted.get(slot)))
    for dose in doses:
        words = f"{formats.clock(dose.taken_at, zone)}, {formats.units(dose.amount, sheet.row.unit)}"
        if dose.undone:
            line.undone.append(words)
        elif dose.id not in used:
            # On an as-needed day a dose is for no slot, and is no extra one either.
            listed = line.needed if window_day is not None and window_day.as_needed else line.extra
            listed.append(words + (" (about)" if dose.about else ""))
    return line


def _mark(sheet: Sheet, slot: Slot, dose: facts.Dose | None) -> Mark:
    unit, zone = sheet.row.unit, sheet.person.zone
    if dose is None:
        passed = sheet.clock.passed(slot.at)
        return Mark(slot, "none" if passed else "to_come", None, "none logged" if passed else "to come")
    amount = "" if dose.amount == slot.amount else f" {formats.units(dose.amount, unit)}"
    if dose.about:
        return Mark(slot, "about", dose, f"about then{amount}")
    at = formats.clock(dose.taken_at, zone)
    return Mark(slot, "on_time" if abs(dose.taken_at - slot.at) <= ON_TIME else "other_time", dose, f"{at}{amount}")


def _revision(sheet: Sheet, window_day: WindowDay | None) -> int | None:
    if window_day is None:
        return None
    return [one.seq for one in sheet.known.revisions].index(window_day.parts[-1].revision.seq) + 1


def prescribed(sheet: Sheet, window_day: WindowDay | None) -> str:
    """What a day's prescription says; nothing outside the window."""
    return step_words(window_day.step, sheet.row.unit) if window_day else "Nothing prescribed"


def step_words(step: facts.Step, unit: str) -> str:
    """`1 tablet at 08:00, 13:00; 2 tablets at 22:30`, or as needed with its interval and most."""
    if step.as_needed is not None:
        needed = step.as_needed
        hours = Decimal(needed.min_interval_minutes) / 60
        apart = formats.counted(needed.min_interval_minutes, "minute")
        if hours == int(hours):
            apart = formats.counted(int(hours), "hour")
        most = formats.number(needed.max_per_day)
        return f"{formats.units(needed.amount, unit)} as needed, at least {apart} apart, at most {most} a day"
    walls: dict[Decimal, list[str]] = defaultdict(list)
    for slot in step.slots:
        walls[slot.amount].append(formats.wall(slot.wall))
    return "; ".join(f"{formats.units(amount, unit)} at {', '.join(at)}" for amount, at in walls.items())


def _told(made: CheckIn) -> str:
    said = [USES[made.use]] if made.use else []
    if made.pain is not None:
        said.append(f"pain {made.pain} of 10")
    if made.drowsiness is not None:
        said.append(f"drowsiness {made.drowsiness} of 3")
    said += symptoms(frozenset(made.symptoms))
    words = ", ".join(said) or "no answers"
    return f"{words} (undone)" if made.undone_at else words
