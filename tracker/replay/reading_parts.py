"""The parts that courses and events have in common: steps, amounts, plans for the end."""

from datetime import date, time
from decimal import Decimal

from courses import inputs
from courses.rules.facts import AsNeeded, Decision, Step, StepSlot
from courses.rules.steps import (
    MAX_AMOUNT,
    MAX_DAYS,
    MAX_INTERVAL_MINUTES,
    MAX_SLOTS,
    MAX_STEPS,
    WrongSteps,
    validate_steps,
)
from tracker.replay.document import Fields, Node
from tracker.replay.errors import ScenarioError
from tracker.replay.scenario import EndPlanTold

LONGEST_ID, LONGEST_REASON, LONGEST_NOTE = 100, 1000, 2000
# How a slot's parts stand in a scenario: [wall time, amount].
_PLACES = {"wall": "[0]", "amount": "[1]"}


def read_amount(node: Node) -> Decimal:
    """The amount of a dose or a slot."""
    return node.amount(most=MAX_AMOUNT)


def read_units(node: Node) -> Decimal:
    """Units handed out."""
    return node.amount(most=inputs.MOST_UNITS)


def read_steps(node: Node, *, first_day: date, boundary: time) -> tuple[Step, ...]:
    """Steps that begin on a day, each with its slots in the order of the medication day."""
    steps = tuple(_step(step) for step in node.items(least=1, most=MAX_STEPS))
    return placed_steps(node.path, steps, first_day=first_day, boundary=boundary)


def placed_steps(path: str, steps: tuple[Step, ...], *, first_day: date, boundary: time) -> tuple[Step, ...]:
    """The same steps as `validate_steps` returns them; `path` leads to them in the document."""
    try:
        return validate_steps(steps, first_day=first_day, day_boundary=boundary)
    except WrongSteps as error:
        raise ScenarioError(_path_of(path, error.path), error.message) from None


def _path_of(path: str, parts: tuple[str | int, ...]) -> str:
    """Where in the document the wrong part of steps stands."""
    if parts[0] == "first_day":
        # That of a course stands beside its steps; that of a change follows from when it is made.
        return path.replace(".steps", ".first_day") if path.startswith("$.courses") else path
    for place, part in enumerate(parts[1:], start=1):
        in_slot = "slots" in parts[:place] and part in _PLACES
        path += f"[{part}]" if isinstance(part, int) else (_PLACES[part] if in_slot else f".{part}")
    return path


def _step(node: Node) -> Step:
    fields = node.fields(("days",), ("slots", "as_needed"))
    days = fields["days"].whole(least=1, most=MAX_DAYS)
    if ("slots" in fields) == ("as_needed" in fields):
        raise node.wrong("must have either slots or as_needed")
    if "as_needed" in fields:
        return Step(days, as_needed=_as_needed(fields["as_needed"]))
    return Step(days, tuple(_slot(slot) for slot in fields["slots"].items(least=1, most=MAX_SLOTS)))


def _slot(node: Node) -> StepSlot:
    wall, amount = node.items(least=2, most=2)
    return StepSlot(wall.wall(), read_amount(amount))


def _as_needed(node: Node) -> AsNeeded:
    fields = node.fields(("amount", "min_interval_minutes", "max_per_day"))
    return AsNeeded(
        amount=read_amount(fields["amount"]),
        min_interval_minutes=fields["min_interval_minutes"].whole(least=0, most=MAX_INTERVAL_MINUTES),
        max_per_day=read_amount(fields["max_per_day"]),
    )


def read_plan(fields: Fields, key: str) -> EndPlanTold:
    """A plan for the end, whose decision stands under `key`, its day under `by`."""
    decision = Decision(fields[key].word(Decision))
    if decision is Decision.SEE_PATIENT and "by" not in fields:
        raise fields[key].wrong("see_patient asks for `by`, a date")
    if decision is not Decision.SEE_PATIENT and "by" in fields:
        raise fields["by"].wrong(f"{decision} has no date")
    return EndPlanTold(decision=decision, by=fields["by"].day() if "by" in fields else None)
