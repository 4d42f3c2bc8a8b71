"""The day boundary over a course's days: what has begun stays as it was, a change holds for what is to come.

Each revision brings the boundary that is set when it is made. The day on which it begins still begins at the old one
and ends at the new one; so a day of change is longer or shorter than 24 h, and every instant is of exactly one day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from courses.rules.days import DAY, Zones, calendar_date, instant_of, medication_day, zone_of
from courses.rules.facts import Revision, RevisionKind


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Each boundary with the first day that begins at it, in order; the first one holds for all days before, too."""

    changes: tuple[tuple[date, time], ...]

    def at(self, day: date) -> time:
        """The boundary at which a medication day begins."""
        return next((wall for since, wall in reversed(self.changes) if since <= day), self.changes[0][1])

    def day(self, instant: datetime, zone: str) -> date:
        """The medication day that contains an instant, by the clock of one zone."""
        if len(self.changes) == 1:
            return medication_day(instant, zone, self.changes[0][1])
        day = instant.astimezone(zone_of(zone)).date() + DAY
        while instant < instant_of(day, self.at(day), zone):
            day -= DAY
        return day

    def calendar_date(self, day: date, wall: time) -> date | None:
        """The calendar date on which a wall time of a medication day first stands; None where the day, cut short by a
        change, has no such time."""
        on = calendar_date(day, wall, self.at(day))
        return None if on > day and wall >= self.at(on) else on


def boundaries_of(revisions: Sequence[Revision], zones: Zones) -> Boundaries:
    """The boundaries that revisions, in order, make under the zones known."""
    found = Boundaries(((revisions[0].begins_on, revisions[0].basis.day_boundary),))
    for revision in revisions[1:]:
        since, wall = _holds_from(revision, found, zones), revision.basis.day_boundary
        earlier = tuple(change for change in found.changes if change[0] < since)
        found = Boundaries(earlier if earlier and earlier[-1][1] == wall else (*earlier, (since, wall)))
    return found


def _holds_from(revision: Revision, before: Boundaries, zones: Zones) -> date:
    """The first day that begins at a revision's boundary: never one whose beginning would be past."""
    day, wall, first_day = revision.begins_on, revision.basis.day_boundary, before.changes[0][0]
    to_come = all(zones.start(day, one) > revision.known_at for one in (before.at(day), wall))
    if revision.kind is RevisionKind.REVISE and day == first_day and to_come:
        # Nothing of the course has begun, and all of it is prescribed anew.
        return day
    day += DAY
    while zones.start(day, wall) <= revision.known_at:
        day += DAY
    return day
