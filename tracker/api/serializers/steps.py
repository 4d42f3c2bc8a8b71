"""Steps, as they are entered and as they are told."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from courses.rules import facts
from courses.rules.steps import MAX_DAYS, MAX_INTERVAL_MINUTES, MAX_SLOTS, MAX_STEPS
from tracker.api.fields import Amount, Wall, Whole
from tracker.api.strict import Sent, Told


class SlotSent(Sent):
    """A planned wall time and its amount in units of the strength's form."""

    wall = Wall()
    amount = Amount()


class AsNeededSent(Sent):
    """As needed: the amount at once, the least minutes between two, the most units a day."""

    amount = Amount()
    min_interval_minutes = Whole(min_value=0, max_value=MAX_INTERVAL_MINUTES)
    max_per_day = Amount()

    examples: ClassVar = {"min_interval_minutes": 360, "max_per_day": "4"}


class StepSent(Sent):
    """Consecutive days with one pattern: either slots or as needed."""

    days = Whole(min_value=1, max_value=MAX_DAYS)
    slots = SlotSent(many=True, required=False, max_length=MAX_SLOTS)  # type: ignore[call-arg]  # of the list
    as_needed = AsNeededSent(required=False, allow_null=True)

    examples: ClassVar = {
        "days": 14,
        "slots": [{"wall": "08:00", "amount": "1"}, {"wall": "14:00", "amount": "1"}, {"wall": "22:30", "amount": "1"}],
    }
    not_in_example = ("as_needed",)


def steps_field() -> StepSent:
    """The field for the steps of a course."""
    return StepSent(many=True, min_length=1, max_length=MAX_STEPS)  # type: ignore[call-arg]  # of the list


def steps_of(sent: Iterable[Mapping[str, Any]]) -> tuple[facts.Step, ...]:
    """The steps that were sent, as facts."""
    return tuple(_step(step) for step in sent)


def _step(sent: Mapping[str, Any]) -> facts.Step:
    slots = tuple(facts.StepSlot(slot["wall"], slot["amount"]) for slot in sent.get("slots", ()))
    needed = sent.get("as_needed")
    return facts.Step(sent["days"], slots, None if needed is None else facts.AsNeeded(**needed))


class SlotTold(Told):
    """A planned wall time."""

    wall = Wall()
    amount = Amount()


class AsNeededTold(Told):
    """As needed."""

    amount = Amount()
    min_interval_minutes = Whole()
    max_per_day = Amount()

    examples: ClassVar = {"min_interval_minutes": 360, "max_per_day": "4"}


class StepTold(Told):
    """Consecutive days with one pattern."""

    days = Whole()
    slots = SlotTold(many=True)
    as_needed = AsNeededTold(allow_null=True)
