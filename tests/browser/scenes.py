"""Scenes by the real clock: a course that runs now, whenever the tests do, for a patient whose morning it is."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from courses.models import Patient
from courses.rules.facts import Step, StepSlot
from tests.browser.opening import zone_of
from tests.courses.making import Scene

BOUNDARY = timedelta(hours=4)
MORNING = 8


def zone_of_the_morning(now: datetime) -> ZoneInfo:
    """The zone in which it is between eight and nine: late enough for a dose, and no other day begins soon."""
    ahead = (MORNING - now.astimezone(UTC).hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


def local(now: datetime, patient: Patient) -> datetime:
    """The wall time of a patient."""
    return now.astimezone(ZoneInfo(zone_of(patient))).replace(tzinfo=None)


def medication_day(now: datetime, zone: ZoneInfo) -> date:
    """The medication day there."""
    return (now.astimezone(zone).replace(tzinfo=None) - BOUNDARY).date()


def around(now: datetime, zone: ZoneInfo, *, days: int = 14) -> Step:
    """A step with four slots a day, six hours from each other, the first of which was up to 15 minutes ago."""
    wall = now.astimezone(zone)
    first = wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0, tzinfo=None)
    walls = sorted({(first + timedelta(hours=6 * n)).time() for n in range(4)})
    return Step(days, tuple(StepSlot(one, Decimal(1)) for one in walls))


def running_course(now: datetime, *, day: int = 3, days: int = 14, step: Step | None = None) -> Scene:
    """A practice, a prescriber and a patient whose course of so many days is on its day k now, with a dose just due."""
    zone = zone_of_the_morning(now)
    first = medication_day(now, zone) - timedelta(days=day - 1)
    entered = datetime.combine(first - timedelta(days=1), time(12), zone)
    steps = (step or around(now, zone, days=days),)
    return Scene(time_zone=zone.key, steps=steps, first_day=first, now=entered)
