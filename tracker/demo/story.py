"""The words in which a demo patient's history is written: days count from today (0), times are the patient's own.

A wall time may also be told from the instant at which the demo is built: `NOW`, `NOW.plus(hours=6)`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from courses.rules.days import zone_of
from courses.rules.facts import AsNeeded, Decision, Outcome, Step, StepSlot, Use

A_WHILE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AboutNow:
    """The wall time of when the demo is built, rounded down to 5 minutes, and so much later."""

    later: timedelta = timedelta(0)

    def plus(self, **span: int) -> "AboutNow":
        """The same, later (or, below 0, earlier)."""
        return AboutNow(self.later + timedelta(**span))

    def at(self, now: datetime) -> datetime:
        """The instant that is meant."""
        began = datetime.min.replace(tzinfo=UTC)
        return now - (now - began) % A_WHILE + self.later

    def wall(self, now: datetime, zone: str) -> time:
        """The wall time that is meant, in a zone."""
        return self.at(now).astimezone(zone_of(zone)).time().replace(second=0, microsecond=0)


NOW = AboutNow()
Wall = str | AboutNow


def wall_time(wall: Wall, now: datetime, zone: str) -> time:
    """The wall time that is meant, in a zone."""
    return wall.wall(now, zone) if isinstance(wall, AboutNow) else time.fromisoformat(wall)


def _free(wall: Wall, taken: Collection[time], now: datetime, zone: str) -> time:
    found = wall_time(wall, now, zone)
    while isinstance(wall, AboutNow) and found in taken:
        wall = wall.plus(minutes=5)
        found = wall_time(wall, now, zone)
    return found


@dataclass(frozen=True, slots=True)
class Steps:
    """So many days of one pattern: the same amount at each wall time, or as needed."""

    days: int
    slots: tuple[Wall, ...] = ()
    amount: str = "1"
    as_needed: AsNeeded | None = None

    def facts(self, now: datetime, zone: str) -> Step:
        """The step as the actions take it."""
        walls: set[time] = set()
        # A wall time from now on moves on where another slot has it already.
        for wall in sorted(self.slots, key=lambda wall: isinstance(wall, AboutNow)):
            walls.add(_free(wall, walls, now, zone))
        slots = tuple(StepSlot(wall, Decimal(self.amount)) for wall in sorted(walls))
        return Step(self.days, slots, self.as_needed)


def as_needed(days: int, *, amount: str = "1", hours: int, most: str) -> tuple[Steps]:
    """A pattern of one step that is taken as needed."""
    return (Steps(days, as_needed=AsNeeded(Decimal(amount), hours * 60, Decimal(most))),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A course, entered by the prescriber on a day before its first; with what was asked, told and handed out."""

    medicine: str
    strength: str
    first: int
    steps: tuple[Steps, ...]
    course: str = "a"
    indication: str = ""
    instructions: str = ""
    supply: int | None = None
    entered: tuple[int, Wall] | None = None
    by: str = "reyes"
    risk_factors: tuple[str, ...] = ()
    other_medicines: tuple[str, ...] = ()
    enhanced: bool = False
    overrides: dict[str, str] = field(default_factory=dict)

    @property
    def entered_at(self) -> tuple[int, Wall]:
        """Day and time of entry: the afternoon before the first day, unless it was another time."""
        return self.entered or (self.first - 1, "15:20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Each slot of these days (both in) is taken as the plan stands, so many minutes late in turn, but for some."""

    first: int
    last: int
    course: str = "a"
    late: tuple[int, ...] = (4, 11, 2, 18, 7)
    but_not: tuple[tuple[int, str], ...] = ()
    by: str = "patient"


@dataclass(frozen=True, slots=True)
class Dose:
    """One intake; `logged` is when it was told, if later, and `about` that it was ticked from the list."""

    amount: str = "1"
    course: str = "a"
    about: bool = False
    logged: tuple[int, Wall] | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in."""

    use: Use | None = None
    pain: int | None = None
    drowsiness: int | None = None
    symptoms: tuple[str, ...] = ()
    line: str = ""
    course: str = "a"


@dataclass(frozen=True, slots=True)
class AskedToTalk:
    """The patient asks to talk."""

    line: str = ""
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Answered:
    """A clinician answers what waits."""

    note: str = ""
    outcome: Outcome = Outcome.SPOKE
    by: str = "lindqvist"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A clinician has seen a flag."""

    rule: str
    note: str = ""
    until: int | None = None
    by: str = "lindqvist"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Planned:
    """The prescriber plans the end."""

    decision: Decision
    by_day: int | None = None
    note: str = ""
    by: str = "reyes"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Changed:
    """The prescriber extends the course (`after` its end) or revises it from now on."""

    steps: tuple[Steps, ...]
    reason: str
    extends: bool = False
    plan: Decision | None = None
    overrides: dict[str, str] = field(default_factory=dict)
    by: str = "reyes"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Stopped:
    """The prescriber stops the course."""

    reason: str
    told: str
    by: str = "reyes"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The prescriber takes a course back before its first dose."""

    reason: str
    by: str = "reyes"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Closed:
    """A clinician ends the watch."""

    reason: str
    by: str = "lindqvist"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Dispensed:
    """More units are handed out."""

    units: int
    by: str = "lindqvist"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class CareAdded:
    """A part of the care besides the medicine; ticked by the patient on some days later."""

    kind: str
    text: str
    ticked: tuple[int, ...] = ()
    on: int | None = None
    by: str = "reyes"
    course: str = "a"


@dataclass(frozen=True, slots=True)
class Moved:
    """The patient is in another zone from now on; later times of the story are that zone's."""

    zone: str


@dataclass(frozen=True, slots=True)
class LetHelp:
    """The patient lets somebody help."""

    name: str


Doing = (
    Dose
    | CheckedIn
    | AskedToTalk
    | Answered
    | Acknowledged
    | Planned
    | Changed
    | Stopped
    | Cancelled
    | Closed
    | Dispensed
    | CareAdded
    | Moved
    | LetHelp
)


@dataclass(frozen=True, slots=True)
class Event:
    """What is done on a day at a time."""

    day: int
    wall: Wall
    doing: Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A patient and their history. `shows` says in a few words what it is there to show."""

    key: str
    given: str
    family: str
    born: date
    shows: str
    courses: tuple[Entered, ...]
    taken: tuple[Taken, ...] = ()
    events: tuple[Event, ...] = ()
    language: str = "en"
    signs_in: bool = True
    # Came in face to face a moment ago: has neither a mailbox nor taken the first steps, and read nothing yet.
    just_in: bool = False
    chosen: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The patient's name."""
        return f"{self.given} {self.family}"

    @property
    def mailbox(self) -> str:
        """The patient's address, which leads nowhere (RFC 2606)."""
        plain = str.maketrans("áéíóúñöüåçšćž", "aeiounouacscz")
        return f"{self.given}.{self.family}@example.org".lower().translate(plain).replace(" ", "")
