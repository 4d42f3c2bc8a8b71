"""The course as one picture: days across, what was planned and told down. The table below it says all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from courses.rules.days import DAY, runs
from tracker.clinician import formats
from tracker.clinician.days import DayLine
from tracker.clinician.flagsheet import ShownFlag
from tracker.clinician.sheet import Sheet

LABELS, WIDTH = 128, 1232
NARROW, WIDE = 24, 56
HEAD, ROW, PAIN_ROW, GAP = 44, 22, 44, 8
MOST_WALLS = 12
POST_WIDTH = 9


@dataclass(frozen=True, slots=True)
class Sign:
    """Something drawn in a day's column."""

    x: float
    y: float
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step: consecutive days with one pattern."""

    x: float
    y: float
    width: float
    text: str

    @property
    def text_x(self) -> float:
        """Where its words begin."""
        return self.x + 8

    @property
    def text_y(self) -> float:
        """Their base line."""
        return self.y + 13


# Each sign with its word, for the legend.
LEGEND = [
    (Sign(0, 0, "on_time"), "within 2 h"),
    (Sign(0, 0, "other_time"), "other time"),
    (Sign(0, 0, "about"), "ticked later"),
    (Sign(0, 0, "none"), "none logged"),
    (Sign(0, 0, "extra", "1"), "extra"),
    (Sign(0, 0, "beyond", "1"), "doses after the end"),
    (Sign(0, 0, "mail"), "message"),
    (Sign(0, 0, "mail-failed"), "did not arrive"),
    (Sign(0, 0, "mail-to-come"), "to come"),
]


@dataclass(slots=True)
class Picture:
    """Everything to draw, in a box of `width` by `height`."""

    name: str
    width: float = 0
    height: float = 0
    day_width: float = 0
    labels: list[Sign] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    days: list[Sign] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    pain_line: str = ""
    today: float | None = None
    post: float | None = None
    windows: list[Bar] = field(default_factory=list)

    @property
    def post_height(self) -> float:
        """From under the days' head to the foot."""
        return self.height - HEAD

    @property
    def legend(self) -> list[tuple[Sign, str]]:
        """What the signs mean."""
        return LEGEND


class _Drawing:
    """The pen: where each day's column is, and how far down the rows have come."""

    def __init__(self, sheet: Sheet, lines: Sequence[DayLine], flags: Sequence[ShownFlag]) -> None:
        self.sheet, self.lines, self.flags = sheet, lines, flags
        self.width = min(max((WIDTH - LABELS) / max(len(lines), 1), NARROW), WIDE)
        self.first = lines[0].day
        self.y = float(HEAD)
        self.picture = Picture(name=f"{sheet.where}. {sheet.end}", day_width=round(self.width, 2))

    def x(self, day: date) -> float:
        """The left edge of a day's column."""
        return round(LABELS + (day - self.first).days * self.width, 2)

    def middle(self, day: date) -> float:
        """Its middle."""
        return round(self.x(day) + self.width / 2, 2)

    def row(self, text: str, kind: str = "label", height: int = ROW) -> float:
        """Begin a row: the middle of its height."""
        y = self.y + height / 2
        self.picture.labels.append(Sign(0, y + 4, kind, text))
        self.y += height
        return y

    def rule(self) -> None:
        """A hairline below what was drawn."""
        self.y += GAP / 2
        self.picture.rules.append(self.y)
        self.y += GAP / 2

    def sign(self, day: date, y: float, kind: str, text: str = "") -> None:
        """Draw in a day's column."""
        self.picture.signs.append(Sign(self.middle(day), y, kind, text))


def draw(sheet: Sheet, lines: Sequence[DayLine], flags: Sequence[ShownFlag]) -> Picture:
    """The picture of a course."""
    pen = _Drawing(sheet, lines, flags)
    _days(pen)
    _plan(pen)
    _doses(pen)
    _check_ins(pen)
    _messages(pen)
    _flags(pen)
    picture = pen.picture
    picture.width = round(LABELS + len(lines) * pen.width + POST_WIDTH, 2)
    picture.height = pen.y + GAP
    if any(line.is_today for line in lines):
        picture.today = pen.x(sheet.today)
    for span in runs(day for day in sheet.known.window.days if day >= pen.first):
        first, last = pen.x(span[0]), pen.x(span[-1]) + pen.width
        picture.windows.append(Bar(first, HEAD, round(last - first, 2), ""))
    picture.post = round(pen.x(sheet.known.last_day) + pen.width - POST_WIDTH / 2, 2)
    return picture


