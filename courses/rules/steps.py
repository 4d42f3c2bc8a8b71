"""Steps as they may be entered: what is wrong is an error, never a warning to override."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from courses.rules.facts import AsNeeded, Step, StepSlot

MAX_STEPS = 60
MAX_DAYS = 366
MAX_SLOTS = 24
MAX_AMOUNT = Decimal(1000)
AMOUNT_PLACES = 4
MAX_INTERVAL_MINUTES = 7 * 24 * 60
EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2199, 12, 31)


class WrongSteps(ValueError):  # noqa: N818 - named as what is wrong
    """The steps cannot be what anyone meant: who sent them has to change them, trying again does not help.

    `path` leads to the wrong part, as field names and positions: `("steps", 0, "slots", 1, "amount")`.
    """

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        """Keep where and what; the text is both."""
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        """The path as in `steps[0].slots[1].amount`, and the message."""
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return f"{path.removeprefix('.')}: {self.message}"


def validate_steps(steps: Sequence[Step], *, first_day: date, day_boundary: time) -> tuple[Step, ...]:
    """The same steps with the slots of each in the order of the medication day; raises `WrongSteps`.

    `first_day` is the first day of the first step.
    """
    if not steps:
        raise WrongSteps(("steps",), "at least one step is needed")
    if len(steps) > MAX_STEPS:
        raise WrongSteps(("steps",), f"at most {MAX_STEPS} steps")
    checked = tuple(_step(("steps", n), step, day_boundary) for n, step in enumerate(steps))
    days = sum(step.days for step in checked)
    if days > MAX_DAYS:
        raise WrongSteps(("steps",), f"at most {MAX_DAYS} days in all, not {days}")
    if not EARLIEST_DAY <= first_day <= LATEST_DAY - timedelta(days=days - 1):
        raise WrongSteps(("first_day",), f"the days must lie between {EARLIEST_DAY} and {LATEST_DAY}")
    return checked


def _step(path: tuple[str | int, ...], step: Step, boundary: time) -> Step:
    if not 1 <= step.days <= MAX_DAYS:
        raise WrongSteps((*path, "days"), f"from 1 to {MAX_DAYS} days")
    if step.slots and step.as_needed is not None:
        raise WrongSteps(path, "either slots or as needed, not both")
    if step.as_needed is not None:
        _check_as_needed((*path, "as_needed"), step.as_needed)
        return step
    if not step.slots:
        raise WrongSteps(path, "either slots or as needed is needed")
    return replace(step, slots=_slots((*path, "slots"), step.slots, boundary))


def _slots(path: tuple[str | int, ...], slots: tuple[StepSlot, ...], boundary: time) -> tuple[StepSlot, ...]:
    if len(slots) > MAX_SLOTS:
        raise WrongSteps(path, f"at most {MAX_SLOTS} slots a day")
    seen: set[time] = set()
    for n, slot in enumerate(slots):
        if slot.wall.tzinfo is not None or slot.wall.second or slot.wall.microsecond:
            raise WrongSteps((*path, n, "wall"), "a wall time in hours and minutes, without a zone")
        if slot.wall in seen:
            raise WrongSteps((*path, n, "wall"), f"{slot.wall:%H:%M} stands there twice")
        seen.add(slot.wall)
        _check_amount((*path, n, "amount"), slot.amount)
    return tuple(sorted(slots, key=lambda slot: (slot.wall < boundary, slot.wall)))


def _check_as_needed(path: tuple[str | int, ...], as_needed: AsNeeded) -> None:
    _check_amount((*path, "amount"), as_needed.amount)
    _check_amount((*path, "max_per_day"), as_needed.max_per_day)
    if as_needed.max_per_day < as_needed.amount:
        raise WrongSteps((*path, "max_per_day"), "less than the amount taken at once")
    if not 0 <= as_needed.min_interval_minutes <= MAX_INTERVAL_MINUTES:
        raise WrongSteps((*path, "min_interval_minutes"), f"from 0 to {MAX_INTERVAL_MINUTES} minutes")


def _check_amount(path: tuple[str | int, ...], amount: Decimal) -> None:
    if not amount.is_finite() or not 0 < amount <= MAX_AMOUNT:
        raise WrongSteps(path, f"a number above 0, at most {MAX_AMOUNT}")
    if amount != round(amount, AMOUNT_PLACES):
        raise WrongSteps(path, f"at most {AMOUNT_PLACES} decimals")
