"""The one loop of every replay: what is done when, and each slot that is taken as it falls due.

Facts come in time order, those of one instant in the order given, and before what the same instant makes due.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from courses.rules.days import instant_of
from courses.rules.window import Slot
from tracker.replay.errors import ScenarioError
from tracker.replay.ledger import Ledger
from tracker.replay.scenario import CourseTold, Doing, Dose, EverySlot, Scenario
from tracker.replay.story import Told
from tracker.replay.walls import Walls

# Courses are entered so long before the first instant that the scenario names: before that day began in any zone.
BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Span:
    """An outage: the sweep and the workers do not run from `start` up to, not at, `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """What a world is told before the first course: the scenario, its ledger, its first and last instants, outages."""

    scenario: Scenario
    ledger: Ledger
    begins_at: datetime
    until: datetime
    outages: tuple[Span, ...]

    def after_outages(self, instant: datetime) -> datetime:
        """The first instant, not before the given one, that lies in no outage."""
        for outage in self.outages:
            if outage.start <= instant < outage.end:
                instant = outage.end
        return instant


class World(Protocol):
    """Where a story happens. What it is told, the ledger has found valid already."""

    def begin(self, stage: Stage) -> None:
        """Set up the practice and the patient."""

    def enter(self, course: CourseTold) -> None:
        """A course is entered, before the story begins."""

    def pass_time(self, before: datetime) -> None:
        """Let time do all that it does up to, not at, an instant."""

    def tell(self, path: str, doing: Doing, taken_at: datetime, now: datetime) -> None:
        """Something is done at `now`; `taken_at` is when a dose was taken."""

    def end(self) -> Told:
        """Let time pass to the last instant, this included; what happened in all."""


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    """Something to be told: by instant, then by its place in the scenario, then in order of coming."""

    now: datetime
    place: int
    number: int
    path: str
    doing: Doing
    taken_at: datetime


def tell(scenario: Scenario, world: World) -> Told:
    """Everything that the scenario makes happen in a world; raises ScenarioError for what is not valid."""
    walls = Walls(scenario)
    stage = _stage(scenario, walls)
    world.begin(stage)
    for course in scenario.courses:
        stage.ledger.enter(course)
        world.enter(course)
    for due in _dues(scenario, stage, walls):
        world.pass_time(due.now)
        stage.ledger.tell(due.path, due.doing, due.taken_at, due.now)
        world.tell(due.path, due.doing, due.taken_at, due.now)
    return world.end()


def _stage(scenario: Scenario, walls: Walls) -> Stage:
    until = walls.instant(scenario.until)
    spans = []
    for outage in scenario.outages:
        span = Span(walls.instant(outage.start), walls.instant(outage.end))
        if span.end < span.start:
            raise ScenarioError(f"{outage.path}.to", "is before `from`")
        spans.append(span)
    zone = scenario.patient.time_zone
    firsts = [until, *(span.start for span in spans)]
    firsts += [instant_of(course.first_day, time(0), zone) for course in scenario.courses]
    firsts += [walls.instant(at) for event in scenario.events for at in (event.at, event.told_at)]
    begins_at = min(firsts) - BEFORE
    if scenario.patient.birth_date > begins_at.date():
        raise ScenarioError("$.patient.birth_date", "is not before the story")
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    return Stage(scenario, Ledger(scenario, begins_at), begins_at, until, ordered)


def _dues(scenario: Scenario, stage: Stage, walls: Walls) -> Iterator[_Due]:
    """What is told, in order; slots are looked up once everything before them has been told."""
    queue = [
        _Due(walls.instant(event.told_at), event.place, number, event.path, event.doing, walls.instant(event.at))
        for number, event in enumerate(scenario.events)
    ]
    heapq.heapify(queue)
    taking = _Taking(scenario.every_slot, stage)
    number = len(queue)
    while True:
        slot = taking.next()
        if queue and (slot is None or queue[0].now <= slot.at):
            due = heapq.heappop(queue)
            if due.now > stage.until:
                return
            taking.now = max(taking.now, due.now)
            yield due
        elif slot is not None and slot.at <= stage.until:
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

    def dose(self, number: int) -> _Due:
        """The dose that is taken for it."""
        at = self.at + timedelta(minutes=self.span.minutes_late)
        name = f"{self.span.course}/{self.slot.day.isoformat()}/{self.slot.wall:%H:%M}"
        dose = Dose(id=name, course=self.span.course, amount=self.slot.amount)
        return _Due(at, self.span.place, number, self.span.path, dose, at)


class _Taking:
    """The slots that are still to fall due and to be taken, as the plan stands."""

    def __init__(self, spans: tuple[EverySlot, ...], stage: Stage) -> None:
        self.now = stage.begins_at
        self._spans = spans
        self._ledger = stage.ledger
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
