"""The grid of days and amounts: what is typed is kept, and read as steps or told where it is wrong."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.facts import AsNeeded, Step, StepSlot
from tracker.clinician.steps_grid import StepsGrid, empty_grid, read_steps, typed_grid

GOOD = {"wall-0": "8:00", "wall-1": "2230", "step-0-days": "3", "step-0-amount-0": "1", "step-0-amount-1": "0.5"}


def read(data: dict[str, str]) -> StepsGrid:
    grid = typed_grid(data)
    read_steps(grid, first_day=date(2026, 3, 2), day_boundary=time(4))
    return grid


def test_slots_are_read_by_column() -> None:
    grid = read(GOOD)
    assert grid.steps == (Step(3, (StepSlot(time(8), Decimal(1)), StepSlot(time(22, 30), Decimal("0.5")))),)
    assert (grid.total_days, grid.needed_units) == (3, Decimal("4.5"))


def test_as_needed_is_read_in_hours() -> None:
    needed = {"step-0-needed-amount": "1", "step-0-needed-apart": "1.5", "step-0-needed-most": "4"}
    grid = read({"step-0-days": "3", **needed})
    assert grid.steps == (Step(3, as_needed=AsNeeded(Decimal(1), 90, Decimal(4))),)


def test_empty_rows_are_left_out_and_errors_stay_with_their_row() -> None:
    grid = read({**GOOD, "step-2-days": "2", "step-2-amount-1": "2000"})
    assert grid.steps is None
    assert [field for field, _ in grid.problems] == ["step-2-amount-1"]


def test_a_fall_is_seen() -> None:
    assert not read(GOOD).falls
    assert read({**GOOD, "step-1-days": "2", "step-1-amount-1": "0.5"}).falls
    assert not read({**GOOD, "step-1-days": "2", "step-1-amount-1": "1.5"}).falls


def test_rows_say_their_days() -> None:
    grid = read({**GOOD, "step-1-days": "2", "step-1-amount-1": "0.5"})
    grid.place(date(2026, 3, 2))
    assert (grid.rows[1].first, grid.rows[1].last, grid.rows[1].daily) == (
        date(2026, 3, 5),
        date(2026, 3, 6),
        Decimal("0.5"),
    )


def test_an_empty_grid_proposes_no_amount() -> None:
    grid = empty_grid((time(8), time(22, 30)))
    assert [wall.value for wall in grid.walls][:2] == ["08:00", "22:30"]
    assert all(row.is_empty for row in grid.rows)


@pytest.mark.parametrize("value", ["1_0", "١", "1e3", "NaN", "-1", "+1", "0x1", "1,5", "½", "1" * 30, " "])
def test_only_plain_numbers_are_amounts(value: str) -> None:
    grid = read({**GOOD, "step-0-amount-0": value})
    if value.strip():
        assert [field for field, _ in grid.problems] == ["step-0-amount-0"]
    else:
        assert grid.steps is not None


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "wall-0",
                "wall-1",
                "step-0-days",
                "step-0-amount-0",
                "step-1-needed-most",
                "step-59-days",
                "wall-23",
                "wall-99",
                "step-99-days",
            ]
        ),
        st.text(max_size=30),
    )
)
def test_whatever_is_typed_is_read_or_told(data: dict[str, str]) -> None:
    grid = read(data)
    assert (grid.steps is None) == bool(grid.problems)
