"""Mornings at growing sizes, a tenth of all patients due at one instant; the smallest size tells what the others cost.

One process sweeps and one delivers to a channel that takes everything at once, so it is the database that is measured.
From the smallest size alone the larger ones are foretold (`played`); the figure is by how much that is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import monotonic, sleep
from typing import Any

from django.db import connection

from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Delivery
from notifications.sweep import sweep_patients
from tracker.bench.clinic import Clinic, at, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.figures import Figure, Target
from tracker.bench.growth.played import Costs, House, play
from tracker.bench.processes import Processes
from tracker.bench.sweep import HISTORY, used_for_two_days
from tracker.bench.telling import tell

SIZES = (100_000, 200_000, 500_000, 1_000_000, 2_000_000)
SHARE_DUE = 0.1
# At the smallest size first each work by itself: what a batch costs that nobody slows.
REPEATS = 2
WARMING = 2
CHANNEL = "email"
# What is played through for the plan (docs/growth.md): patients, and processes at a database of so many cores. The
# deliverers' own work besides the database: a push of a worker, as `push` measures it.
A_PUSH = 1 / 1_360
PLANS = (
    (100_000, House(sweepers=1, deliverers=2, database=2)),
    (1_000_000, House(sweepers=2, deliverers=8, database=4)),
    (2_000_000, House(sweepers=2, deliverers=16, database=8)),
    (10_000_000, House(sweepers=4, deliverers=32, database=16)),
    (10_000_000, House(sweepers=4, deliverers=128, database=64)),
)
EMPTY_LOOK = 0.05
APART = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: a morning in seconds, what was written for it, and what a patient takes on the disk."""

    patients: int
    due: int
    done: float
    p99: float
    wal_bytes: float
    grown_bytes: float
    bytes_a_patient: float


