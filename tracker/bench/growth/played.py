"""A morning played through: many reminders due at one instant, sweepers and deliverers who share a database's cores.

What a batch costs is measured where it can be (`Costs`); how batches meet, wait and slow each other is played by simpy.
"""

from collections.abc import Generator
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

import simpy

from notifications.deliver import BATCH as DELIVER_BATCH
from notifications.ready import AT_ONCE as SWEEP_BATCH

# So many instants are kept of each batch: enough for a percentile, and few where millions go out.
MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds for one reminder in a batch, by one process that is alone: in the database, and outside of it."""

    sweep: float
    deliver: float
    # What a channel takes for one besides: encryption, the other side's answer. 0 where nothing leaves.
    channel: float = 0.0
    # By so much one process slows another on the same database, of its own speed: 0 is not at all, 1 is in turn.
    crowding: float = 0.0


@dataclass(frozen=True, slots=True)
class House:
    """What there is to do it: so many processes of each sort, and so many of them the database carries at once."""

    sweepers: int = 1
    deliverers: int = 1
    database: int = 2


@dataclass(frozen=True, slots=True)
class Morning:
    """How it went, in seconds from the due instant."""

    swept: float
    done: float
    median: float
    p99: float


class Place:
    """What is under way: reminders to sweep, deliveries that wait, and who is at the database."""

    def __init__(self, due: int, costs: Costs, house: House) -> None:
        """Begin with all of them due."""
        self.env = simpy.Environment()
        self.costs, self.house = costs, house
        self.due, self.to_sweep, self.swept, self.waiting = due, due, 0, 0
        self.swept_at = 0.0
        self.database = simpy.Resource(self.env, capacity=house.database)
        self.told = self.env.event()
        self.handed: list[tuple[float, int]] = []

    def play(self) -> Morning:
        """Until all is handed over."""
        for _ in range(self.house.sweepers):
            self.env.process(self._sweep())
        for _ in range(self.house.deliverers):
            self.env.process(self._deliver())
        self.env.run()
        every = -(-self.due // MOST_KEPT)
        waits = [at for at, count in self.handed for _ in range(-(-count // every))]
        cuts = quantiles(waits, n=100)
        return Morning(self.swept_at, self.env.now, cuts[49], cuts[98])

    def _at_the_database(self, seconds: float) -> Generator[Any, Any, None]:
        with self.database.request() as turn:
            yield turn
            # Whoever else is there now slows this batch.
            others = self.database.count - 1
            yield self.env.timeout(seconds * (1 + self.costs.crowding * others))

    def _sweep(self) -> Generator[Any, Any, None]:
        while self.to_sweep:
            batch = min(SWEEP_BATCH, self.to_sweep)
            self.to_sweep -= batch
            yield from self._at_the_database(batch * self.costs.sweep)
            self.swept += batch
            self.waiting += batch
            self.swept_at = self.env.now
            told, self.told = self.told, self.env.event()
            told.succeed()

    def _deliver(self) -> Generator[Any, Any, None]:
        while self.waiting or self.swept < self.due:
            if not self.waiting:
                yield self.told
                continue
            batch = min(DELIVER_BATCH, self.waiting)
            self.waiting -= batch
            yield from self._at_the_database(batch * self.costs.deliver)
            yield self.env.timeout(batch * self.costs.channel)
            self.handed.append((self.env.now, batch))


def play(due: int, costs: Costs, house: House) -> Morning:
    """One morning."""
    return Place(due, costs, house).play()
