"""Escalation: a high flag that nobody acknowledges in time goes to those who take escalations.

It falls due a fixed time after the flag became high (open and high, after it was anything else): each time once. While
the flag stays high nothing starts that time anew, nor does an acknowledgement that was taken back; where the practice
makes its times shorter they hold for what is high already, too.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from courses.rules.judging import EMERGENCY
from courses.rules.record import Change, FlagEvent
from notifications.rules.history import is_high
from notifications.rules.reminder import Fate
from notifications.rules.timing import OTHERS_TOO_LATE


@dataclass(frozen=True, slots=True)
class Hours:
    """How long a practice lets a high flag wait, and an emergency."""

    high: timedelta
    emergency: timedelta

    def of(self, rule: str) -> timedelta:
        """How long a flag of this rule may wait."""
        return self.emergency if rule == EMERGENCY else self.high

    @property
    def shortest(self) -> timedelta:
        """The least: what becomes high after an instant cannot fall due sooner after it."""
        return min(self.high, self.emergency)

    @property
    def longest(self) -> timedelta:
        """The most: what fell due after an instant became high no longer before it."""
        return max(self.high, self.emergency)


@dataclass(frozen=True, slots=True)
class Escalation:
    """One time that a flag was high, from `since` up to `until` (None: it still is), and when it is escalated."""

    course: str
    rule: str
    since: datetime
    until: datetime | None
    due_at: datetime

    @property
    def key(self) -> str:
        """What tells it from every other one of its practice; it names the course, the rule and the opening."""
        return f"{self.course} {self.rule} {self.since.astimezone(UTC).isoformat()}"

    @property
    def day(self) -> date:
        """The day that it is kept under: the UTC date of the opening, which no change of hours or zone moves."""
        return self.since.astimezone(UTC).date()

    def fate(self, at: datetime) -> Fate:
        """What becomes of it where it could go out at an instant."""
        if self.until is not None and self.until <= at:
            return Fate.CANCELLED
        return Fate.EXPIRED if at >= self.due_at + OTHERS_TOO_LATE else Fate.SENT


def course_of(key: str) -> str:
    """The course that a key names."""
    return key.partition(" ")[0]


def escalations(events: Iterable[FlagEvent], hours: Hours) -> tuple[Escalation, ...]:
    """Every time one of the flags was high, as its events tell it, in order of when it is escalated.

    The events of each flag come in order, those before it last became high may be missing.
    """
    by_flag: dict[tuple[str, str], list[FlagEvent]] = defaultdict(list)
    for event in events:
        by_flag[event.course, event.rule].append(event)
    found = [one for changes in by_flag.values() for one in _of_flag(changes, hours)]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.key)))


def due_between(found: Iterable[Escalation], after: datetime, until: datetime) -> tuple[Escalation, ...]:
    """Those that fell due after `after`, up to and with `until`, the flag being high still at that instant.

    With them come those of flags that are high after `after` yet, however long ago they fell due: they were escalated
    then, or the practice made its times shorter since, and only who sent them can tell which.
    """
    return tuple(
        one
        for one in found
        if one.due_at <= until
        and (one.until is None or one.until > one.due_at)
        and (one.due_at > after or one.until is None or one.until > after)
    )


def next_instant(found: Iterable[Escalation], hours: Hours, after: datetime) -> datetime:
    """When to look next, so as to miss none: when one falls due, or when the first might of what is not high yet."""
    coming = [one.due_at for one in found if one.until is None and one.due_at > after]
    return min([*coming, after + hours.shortest])


def _of_flag(changes: Iterable[FlagEvent], hours: Hours) -> list[Escalation]:
    """The times that one flag was high, from its changes in order."""
    found: list[Escalation] = []
    since: FlagEvent | None = None
    waits_from: datetime | None = None
    for event in changes:
        if is_high(event) and since is None:
            since = event
            # An acknowledgement that was taken back gives nobody more time.
            waits_from = waits_from if event.change is Change.UNDONE and waits_from else event.at
        elif not is_high(event) and since is not None:
            found.append(_escalation(since, waits_from, event.at, hours))
            since = None
    if since is not None:
        found.append(_escalation(since, waits_from, None, hours))
    return found


def _escalation(since: FlagEvent, waits_from: datetime | None, until: datetime | None, hours: Hours) -> Escalation:
    due_at = max((waits_from or since.at) + hours.of(since.rule), since.at)
    return Escalation(since.course, since.rule, since.at, until, due_at)
