"""Wall times of a scenario as instants: in the zone of before a move if that is not after it, else in the new one."""

from datetime import datetime

from courses.rules.days import instant_of
from tracker.replay.scenario import Event, MoveTo, Scenario


class Walls:
    """The patient's zones as the scenario tells them, which give every wall time its instant."""

    def __init__(self, scenario: Scenario) -> None:
        """Place the moves one after the other: the next one is that which comes first by those placed already."""
        self._zone = scenario.patient.time_zone
        self._moves: list[tuple[datetime, str]] = []
        waiting = [(event, event.doing) for event in scenario.events if isinstance(event.doing, MoveTo)]
        while waiting:
            found = min(waiting, key=self._when)
            waiting.remove(found)
            self._moves.append((self.instant(found[0].at), found[1].time_zone))

    def _when(self, move: tuple[Event, MoveTo]) -> tuple[datetime, int]:
        return self.instant(move[0].at), move[0].place

    def instant(self, told: datetime) -> datetime:
        """The instant (UTC) of what was told: a wall time, or an instant already."""
        if told.tzinfo is not None:
            return told
        zone = self._zone
        for at, after in self._moves:
            found = instant_of(told.date(), told.time(), zone)
            if found <= at:
                return found
            zone = after
        return instant_of(told.date(), told.time(), zone)
