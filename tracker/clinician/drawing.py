"""The pen of the course's picture: where a day's column is, how far down the rows have come, which lanes are free."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

LABELS, WIDTH = 128, 1232
NARROW, WIDE = 24, 56
HEAD, ROW, GAP = 44, 22, 8
POST_WIDTH = 9
# About how wide a letter of a label is, and the space beside a sign.
LETTER, BESIDE = 6.7, 13


@dataclass(frozen=True, slots=True)
class Sign:
    """Something drawn in a day's column."""

    x: float
    y: float
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Consecutive days: a step with its words, the window's ground, or the time for which a flag was open."""

    x: float
    y: float
    width: float
    text: str = ""

    @property
    def text_x(self) -> float:
        """Where its words begin."""
        return self.x + 8

    @property
    def text_y(self) -> float:
        """Their base line."""
        return self.y + 13

    @property
    def end(self) -> float:
        """Its right end."""
        return round(self.x + self.width, 2)


@dataclass(slots=True)
class Picture:
    """Everything to draw, in a box of `width` by `height`; `left_out` says what is not drawn."""

    name: str
    width: float = 0
    height: float = 0
    day_width: float = 0
    labels: list[Sign] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    days: list[Sign] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    spans: list[Bar] = field(default_factory=list)
    pain_line: str = ""
    today: float | None = None
    post: float | None = None
    windows: list[Bar] = field(default_factory=list)
    left_out: str = ""
    legend: list[tuple[Sign, str]] = field(default_factory=list)

    @property
    def post_height(self) -> float:
        """From under the days' head to the foot."""
        return self.height - HEAD


class Pen:
    """Draws into a picture whose columns are the days from `first` to `last`."""

    def __init__(self, picture: Picture, first: date, last: date) -> None:
        """Measure the columns."""
        self.picture, self.first, self.last = picture, first, last
        self.count = (last - first).days + 1
        self.width = min(max((WIDTH - LABELS) / self.count, NARROW), WIDE)
        self.y = float(HEAD)
        picture.day_width = round(self.width, 2)
        picture.width = round(LABELS + self.count * self.width + POST_WIDTH, 2)

    @property
    def days(self) -> Sequence[date]:
        """The days that have a column."""
        return [self.first + timedelta(days=n) for n in range(self.count)]

    def has(self, day: date) -> bool:
        """Whether a day has a column."""
        return self.first <= day <= self.last

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
        """Draw in a day's column, if it has one."""
        if self.has(day):
            self.picture.signs.append(Sign(self.middle(day), y, kind, text))

    def words(self, x: float, y: float, text: str, *, before: float | None = None) -> None:
        """Words to the right of `x`, or to the left of `before` where they would leave the picture."""
        length = len(text) * LETTER
        if x + BESIDE + length <= self.picture.width or before is None:
            self.picture.signs.append(Sign(x + BESIDE, y + 4, "words", text))
        else:
            self.picture.signs.append(Sign(before - BESIDE, y + 4, "words-left", text))

    def room(self, first: float, last: float, text: str) -> tuple[float, float]:
        """What signs from `first` to `last` with words take."""
        length = len(text) * LETTER + BESIDE
        if last + length <= self.picture.width:
            return first - BESIDE, last + length
        return first - length, last + BESIDE


class Lanes:
    """Rows that are begun only where what is drawn would lie over something."""

    def __init__(self, pen: Pen, label: str) -> None:
        """With the label of the first row."""
        self._pen, self._label = pen, label
        self._taken: list[tuple[float, list[tuple[float, float]]]] = []

    def place(self, first: float, last: float) -> float:
        """The middle of a row that is free from `first` to `last`."""
        for y, taken in self._taken:
            if all(last < start or end < first for start, end in taken):
                taken.append((first, last))
                return y
        y = self._pen.row("" if self._taken else self._label)
        self._taken.append((y, [(first, last)]))
        return y