def _days(pen: _Drawing) -> None:
    for line in pen.lines:
        kind = "today-head" if line.is_today else "day"
        pen.picture.days.append(
            Sign(pen.middle(line.day), 16, kind, "today" if line.is_today else f"{line.day:%a}"[:2])
        )
        first = line.day.day == 1 or line.day == pen.first
        month = f" {line.day:%b}" if first else ""
        pen.picture.days.append(Sign(pen.middle(line.day), 34, "number", f"{line.day.day}{month}"))
    pen.picture.rules.append(pen.y)
    pen.y += GAP / 2


def _plan(pen: _Drawing) -> None:
    y = pen.row("Plan")
    window, unit = pen.sheet.known.window, pen.sheet.row.unit
    firsts = [first for first, _ in window.steps()]
    for place, (first, step) in enumerate(window.steps()):
        last = first
        following = firsts[place + 1] if place + 1 < len(firsts) else None
        while last + DAY in window and last + DAY != following:
            last += DAY
        width = pen.x(last) + pen.width - pen.x(first) - 2
        pattern = "as needed, at most " if step.as_needed else ""
        words = f"{pattern}{formats.units(step.daily_amount, unit)} a day"
        fits = width > len(words) * 7 + 16
        short = formats.number(step.daily_amount)
        pen.picture.bars.append(Bar(pen.x(first) + 1, y - 9, round(width, 2), words if fits else short))
    pen.rule()


def _doses(pen: _Drawing) -> None:
    boundary = pen.sheet.known.window.boundary
    walls: list[time] = sorted(
        {mark.slot.wall for line in pen.lines for mark in line.marks}, key=lambda wall: (wall < boundary, wall)
    )
    for place, wall in enumerate(walls[:MOST_WALLS]):
        y = pen.row(f"{wall:%H:%M}", "sub" if place else "sub first")
        for line in pen.lines:
            for mark in line.marks:
                if mark.slot.wall == wall:
                    pen.sign(line.day, y, mark.state)
    if any(line.needed for line in pen.lines):
        y = pen.row("as needed", "sub")
        for line in pen.lines:
            if line.needed:
                pen.sign(line.day, y, "needed", formats.number(line.taken))
    y = pen.row("extra, beyond", "sub")
    for line in pen.lines:
        if line.extra:
            pen.sign(line.day, y, "beyond" if line.is_beyond else "extra", str(line.extra_count))
    pen.rule()


def _check_ins(pen: _Drawing) -> None:
    y = pen.row("Pain", height=PAIN_ROW)
    points = []
    for line in pen.lines:
        for made in line.check_ins:
            if made.pain is not None and made.undone_at is None:
                at = y + (PAIN_ROW - ROW) / 2 - (PAIN_ROW - ROW) * made.pain / 10
                pen.sign(line.day, at, "pain", str(made.pain))
                points.append(f"{pen.middle(line.day)},{at}")
    pen.picture.pain_line = " ".join(points) if len(points) > 1 else ""
    y = pen.row("Drowsy", "sub")
    for line in pen.lines:
        for made in line.check_ins:
            if made.drowsiness is not None and made.undone_at is None:
                pen.sign(line.day, y, f"drowsy-{made.drowsiness}")
    pen.rule()


def _messages(pen: _Drawing) -> None:
    y = pen.row("Messages")
    for line in pen.lines:
        told = [one for one in line.sent if not one.is_dose]
        if told:
            kind = "mail-failed" if any(one.failed for one in told) else "mail"
            waiting = all(one.state == "to come" for one in told)
            pen.sign(line.day, y, "mail-to-come" if waiting else kind)
    pen.rule()


def _flags(pen: _Drawing) -> None:
    history = pen.sheet.person.record.history
    zones = pen.sheet.known.window.zones
    last = pen.lines[-1].day
    for place, flag in enumerate(pen.flags):
        y = pen.row("Flags" if place == 0 else "", "label")
        days = [
            (min(max(zones.day(event.at, pen.sheet.known.window.boundary), pen.first), last), event)
            for event in history
            if (event.course, event.rule) == (flag.flag.course, flag.flag.rule)
            and event.change in {"opened", "reopened", "raised"}
        ]
        for day, event in days:
            pen.sign(day, y, "flag-" + ("high" if event.severity.word == "high" else event.severity.word))
        if days:
            first, end = days[0][0], days[-1][0]
            left = pen.middle(end) > pen.x(last) - len(flag.name) * 7
            x = pen.middle(first) - 14 if left else pen.middle(end) + 14
            pen.picture.signs.append(Sign(x, y + 4, "flag-name-left" if left else "flag-name", flag.name))
