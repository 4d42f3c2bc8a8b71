"""A course day by day: what was prescribed, what was logged against which slot, and what else was told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from courses.models import CheckIn, Dose, Helper, Revision
from courses.models.row import ByKind
from courses.rules import facts
from courses.rules.numbers import ON_TIME
from courses.rules.window import Slot, WindowDay
from tracker.clinician import formats
from tracker.clinician.decisions import family_name
from tracker.clinician.findings import symptoms
from tracker.clinician.sent import Sent
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import USES

WATCH = timedelta(days=14)
ZERO = Decimal(0)
Names = Mapping[UUID | None, str]


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
    by: str
    marks: list[Mark] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    taken: Decimal = ZERO
    planned: Decimal | None = None
    check_ins: list[CheckIn] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def has_something(self) -> bool:
        """Whether anything was told of it, or sent, or decided on it."""
        return bool(self.needed or self.extra or self.undone or self.taken or self.told or self.sent or self.events)

    @property
    def extra_count(self) -> int:
        """How many doses count for no slot."""
        return len(self.extra)


def day_lines(
    sheet: Sheet, check_ins: list[CheckIn], sent: list[Sent], events: Iterable[tuple[date, str]], names: Names
) -> list[DayLine]:
    """Each day of the window, those outside it of which anything is told, and today, in order. `events` are what
    happened to flags and what was decided, each with its day."""
    by_day: dict[date, list[CheckIn]] = defaultdict(list)
    for made in check_ins:
        by_day[made.medication_day].append(made)
    sent_on: dict[date, list[Sent]] = defaultdict(list)
    for message in sent:
        sent_on[message.day].append(message)
    happened: dict[date, list[str]] = defaultdict(list)
    for day, words in events:
        happened[day].append(words)
    helpers, by = _helpers(sheet), _prescribers(sheet, names)
    days = {
        *sheet.known.window.days,
        sheet.today,
        *by_day,
        *sent_on,
        *happened,
        *(one.day for one in sheet.facts.doses),
    }
    if not sheet.known.first_day <= sheet.today <= sheet.known.last_day + WATCH:
        days.discard(sheet.today)
    return [_line(sheet, day, by_day[day], sent_on[day], helpers, by, happened[day]) for day in sorted(days)]


def _prescribers(sheet: Sheet, names: Names) -> dict[int, str]:
    """Who made each revision and when, by its place."""
    rows = Revision.objects.visible_to(sheet.person.viewer).filter(course=sheet.row)
    return {
        seq: f"{family_name(names.get(by, 'Somebody'))}, {formats.when(at, sheet.person.zone, sheet.person.now)}"
        for seq, by, at in rows.values_list("seq", "by_id", "known_at")
    }


def _helpers(sheet: Sheet) -> dict[str, str]:
    """Who helped, by the ids of the doses and check-ins that they told."""
    viewer = sheet.person.viewer
    told = {"course": sheet.row, "by_kind": ByKind.HELPER}
    rows = [
        *Dose.objects.visible_to(viewer).filter(**told).values_list("client_id", "by_id"),
        *CheckIn.objects.visible_to(viewer).filter(**told).values_list("client_id", "by_id"),
    ]
    names: dict[UUID | None, str] = dict(
        Helper.objects.visible_to(viewer).filter(patient=sheet.person.row).values_list("pk", "name")
    )
    return {str(key): names.get(by, "a helper") for key, by in rows}


def _line(
    sheet: Sheet,
    day: date,
    check_ins: list[CheckIn],
    sent: list[Sent],
    helpers: dict[str, str],
    prescribers: dict[int, str],
    events: list[str],
) -> DayLine:
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
        by=prescribers.get(window_day.parts[-1].revision.seq, "") if window_day else "",
        taken=known.amount(day),
        planned=window_day.planned if window_day and window_day.slots else None,
        check_ins=check_ins,
        told=[(_told(made) + _by(helpers, str(made.client_id)), made.line) for made in check_ins],
        sent=sent,
        events=events,
    )
    for slot in window_day.slots if window_day else ():
        line.marks.append(_mark(sheet, slot, counted.get(slot), helpers))
    for dose in doses:
        words = f"{formats.clock(dose.taken_at, zone)}, {formats.units(dose.amount, sheet.row.unit)}"
        words += _by(helpers, dose.id)
        if dose.undone:
            line.undone.append(words)
        elif dose.id not in used:
            # On an as-needed day a dose is for no slot, and is no extra one either.
            listed = line.needed if window_day is not None and window_day.as_needed else line.extra
            listed.append(words + (" (about)" if dose.about else ""))
    return line


def _by(helpers: dict[str, str], key: str) -> str:
    """By whom something was told, where it was not the patient."""
    return f", by {helpers[key]}" if key in helpers else ""


def _mark(sheet: Sheet, slot: Slot, dose: facts.Dose | None, helpers: dict[str, str]) -> Mark:
    unit, zone = sheet.row.unit, sheet.person.zone
    if dose is None:
        passed = sheet.clock.passed(slot.at)
        return Mark(slot, "none" if passed else "to_come", None, "none logged" if passed else "to come")
    amount = "" if dose.amount == slot.amount else f" {formats.units(dose.amount, unit)}"
    if dose.about:
        return Mark(slot, "about", dose, f"about then{amount}{_by(helpers, dose.id)}")
    at = formats.clock(dose.taken_at, zone)
    state = "on_time" if abs(dose.taken_at - slot.at) <= ON_TIME else "other_time"
    return Mark(slot, state, dose, f"{at}{amount}{_by(helpers, dose.id)}")


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
