"""Steps as they may be entered, and what is wrong with others."""

from copy import copy
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.days import wall_instant
from courses.rules.facts import AsNeeded, Step, StepSlot
from courses.rules.steps import WrongSteps, validate_steps
from tests.courses.rules.entry_checks.cases import FIRST, as_needed, slots

GOOD = slots(2, "08:00", "20:00")


def needed(amount: str = "1", minutes: int = 360, most: str = "4") -> Step:
    return Step(2, as_needed=AsNeeded(Decimal(amount), minutes, Decimal(most)))


def validated(*steps: Step, first_day: date = FIRST) -> tuple[Step, ...]:
    return validate_steps(steps, first_day=first_day, day_boundary=time(4))


@pytest.mark.parametrize(
    ("steps", "where", "message"),
    [
        ([], "steps", "at least one step is needed"),
        ([GOOD] * 61, "steps", "at most 60 steps"),
        ([slots(0, "08:00")], "steps[0].days", "from 1 to 366 days"),
        ([GOOD, slots(-1, "08:00")], "steps[1].days", "from 1 to 366 days"),
        ([slots(367, "08:00")], "steps[0].days", "from 1 to 366 days"),
        ([slots(10**30, "08:00")], "steps[0].days", "from 1 to 366 days"),
        ([slots(366, "08:00"), slots(1, "08:00")], "steps", "at most 366 days in all, not 367"),
        ([Step(2)], "steps[0]", "either slots or as needed is needed"),
        ([Step(2, GOOD.slots, needed().as_needed)], "steps[0]", "either slots or as needed, not both"),
        ([slots(2, "08:00", "20:00", "08:00")], "steps[0].slots[2].wall", "08:00 stands there twice"),
        ([slots(2, "08:00:30")], "steps[0].slots[0].wall", "a wall time in hours and minutes, without a zone"),
        ([slots(2, "08:00:00.5")], "steps[0].slots[0].wall", "a wall time in hours and minutes, without a zone"),
        ([slots(2, "08:00+00:00")], "steps[0].slots[0].wall", "a wall time in hours and minutes, without a zone"),
        ([slots(2, *(f"{n // 2:02}:{n % 2}0" for n in range(25)))], "steps[0].slots", "at most 24 slots a day"),
        ([slots(2, "08:00", amount="0")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="-1")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="NaN")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="sNaN")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="Infinity")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="1000.1")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="1e999")], "steps[0].slots[0].amount", "a number above 0, at most 1000"),
        ([slots(2, "08:00", amount="0.00001")], "steps[0].slots[0].amount", "at most 4 decimals"),
        ([slots(2, "08:00", amount="1e-999")], "steps[0].slots[0].amount", "at most 4 decimals"),
        ([slots(2, "08:00", amount="1." + 29 * "3")], "steps[0].slots[0].amount", "at most 4 decimals"),
        ([needed(amount="0")], "steps[0].as_needed.amount", "a number above 0, at most 1000"),
        ([needed(most="-4")], "steps[0].as_needed.max_per_day", "a number above 0, at most 1000"),
        ([needed(amount="2", most="1.5")], "steps[0].as_needed.max_per_day", "less than the amount taken at once"),
        ([needed(minutes=-1)], "steps[0].as_needed.min_interval_minutes", "from 0 to 10080 minutes"),
        ([needed(minutes=10081)], "steps[0].as_needed.min_interval_minutes", "from 0 to 10080 minutes"),
    ],
)
def test_wrong_steps_are_refused_with_the_place_and_the_reason(steps: list[Step], where: str, message: str) -> None:
    with pytest.raises(WrongSteps) as refused:
        validated(*steps)
    assert str(refused.value) == f"{where}: {message}"


def test_the_path_is_given_in_parts() -> None:
    with pytest.raises(WrongSteps) as refused:
        validated(GOOD, slots(2, "08:00", amount="0"))
    assert refused.value.path == ("steps", 1, "slots", 0, "amount")
    assert refused.value.message == "a number above 0, at most 1000"
    assert str(copy(refused.value)) == str(refused.value)


def test_as_many_steps_as_there_may_be() -> None:
    assert len(validated(*[GOOD] * 60)) == 60


@pytest.mark.parametrize(
    "step",
    [
        slots(366, "08:00", amount="1000"),
        slots(1, "08:00", amount="0.0625"),
        slots(1, "08:00", amount="1.000000000"),
        slots(1, *(f"{n:02}:00" for n in range(4, 24)), "00:00", "01:00", "02:00", "03:00"),
        needed(amount="4", minutes=0),
        needed(minutes=10080),
    ],
)
def test_what_is_only_unusual_is_taken_as_it_is(step: Step) -> None:
    assert validated(step) == (step,)


@pytest.mark.parametrize(
    ("first_day", "right"), [("2000-01-01", True), ("1999-12-31", False), ("2199-12-30", True), ("2199-12-31", False)]
)
def test_the_days_lie_where_a_calendar_can_hold_them(first_day: str, right: bool) -> None:
    if right:
        assert validated(GOOD, first_day=date.fromisoformat(first_day)) == (GOOD,)
    else:
        with pytest.raises(WrongSteps, match=r"^first_day: the days must lie between 2000-01-01 and 2199-12-31$"):
            validated(GOOD, first_day=date.fromisoformat(first_day))


def test_slots_stand_in_the_order_of_the_medication_day() -> None:
    [step] = validated(slots(1, "02:30", "23:00", "04:00", "03:59", "00:15"))
    assert [f"{slot.wall:%H:%M}" for slot in step.slots] == ["04:00", "23:00", "00:15", "02:30", "03:59"]


WALLS = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
AMOUNTS = st.decimals("0.0001", 1000, places=4)
SLOTTED = st.builds(
    Step,
    st.integers(1, 50),
    st.lists(st.builds(StepSlot, WALLS, AMOUNTS), min_size=1, max_size=24, unique_by=lambda slot: slot.wall).map(tuple),
)
STEPS = st.lists(SLOTTED | st.just(as_needed(3, "1", "3")), min_size=1, max_size=7)


@given(STEPS, WALLS)
def test_sorting_keeps_every_slot_follows_time_and_is_done_once(steps: list[Step], boundary: time) -> None:
    checked = validate_steps(steps, first_day=FIRST, day_boundary=boundary)
    assert [(step.days, step.as_needed, frozenset(step.slots)) for step in checked] == [
        (step.days, step.as_needed, frozenset(step.slots)) for step in steps
    ]
    for step in checked:
        instants = [wall_instant(FIRST, slot.wall, boundary, "UTC") for slot in step.slots]
        assert instants == sorted(instants)
        opening = datetime.combine(FIRST, boundary, tzinfo=UTC)
        assert all(0 <= (instant - opening).total_seconds() < 86400 for instant in instants)
    assert validate_steps(checked, first_day=FIRST, day_boundary=boundary) == checked