def measure(scale: float) -> Figure:
    """By how much the larger sizes were foretold wrongly, at worst; the sizes that were measured stand beside it."""
    clinic = open_clinic()
    minutes = iter(range(60 * 60 // int(APART.total_seconds())))
    sizes = [int(size * scale) for size in SIZES]
    there = 0
    costs: Costs | None = None
    found: list[Measured] = []
    with Processes(2) as processes:
        for size in sizes:
            due = int(size * SHARE_DUE)
            # The very first ones are for warming up: a process that loads its rules tells nothing of a batch.
            mornings = REPEATS + (costs is None) * (REPEATS + WARMING)
            instants = [_minute(next(minutes)) for _ in range(mornings)]
            there += _fill(clinic, size - there, due, instants)
            if costs is None:
                _morning(processes, size, due, instants[:1])
                _morning(processes, size, due, instants[1:WARMING])
                instants = instants[WARMING:]
                costs = _costs(processes, instants[:REPEATS], due)
                instants = instants[REPEATS:]
            found.append(_morning(processes, size, due, instants))
            tell(f"{found[-1]}")
    if costs is None:
        raise RuntimeError("no size was measured")
    costs = _crowded(costs, found[0])
    foretold = {one.patients: play(one.due, costs, House()) for one in found}
    wrong = [
        max(_off(foretold[one.patients].done, one.done), _off(foretold[one.patients].p99, one.p99)) for one in found[1:]
    ]
    beside = {
        "costs": {"sweep": costs.sweep, "deliver": costs.deliver, "crowding": costs.crowding},
        "measured": [
            {
                "patients": one.patients, "due": one.due, "seconds": _short(one.done), "p99": _short(one.p99),
                "foretold_seconds": _short(foretold[one.patients].done),
                "foretold_p99": _short(foretold[one.patients].p99),
                "wal_bytes_a_reminder": round(one.wal_bytes / one.due),
                "bytes_a_reminder": round(one.grown_bytes / one.due),
                "bytes_a_patient": round(one.bytes_a_patient),
            }
            for one in found
        ],
        "played": [_played(patients, costs, house) for patients, house in PLANS],
    }  # fmt: skip
    measured_at = {"patients": sizes, "share_due": SHARE_DUE, "repeats": REPEATS}
    target = Target(0.20, at_most=True)
    return Figure("growth", "share by which a size was foretold wrongly", max(wrong), None, target, measured_at, beside)


def _played(patients: int, costs: Costs, house: House) -> dict[str, float]:
    """A morning that does not fit here."""
    pushing = Costs(costs.sweep, costs.deliver, A_PUSH, costs.crowding / max(1, house.database - 1))
    morning = play(int(patients * SHARE_DUE), pushing, house)
    told = {"patients": patients, "sweepers": house.sweepers, "deliverers": house.deliverers, "cores": house.database}
    return told | {"swept": _short(morning.swept), "median": _short(morning.median), "p99": _short(morning.p99)}


def _minute(number: int) -> datetime:
    """Each morning's patients have an instant of their own, all within the hour after which one is asked again."""
    return at(3, "06:00") + APART * number


def _fill(clinic: Clinic, more: int, due: int, instants: list[datetime]) -> int:
    """So many more patients, of whom `due` fall due at each of these instants; how many that made."""
    for instant in instants:
        clone(used_for_two_days(clinic, instant).pk, due - 1)
    later = used_for_two_days(clinic, at(3, "12:00") + (instants[0] - _minute(0)))
    rest = max(1, more - due * len(instants))
    clone(later.pk, rest - 1, leave_out=HISTORY)
    tell(f"{due:,} due at each of {len(instants)} instants, {rest:,} others")
    vacuum()
    return due * len(instants) + rest


def _costs(processes: Processes, instants: list[datetime], due: int) -> Costs:
    """What one process needs for a reminder, sweeping and delivering by itself, one after the other."""
    swept, delivered = [], []
    for instant in instants:
        sweeping = max(processes.all(_alone, "sweep", instant))
        delivering = max(processes.all(_alone, "deliver", instant))
        swept.append(sweeping / due)
        delivered.append(delivering / due)
    return Costs(median(swept), median(delivered))


def _morning(processes: Processes, size: int, due: int, instants: list[datetime]) -> Measured:
    done, late, wal, grown = [], [], [], []
    for instant in instants:
        small = _one("SELECT pg_database_size(current_database())")
        before = _one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
        done.append(max(processes.all(_together, instant, due)))
        wal.append(float(_one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")) - float(before))
        grown.append(float(_one("SELECT pg_database_size(current_database())") - small))
        late.append(float(_one(
            "SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - %s)) "
            "FROM notifications_delivery WHERE finished_at >= %s AND finished_at < %s",
            instant, instant, instant + APART,
        )))  # fmt: skip
    total = _one("SELECT pg_database_size(current_database())")
    return Measured(size, due, median(done), median(late), median(wal), median(grown), float(total) / size)


def _crowded(costs: Costs, smallest: Measured) -> Costs:
    """How much the two slow each other: what makes the smallest size come out as it was measured."""
    least, most = 0.0, 3.0
    for _ in range(30):
        middle = (least + most) / 2
        told = Costs(costs.sweep, costs.deliver, costs.channel, middle)
        if play(smallest.due, told, House()).done < smallest.done:
            least = middle
        else:
            most = middle
    return Costs(costs.sweep, costs.deliver, costs.channel, (least + most) / 2)


def _alone(work: str, instant: datetime) -> float:
    """One of the two processes does this work while the other looks on; how long it took."""
    if not _first(f"{work} {instant}"):
        return 0.0
    began = monotonic()
    clock = _running(instant)
    if work == "sweep":
        sweep_patients(clock)
    else:
        _hand_over(clock)
    return monotonic() - began


def _together(instant: datetime, due: int) -> float:
    """One process sweeps and the other delivers, until all is handed over; how long that took."""
    began = monotonic()
    clock = _running(instant)
    if _first(f"together {instant}"):
        sweep_patients(clock)
        return monotonic() - began
    mine = Delivery.objects.filter(status="sent", finished_at__gte=instant, finished_at__lt=instant + APART)
    while mine.count() < due:
        _hand_over(clock)
        sleep(EMPTY_LOOK)
    return monotonic() - began


def _hand_over(clock: Callable[[], datetime]) -> None:
    with only(Recorder(CHANNEL)):
        deliver(CHANNEL, clock)


def _running(instant: datetime) -> Callable[[], datetime]:
    """A clock that stands at the instant now and goes on from there."""
    began = monotonic()
    return lambda: instant + timedelta(seconds=monotonic() - began)


def _first(what: str) -> bool:
    """Whether this process is the first of the two to begin with this."""
    return bool(_one("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", what))


def _one(query: str, *given: str | datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, given or None)
        (value,) = cursor.fetchone()
    return value


def _off(foretold: float, measured: float) -> float:
    return abs(foretold / measured - 1)


def _short(number: float) -> float:
    return float(f"{number:.3g}")
