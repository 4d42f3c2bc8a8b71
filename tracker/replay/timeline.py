"""The one loop of every replay: what is done when, and each slot that is taken as it falls due.

Facts come in time order, those of one instant in the order given, and before what the same instant makes due.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from courses.rules.days import instant_of
from courses.rules.window import Slot
from tracker.replay.errors import ScenarioError
from tracker.replay.ledger import Ledger
from tracker.replay.scenario import Doing, Dose, EverySlot, Scenario
from tracker.replay.walls import Walls

# Courses are entered so long before the first instant that the scenario names: before that day began in any zone.
BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Span:
    """An outage: the sweep and the workers do not run from `start` up to, not at, `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, order=True)
class Telling:
    """Something that is told at `now`, in order: by instant, then by its place in the scenario, then of coming."""

    now: datetime
    place: int
    number: int
    path: str = field(compare=False)
    doing: Doing = field(compare=False)
    taken_at: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class Script:
    """All that is told in a story, found valid: courses at `begins_at`, then `tellings` in order, up to `until`."""

    scenario: Scenario
    ledger: Ledger
    tellings: tuple[Telling, ...]
    begins_at: datetime
    until: datetime
    outages: tuple[Span, ...]

    def after_outages(self, instant: datetime) -> datetime:
        """The first instant, not before the given one, that lies in no outage."""
        for outage in self.outages:
            if outage.start <= instant < outage.end:
                instant = outage.end
        return instant


def script_of(scenario: Scenario) -> Script:
    """What the scenario makes happen, told to a ledger; raises ScenarioError for what is not valid."""
    walls = Walls(scenario)
    until = walls.instant(scenario.until)
    outages = tuple(sorted(_outages(scenario, walls), key=lambda span: span.start))
    begins_at = _beginning(scenario, walls, [until, *(span.start for span in outages)])
    ledger = Ledger(scenario, begins_at)
    for course in scenario.courses:
        ledger.enter(course)
    tellings = []
    for telling in _tellings(scenario, ledger, walls, until):
        ledger.tell(telling.path, telling.doing, telling.taken_at, telling.now)
        tellings.append(telling)
    return Script(scenario, ledger, tuple(tellings), begins_at, until, outages)


def _outages(scenario: Scenario, walls: Walls) -> Iterator[Span]:
    for outage in scenario.outages:
        span = Span(walls.instant(outage.start), walls.instant(outage.end))
        if span.end < span.start:
            raise ScenarioError(f"{outage.path}.to", "is before `from`")
        yield span


def _beginning(scenario: Scenario, walls: Walls, instants: list[datetime]) -> datetime:
    """When courses are entered: before everything that the scenario names, and before its first day in any zone."""
    zone = scenario.patient.time_zone
    firsts = [instant_of(course.first_day, time(0), zone) for course in scenario.courses]
    told = [walls.instant(at) for event in scenario.events for at in (event.at, event.told_at)]
    begins_at = min([*instants, *firsts, *told]) - BEFORE
    if scenario.patient.birth_date > begins_at.date():
        raise ScenarioError("$.patient.birth_date", "is not before the story")
    return begins_at


def _tellings(scenario: Scenario, ledger: Ledger, walls: Walls, until: datetime) -> Iterator[Telling]:
    """What is told, in order; slots are looked up once everything before them has been told."""
    queue = [
        Telling(walls.instant(event.told_at), event.place, number, event.path, event.doing, walls.instant(event.at))
        for number, event in enumerate(scenario.events)
    ]
    heapq.heapify(queue)
    taking = _Taking(scenario.every_slot, ledger)
    number = len(queue)
    while True:
        slot = taking.next()
        if queue and (slot is None or queue[0].now <= slot.at):
            due = heapq.heappop(queue)
            if due.now > until:
                return
            taking.now = max(taking.now, due.now)
            yield due
        elif slot is not None and slot.at <= until:
            taking.take(slot)
            heapq.heappush(queue, slot.dose(number))
            number += 1
        else:
            return


@dataclass(frozen=True, slots=True)
class _SlotDue:
    """A slot that falls due and is taken."""

    at: datetime
    span: EverySlot
    slot: Slot

    @property
    def key(self) -> tuple[int, date, time]:
        """What falls due once."""
        return self.span.place, self.slot.day, self.slot.wall

    def dose(self, number: int) -> Telling:
        """The dose that is taken for it."""
        at = self.at + timedelta(minutes=self.span.minutes_late)
        name = f"{self.span.course}/{self.slot.day.isoformat()}/{self.slot.wall:%H:%M}"
        dose = Dose(id=name, course=self.span.course, amount=self.slot.amount)
        return Telling(at, self.span.place, number, f"{self.span.path}.every_slot", dose, at)


class _Taking:
    """The slots that are still to fall due and to be taken, as the plan stands."""

    def __init__(self, spans: tuple[EverySlot, ...], ledger: Ledger) -> None:
        self.now = ledger.begins_at
        self._spans = spans
        self._ledger = ledger
        self._taken: set[tuple[int, date, time]] = set()
        self._version = -1
        self._coming: list[_SlotDue] = []

    def next(self) -> _SlotDue | None:
        """The next one, by the plan of now."""
        if self._version != self._ledger.plan_version:
            self._version = self._ledger.plan_version
            self._coming = sorted(self._look(), key=lambda due: (due.at, due.span.place), reverse=True)
        return self._coming[-1] if self._coming else None

    def take(self, due: _SlotDue) -> None:
        """It fell due."""
        self._taken.add(due.key)
        self.now = due.at
        self._coming.pop()

    def _look(self) -> Iterator[_SlotDue]:
        for span in self._spans:
            for slot in self._ledger.slots(span.course, span.first_day, span.last_day):
                if slot.due_at is not None and slot.due_at >= self.now:
                    due = _SlotDue(slot.due_at, span, slot)
                    if due.key not in self._taken:
                        yield due
