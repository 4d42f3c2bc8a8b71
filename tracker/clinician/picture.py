"""The course as one picture: days across, what was planned and told down. The table below it says all of it.

Of a long course the days are drawn that matter now; the rest is in the table, or drawn when asked for.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from courses.models import CheckIn
from courses.rules import facts
from courses.rules.days import DAY, runs
from courses.rules.known import KnownCourse
from courses.rules.record import Change
from tracker.clinician import formats
from tracker.clinician.days import WATCH, DayLine
from tracker.clinician.decisions import Decided
from tracker.clinician.drawing import GAP, HEAD, POST_WIDTH, ROW, Bar, Lanes, Pen, Picture, Sign
from tracker.clinician.flagsheet import ShownFlag
from tracker.clinician.sheet import Sheet

PAIN_ROW = 44
MOST_WALLS = 12
MOST_DAYS = 46
BEFORE, AHEAD = timedelta(days=7), timedelta(days=7)

# Each sign with its word, for the legend: those that are drawn.
LEGEND = {
    "on_time": "within 2 h",
    "other_time": "other time",
    "about": "ticked later",
    "none": "none logged",
    "to_come": "to come",
    "needed": "units, as needed",
    "extra": "extra doses",
    "beyond": "doses outside the window",
    "undone": "undone",
    "pain": "pain, 0 to 10",
    "stopped": "says stopped",
    "still": "says it is still used",
    "symptom": "names a symptom",
    "mail": "message, arrived",
    "mail-none": "shown on the page alone, or on its way",
    "mail-failed": "did not arrive",
    "mail-to-come": "message to come",
    "talk": "asked to talk",
    "flag-high": "high",
    "flag-warning": "warning",
    "flag-info": "info",
    "seen": "acknowledged",
    "ended": "holds no more",
    "decided": "decision",
}
TEXTS = {"extra": "1", "beyond": "1", "pain": "4", "needed": "2"}
OPENINGS = (Change.OPENED, Change.REOPENED, Change.RAISED, Change.LOWERED, Change.UNDONE)


def draw(
    sheet: Sheet,
    lines: Sequence[DayLine],
    flags: Sequence[ShownFlag],
    decisions: Sequence[Decided],
    *,
    whole: bool = False,
) -> Picture:
    """The picture of a course; `whole` draws each day of it, however many they are."""
    first, last = _days_that_matter(sheet, lines)
    picture = Picture(name=f"{sheet.where}. {sheet.end}")
    if not whole and (last - first).days >= MOST_DAYS:
        last = min(last, max(sheet.today + AHEAD, first + (MOST_DAYS - 1) * DAY))
        first = last - (MOST_DAYS - 1) * DAY
        picture.left_out = f"{formats.day(first, sheet.today)} to {formats.day(last, sheet.today)}"
    pen = Pen(picture, first, last)
    drawn = [line for line in lines if pen.has(line.day)]
    _head(pen, sheet)
    _plan(pen, sheet)
    _doses(pen, sheet.known, drawn)
    _check_ins(pen, drawn)
    _talk(pen, sheet)
    _messages(pen, drawn)
    _flags(pen, sheet, flags)
    _decisions(pen, decisions)
    picture.height = pen.y + GAP
    if pen.has(sheet.today):
        picture.today = pen.x(sheet.today)
    for span in runs(day for day in sheet.known.window.days if pen.has(day)):
        start, end = pen.x(span[0]), pen.x(span[-1]) + pen.width
        picture.windows.append(Bar(start, HEAD, round(end - start, 2)))
    if pen.has(sheet.known.last_day):
        picture.post = round(pen.x(sheet.known.last_day) + pen.width - POST_WIDTH / 2, 2)
    used = {sign.kind for sign in picture.signs}
    picture.legend = [(Sign(0, 0, kind, TEXTS.get(kind, "")), says) for kind, says in LEGEND.items() if kind in used]
    return picture


def _days_that_matter(sheet: Sheet, lines: Sequence[DayLine]) -> tuple[date, date]:
    """From the first day (or what was told shortly before it) to what was told last, the last day, the week ahead of
    a watch. A day that was told by a slip years away stretches nothing."""
    known = sheet.known
    told = [line.day for line in lines if line.has_something]
    first = min([known.first_day, *(day for day in told if day >= known.first_day - BEFORE)])
    last = max([known.last_day, *told])
    if known.last_day < sheet.today <= known.last_day + WATCH:
        last = max(last, sheet.today, min(known.last_day + WATCH, sheet.today + AHEAD))
    return first, last


def _head(pen: Pen, sheet: Sheet) -> None:
    for day in pen.days:
        is_today = day == sheet.today
        word = "today" if is_today else f"{day:%a}"[:2]
        pen.picture.days.append(Sign(pen.middle(day), 16, "today-head" if is_today else "day", word))
        month = f" {day:%b}" if day.day == 1 or day == pen.first else ""
        pen.picture.days.append(Sign(pen.middle(day), 34, "number", f"{day.day}{month}"))
    pen.picture.rules.append(pen.y)
    pen.y += GAP / 2


def _plan(pen: Pen, sheet: Sheet) -> None:
    """The steps as they were prescribed for each day, in one bar for days of one pattern."""
    y = pen.row("Plan")
    window = sheet.known.window
    steps = [(day, found.step, found.parts[-1].first_day) for day in pen.days if (found := window.day(day))]
    for span in _spans(steps):
        (first, step, _), last = span[0], span[-1][0]
        width = pen.x(last) + pen.width - pen.x(first) - 2
        words = [_pattern(step, sheet.row.unit), f"{formats.units(step.daily_amount, sheet.row.unit)} a day"]
        fitting = [said for said in words if width > len(said) * 7 + 16]
        text = fitting[0] if fitting else formats.number(step.daily_amount)
        pen.picture.bars.append(Bar(pen.x(first) + 1, y - 9, round(width, 2), text))
    after = sheet.known.last_day + DAY
    if pen.has(after) and sheet.state in {"over", "stopped"} and not sheet.known.closed:
        until = f"watched until {formats.day(sheet.known.last_day + WATCH, sheet.today)}, or longer if used"
        pen.words(pen.x(after), y, until, before=pen.x(pen.last))
    pen.rule()


def _spans(steps: Iterable[tuple[date, facts.Step, date]]) -> list[list[tuple[date, facts.Step, date]]]:
    """Days in a row on which one and the same step holds."""
    spans: list[list[tuple[date, facts.Step, date]]] = []
    for one in steps:
        if spans and spans[-1][-1][0] + DAY == one[0] and spans[-1][-1][1:] == one[1:]:
            spans[-1].append(one)
        else:
            spans.append([one])
    return spans


def _pattern(step: facts.Step, unit: str) -> str:
    """`1 tablet, 4 times a day`, where each slot has the same amount."""
    if step.as_needed is not None:
        return f"as needed, at most {formats.units(step.daily_amount, unit)} a day"
    amounts = {slot.amount for slot in step.slots}
    if len(amounts) != 1:
        return f"{formats.units(step.daily_amount, unit)} a day"
    times = {1: "once", 2: "twice"}.get(len(step.slots), f"{len(step.slots)} times")
    return f"{formats.units(amounts.pop(), unit)}, {times} a day"


def _doses(pen: Pen, known: KnownCourse, lines: Sequence[DayLine]) -> None:
    boundary = known.basis.day_boundary
    walls: list[time] = sorted(
        {mark.slot.wall for line in lines for mark in line.marks}, key=lambda wall: (wall < boundary, wall)
    )
    label = "Doses"
    for wall in walls[:MOST_WALLS]:
        y = pen.row(f"{wall:%H:%M}", "sub")
        if label:
            pen.picture.labels.append(Sign(0, y + 4, "label", label))
            label = ""
        for line in lines:
            for mark in line.marks:
                if mark.slot.wall == wall:
                    pen.sign(line.day, y, mark.state)
    for name, kind, told in (
        ("as needed", "needed", [(line, formats.number(line.taken)) for line in lines if line.needed]),
        ("extra, outside", "", [(line, str(line.extra_count)) for line in lines if line.extra]),
        ("undone", "undone", [(line, "") for line in lines if line.undone]),
    ):
        if told:
            y = pen.row(name, "sub")
        for line, text in told:
            pen.sign(line.day, y, kind or ("extra" if line.in_window else "beyond"), text)
    pen.rule()


def _check_ins(pen: Pen, lines: Sequence[DayLine]) -> None:
    made = [(line.day, one) for line in lines for one in line.check_ins if one.undone_at is None]
    y = pen.row("Pain", height=PAIN_ROW)
    points = []
    for day, one in made:
        if one.pain is not None:
            at = y + (PAIN_ROW - ROW) / 2 - (PAIN_ROW - ROW) * one.pain / 10
            pen.sign(day, at, "pain", str(one.pain))
            points.append(f"{pen.middle(day)},{at}")
    pen.picture.pain_line = " ".join(points) if len(points) > 1 else ""
    y = pen.row("Drowsy", "label")
    for day, one in made:
        if one.drowsiness is not None:
            pen.sign(day, y, f"drowsy-{one.drowsiness}")
    if told := [(day, kind) for day, one in made for kind in _said(one)]:
        lanes = {kind: pen.row(says, "label") for kind, says in SAID.items() if kind in {found for _, found in told}}
        for day, kind in told:
            pen.sign(day, lanes[kind], kind)
    pen.rule()


SAID = {"stopped": "Says stopped", "still": "Says still used", "symptom": "Symptoms"}


def _said(made: CheckIn) -> list[str]:
    use = {facts.Use.STOPPED.value: ["stopped"], facts.Use.STILL_TAKING.value: ["still"]}.get(made.use or "", [])
    return [*use, "symptom"] if made.symptoms else use


def _talk(pen: Pen, sheet: Sheet) -> None:
    asked = [one for one in sheet.facts.talk_requests if pen.has(one.day) and one.undone is None]
    if asked:
        y = pen.row("Asked to talk")
        for one in asked:
            pen.sign(one.day, y, "talk")
        pen.rule()


def _messages(pen: Pen, lines: Sequence[DayLine]) -> None:
    y = pen.row("Messages")
    for line in lines:
        kinds = {one.sign for one in line.sent if not one.is_dose and one.sign}
        # Of several on a day the one to see is that which did not arrive.
        for kind in ("mail-failed", "mail", "mail-none", "mail-to-come"):
            if kind in kinds:
                pen.sign(line.day, y, kind)
                break
    pen.rule()


def _flags(pen: Pen, sheet: Sheet, flags: Sequence[ShownFlag]) -> None:
    """Each flag where it opened, rose, was acknowledged and ended, with its name after that; dotted while it holds."""
    lanes = Lanes(pen, "Flags")
    day_of = sheet.known.window.medication_day
    for flag in flags:
        of = (flag.flag.course, flag.flag.rule)
        events = [event for event in sheet.person.record.history if (event.course, event.rule) == of]
        shown = [(day_of(event.at), event) for event in events if pen.has(day_of(event.at))]
        if not shown:
            continue
        first, last = pen.middle(shown[0][0]), pen.middle(shown[-1][0])
        y = lanes.place(*pen.room(first, last, flag.name))
        # Nothing is drawn twice on one day: the last that happened is what it came to.
        for day, event in dict(shown).items():
            if event.change in OPENINGS:
                pen.sign(day, y, f"flag-{event.severity.word}")
            else:
                pen.sign(day, y, "seen" if event.change is Change.ACKNOWLEDGED else "ended")
        if last > first:
            pen.picture.spans.append(Bar(first + 10, y, round(last - first - 20, 2)))
        pen.words(last, y, flag.name, before=first)
    if flags:
        pen.rule()


def _decisions(pen: Pen, decisions: Sequence[Decided]) -> None:
    lanes = Lanes(pen, "Decisions")
    for one in decisions:
        day = max(one.day, pen.first) if one.day >= pen.first - BEFORE else one.day
        if not pen.has(day):
            continue
        x = pen.middle(day)
        y = lanes.place(*pen.room(x, x, one.words))
        pen.sign(day, y, "decided")
        pen.words(x, y, one.words, before=x)
