"""How the flags of a course stood at any instant, from the history of their changes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from courses.rules.record import Change, FlagEvent, Severity, Status

OPENINGS = (Change.OPENED, Change.REOPENED)


class History:
    """The events of a record by course and rule."""

    def __init__(self, events: Iterable[FlagEvent]) -> None:
        """Take the events in the order in which they came."""
        self._events: dict[tuple[str, str], list[FlagEvent]] = defaultdict(list)
        for event in events:
            self._events[event.course, event.rule].append(event)
        self._at = {key: [event.at for event in found] for key, found in self._events.items()}

    def last(self, course: str, rule: str, at: datetime) -> FlagEvent | None:
        """The last change of a flag at or before an instant: how it then stood."""
        place = bisect_right(self._at.get((course, rule), ()), at)
        return self._events[course, rule][place - 1] if place else None

    def is_open(self, course: str, rule: str, at: datetime) -> bool:
        """Whether a flag was open at an instant."""
        last = self.last(course, rule, at)
        return last is not None and last.status is Status.OPEN

    def is_high(self, course: str, rule: str, at: datetime) -> bool:
        """Whether a flag was open and high at an instant."""
        last = self.last(course, rule, at)
        return last is not None and is_high(last)

    def openings(self, course: str, rules: Iterable[str]) -> list[datetime]:
        """The instants at which one of the rules opened or opened again, in order."""
        return sorted(
            {event.at for rule in rules for event in self._events.get((course, rule), ()) if event.change in OPENINGS}
        )

    def became_high(self, course: str) -> Iterator[FlagEvent]:
        """The events by which a flag of a course came to be open and high."""
        for (of, _), events in self._events.items():
            before = None
            for event in events if of == course else ():
                if is_high(event) and not (before and is_high(before)):
                    yield event
                before = event

    def acknowledged_since(self, course: str, rule: str, since: datetime, until: datetime) -> bool:
        """Whether a clinician acknowledged a flag between two instants, both in, and did not take that back by then."""
        changes = [event.change for event in self._events.get((course, rule), ()) if since <= event.at <= until]
        return changes.count(Change.ACKNOWLEDGED) > changes.count(Change.UNDONE)


def is_high(event: FlagEvent) -> bool:
    """Whether a change left its flag open and high."""
    return event.status is Status.OPEN and event.severity is Severity.HIGH
