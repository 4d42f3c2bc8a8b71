"""What a course would be and send, as one picture: steps as stairs, the label's limit, messages, the end post, the
watch after it. Drawn from the preview of the rules; the table below it says all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from courses.rules.facts import Step
from notifications.rules.reminder import Kind, Recipient
from tracker.clinician import formats
from tracker.clinician.timeline import Line, Timeline

LABELS, WIDTH = 104, 1180
STAIRS_TOP, STAIRS_HEIGHT, LEAST_STAIR = 34, 44, 16
ROW, MAIL_Y, TEXT_Y = 46, 16, 36
WATCH_DAYS = 14
POST_WIDTH = 8
# As wide as a word below a sign may be before the next one.
APART = 58
BESIDE_POST = 18
ABOUT_THE_END = {Kind.COURSE_ENDING, Kind.LAST_DAY, Kind.COURSE_OVER, Kind.TALK_TO_PRESCRIBER}
CHECK_INS = {Kind.CHECK_IN_DUE, Kind.AFTER_COURSE_CHECK_IN}


@dataclass(frozen=True, slots=True)
class Stair:
    """One step: as wide as its days, as high as its daily amount."""

    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def text_x(self) -> float:
        """Where its words begin."""
        return self.x + 6

    @property
    def text_y(self) -> float:
        """Their base line: near its floor, as steps that fall have one floor."""
        return self.y + self.height - 5


@dataclass(frozen=True, slots=True)
class Mail:
    """One message in its row, with its day in words where there is room."""

    x: float
    y: float
    text: str
    text_x: float

    @property
    def text_y(self) -> float:
        """The base line of its words."""
        return self.y + TEXT_Y - MAIL_Y


@dataclass(slots=True)
class Foresight:
    """Everything to draw."""

    name: str
    first: str
    last: str
    watch: str
    post: float
    width: float = WIDTH
    height: float = 0
    left: float = LABELS
    stairs: list[Stair] = field(default_factory=list)
    limit: float | None = None
    limit_text: str = ""
    labels: list[tuple[float, str]] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    @property
    def floor(self) -> float:
        """What the stairs stand on."""
        return STAIRS_TOP + STAIRS_HEIGHT

    @property
    def post_height(self) -> float:
        """From above the stairs to the foot."""
        return self.height - STAIRS_TOP + 6

    @property
    def watch_y(self) -> float:
        """The base line of the words about the watch, above its line."""
        return self.floor - 6

    @property
    def limit_text_x(self) -> float:
        """Where the words about the limit end: they stand at its left."""
        return (self.limit or 0) - 6

    @property
    def last_x(self) -> float:
        """Where the words about the last day begin, right of the post."""
        return self.post + POST_WIDTH + 6


def foresight(
    steps: Sequence[Step], first_day: date, drawn: Timeline, *, unit: str, limit_days: int | None, today: date
) -> Foresight:
    """The picture of a new course."""
    days = sum(step.days for step in steps)
    last_day = first_day + timedelta(days=days - 1)
    day_width = (WIDTH - LABELS) / (days + WATCH_DAYS)

    def x(day: date) -> float:
        return round(LABELS + (day - first_day).days * day_width, 1)

    def middle(day: date) -> float:
        return x(day) + day_width / 2

    picture = Foresight(
        name=f"{formats.counted(days, 'day')}. The last day is {formats.long_day(last_day)}.",
        first=formats.day(first_day, today),
        last=f"Last day {formats.day(last_day, today)}",
        watch=f"watch ends {formats.day(last_day + timedelta(days=WATCH_DAYS), today)}",
        post=x(last_day + timedelta(days=1)) - POST_WIDTH / 2,
    )
    picture.stairs = list(_stairs(steps, day_width, unit))
    if limit_days is not None and limit_days < days + WATCH_DAYS:
        picture.limit = x(first_day + timedelta(days=limit_days))
        picture.limit_text = f"limit: {formats.counted(limit_days, 'day')}"
    y = float(STAIRS_TOP + STAIRS_HEIGHT + 8)
    for title, lines in _rows(drawn):
        picture.labels.append((y + MAIL_Y + 4, title))
        picture.mails += _mails(lines, y, middle, first_day, last_day)
        y += ROW
    picture.height = y
    return picture


def _stairs(steps: Sequence[Step], day_width: float, unit: str) -> list[Stair]:
    most = max(step.daily_amount for step in steps)
    stairs, left = [], float(LABELS)
    for step in steps:
        width = step.days * day_width
        share = step.daily_amount / most if most else Decimal(1)
        height = round(LEAST_STAIR + float(share) * (STAIRS_HEIGHT - LEAST_STAIR), 1)
        at_most = "up to " if step.as_needed is not None else ""
        amount = f"{at_most}{formats.number(step.daily_amount)}"
        words = f"{at_most}{formats.units(step.daily_amount, unit)} a day"
        text = next((one for one in (words, f"{amount} a day", amount) if len(one) * 7 + 10 < width), "")
        stairs.append(Stair(round(left, 1), STAIRS_TOP + STAIRS_HEIGHT - height, round(width - 2, 1), height, text))
        left += width
    return stairs


def _rows(drawn: Timeline) -> list[tuple[str, list[Line]]]:
    told = [line for line in drawn.lines if line.recipient is Recipient.PATIENT]
    about_the_end = [line for line in told if line.kind in ABOUT_THE_END]
    check_ins = [line for line in told if line.kind in CHECK_INS]
    other = [line for line in told if line.kind not in ABOUT_THE_END | CHECK_INS]
    to_you = [line for line in drawn.lines if line.recipient is not Recipient.PATIENT]
    rows = [("Check-ins", check_ins), ("About the end", about_the_end), ("Other", other), ("To you", to_you)]
    return [(title, lines) for title, lines in rows if lines]


def _mails(lines: Sequence[Line], y: float, x: Callable[[date], float], first_day: date, last_day: date) -> list[Mail]:
    mails: list[Mail] = []
    written = -float(APART)
    for line in lines:
        place = round(x(line.day), 1)
        words = _day_in_words(line.day, first_day, last_day)
        fits = place - written >= APART
        if mails and mails[-1].x == place:
            continue
        # The words of the day after stand right of the post, not below it.
        text_x = place + BESIDE_POST if line.day == last_day + timedelta(days=1) else place
        mails.append(Mail(place, y + MAIL_Y, words if fits else "", text_x))
        if fits:
            written = place
    return mails


def _day_in_words(day: date, first_day: date, last_day: date) -> str:
    if day == last_day:
        return "last day"
    if day > last_day:
        return f"{(day - last_day).days} after"
    before = (last_day - day).days
    number = (day - first_day).days + 1
    return f"day {number}" if number > 0 and before > 7 else f"{before} before"  # noqa: PLR2004 (a week)
