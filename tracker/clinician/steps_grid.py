"""The steps as typed: wall times as columns, a row a step. It keeps what was typed, whatever is wrong with it.

The program proposes no amount: what is empty stays empty.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from courses.rules.facts import AsNeeded, Step, StepSlot
from courses.rules.halves import wrong_part
from courses.rules.steps import MAX_SLOTS, MAX_STEPS, WrongSteps, validate_steps

FEWEST_WALLS, FEWEST_ROWS = 4, 3
_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,8})?")
_WHOLE = re.compile(r"[0-9]{1,4}")
_WALL = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})?")
LONGEST = 20
ANY_DAY = date(2026, 1, 1)


@dataclass(slots=True)
class Cell:
    """One field of the grid: its name (which is its id, too), what was typed, what is wrong with it."""

    name: str
    label: str
    value: str
    error: str = ""


@dataclass(slots=True)
class Row:
    """One step as typed. `first` and `last` are its days once the steps before it make sense."""

    number: int
    days: Cell
    amounts: list[Cell]
    needed: list[Cell]
    first: date | None = None
    last: date | None = None
    daily: Decimal | None = None

    @property
    def cells(self) -> list[Cell]:
        """All its fields."""
        return [self.days, *self.amounts, *self.needed]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(cell.value for cell in self.cells)


@dataclass(slots=True)
class StepsGrid:
    """The grid: `steps` is None while something is wrong, which the cells and `error` then say."""

    walls: list[Cell]
    rows: list[Row]
    error: str = ""
    steps: tuple[Step, ...] | None = None
    # What can be read of what is typed so far: each row by itself, for the sums that run along.
    readable: tuple[Step, ...] = ()
    _kept: list[tuple[Row, list[int]]] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The id of each wrong field with what is wrong, in the order of the page; "steps" for the grid as a whole."""
        cells = [*self.walls, *(cell for row in self.rows for cell in row.cells)]
        found = [(cell.name, f"{cell.label}: {cell.error}") for cell in cells if cell.error]
        return [("steps", self.error), *found] if self.error else found

    @property
    def total_days(self) -> int:
        """How many days the steps have together."""
        return sum(step.days for step in self.readable)

    @property
    def needed_units(self) -> Decimal:
        """What they need in units; as needed, at most."""
        return sum((step.daily_amount * step.days for step in self.readable), Decimal(0))

    @property
    def falls(self) -> bool:
        """Whether each step's daily amount is below that of the step before."""
        amounts = [step.daily_amount for step in self.steps or ()]
        return len(amounts) > 1 and all(later < earlier for earlier, later in itertools.pairwise(amounts))

    def point_at(self, path: tuple[str | int, ...], message: str) -> None:
        """Put an error where a path such as `("steps", 0, "slots", 1, "amount")` leads."""
        cell = self._cell(path)
        if cell is None:
            self.error = message[:1].upper() + message[1:]
        else:
            cell.error = message

    def _cell(self, path: tuple[str | int, ...]) -> Cell | None:
        if len(path) < len(("steps", 0)) or not isinstance(path[1], int) or path[1] >= len(self._kept):
            return None
        row, columns = self._kept[path[1]]
        match path[2:]:
            case ("slots", int(place), "wall") if place < len(columns):
                return self.walls[columns[place]]
            case ("slots", int(place), "amount") if place < len(columns):
                return row.amounts[columns[place]]
            case ("as_needed", str(name)):
                return row.needed[_NEEDED.index(name)] if name in _NEEDED else row.needed[0]
        return row.days

    def refuse_parts(self, unit: str, *, halvable: bool) -> None:
        """Say at each amount that is no amount of such a unit why not; then there are no steps."""
        for row, columns in self._kept:
            for cell in (*(row.amounts[n] for n in columns), row.needed[0], row.needed[2]):
                wrong = wrong_part(Decimal(cell.value), unit, halvable=halvable) if _is_number(cell) else ""
                if wrong and not cell.error:
                    cell.error, self.steps = wrong, None

    def place(self, first_day: date) -> None:
        """Say of each row which days it has, once all make sense."""
        for (row, _), step in zip(self._kept, self.steps or (), strict=False):
            row.first, row.last = first_day, first_day + timedelta(days=step.days - 1)
            first_day = row.last + timedelta(days=1)


_NEEDED = ("amount", "min_interval_minutes", "max_per_day")


def empty_grid(walls: tuple[time, ...] = ()) -> StepsGrid:
    """A grid with nothing in it but, if given, wall times."""
    data = {f"wall-{n}": f"{wall:%H:%M}" for n, wall in enumerate(walls)}
    return typed_grid(data)


def grid_data(steps: Sequence[Step], *, day_boundary: time) -> dict[str, str]:
    """Steps as a form would send them: what `typed_grid` reads, the wall times of all steps as its columns."""
    found = {slot.wall for step in steps for slot in step.slots}
    # In the order of the medication day: a wall time before the boundary belongs to the night after.
    walls = sorted(found, key=lambda wall: (wall < day_boundary, wall))
    data = {f"wall-{n}": f"{wall:%H:%M}" for n, wall in enumerate(walls)}
    for n, step in enumerate(steps):
        data[f"step-{n}-days"] = str(step.days)
        for slot in step.slots:
            data[f"step-{n}-amount-{walls.index(slot.wall)}"] = _plain(slot.amount)
        if step.as_needed is not None:
            data[f"step-{n}-needed-amount"] = _plain(step.as_needed.amount)
            data[f"step-{n}-needed-apart"] = _plain(round(Decimal(step.as_needed.min_interval_minutes) / 60, 8))
            data[f"step-{n}-needed-most"] = _plain(step.as_needed.max_per_day)
    return data


def typed_grid(data: Mapping[str, str]) -> StepsGrid:
    """The grid with what a form sent, one more row or column where that was asked for; nothing is judged yet."""
    more_rows, more_walls = "add_step" in data, "add_wall" in data
    rows = _most(data, r"step-([0-9]{1,2})-", FEWEST_ROWS, more_rows, MAX_STEPS)
    walls = _most(data, r"wall-([0-9]{1,2})$", FEWEST_WALLS, more_walls, MAX_SLOTS)

    def cell(name: str, label: str) -> Cell:
        return Cell(name, label, data.get(name, "").strip()[:LONGEST])

    grid = StepsGrid(walls=[cell(f"wall-{n}", f"Wall time {n + 1}") for n in range(walls)], rows=[])
    for n in range(rows):
        called = f"Step {n + 1}"
        grid.rows.append(
            Row(
                number=n + 1,
                days=cell(f"step-{n}-days", f"{called}, days"),
                amounts=[
                    cell(f"step-{n}-amount-{m}", f"{called}, amount at {wall.value or f'wall time {m + 1}'}")
                    for m, wall in enumerate(grid.walls)
                ],
                needed=[
                    cell(f"step-{n}-needed-amount", f"{called}, as needed, amount"),
                    cell(f"step-{n}-needed-apart", f"{called}, as needed, hours apart"),
                    cell(f"step-{n}-needed-most", f"{called}, as needed, most a day"),
                ],
            )
        )
    return grid


def _most(data: Mapping[str, str], pattern: str, fewest: int, more: bool, most: int) -> int:  # noqa: FBT001
    found = [int(match[1]) + 1 for name in data if (match := re.match(pattern, name))]
    return min(max([fewest, *found]) + (1 if more else 0), most)


def read_steps(grid: StepsGrid, *, first_day: date | None, day_boundary: time) -> None:
    """Fill in `steps`, or say in the cells what is wrong. Without a first day only the grid itself is judged."""
    typed = [(row, _read_row(grid, row)) for row in grid.rows if not row.is_empty]
    grid.readable = tuple(step for _, step in typed if step is not None)
    for row, step in typed:
        row.daily = None if step is None else step.daily_amount
    if not typed:
        grid.error = "Write at least one step: its days, and an amount under a wall time or as needed."
        return
    steps = [step for _, step in typed if step is not None]
    if len(steps) < len(typed) or grid.problems:
        return
    try:
        grid.steps = validate_steps(steps, first_day=first_day or ANY_DAY, day_boundary=day_boundary)
        grid.readable = grid.steps
    except WrongSteps as wrong:
        if wrong.path != ("first_day",):
            grid.point_at(wrong.path, f"{wrong.message}.")
            return
        raise


def _read_row(grid: StepsGrid, row: Row) -> Step | None:
    days = _whole(row.days, "Write a whole number of days, 1 or more.")
    columns = [n for n, cell in enumerate(row.amounts) if cell.value]
    grid._kept.append((row, columns))  # noqa: SLF001 (this module's own class)
    needed = any(cell.value for cell in row.needed)
    if needed and columns:
        row.needed[0].error = "A step has either wall times or as needed, not both: empty one of them."
        return None
    if needed:
        as_needed = _read_needed(row)
        return None if as_needed is None or days is None else Step(days, as_needed=as_needed)
    slots = [_read_slot(grid.walls[n], row.amounts[n]) for n in columns]
    if not slots:
        row.amounts[0].error = "Write an amount under a wall time, or fill in as needed."
        return None
    read = tuple(slot for slot in slots if slot is not None)
    return None if days is None or len(read) < len(slots) else Step(days, read)


def _read_slot(wall: Cell, amount: Cell) -> StepSlot | None:
    at, units = _wall(wall), _number(amount, "Write a number above 0, such as 1 or 0.5.")
    return None if at is None or units is None else StepSlot(at, units)


def _read_needed(row: Row) -> AsNeeded | None:
    amount, apart, most = row.needed
    units = _number(amount, "Write the amount taken at once, such as 1.")
    hours = _number(apart, "Write the least hours between doses, such as 6.")
    a_day = _number(most, "Write the most a day, in the same units.")
    if units is None or hours is None or a_day is None:
        return None
    # 100 minutes are written as 1.66666667 hours.
    minutes = round(hours * 60, 4)
    if minutes != int(minutes):
        apart.error = "Write whole minutes: 1.5 hours is 90 minutes."
        return None
    return AsNeeded(units, int(minutes), a_day)


def _wall(cell: Cell) -> time | None:
    match = _WALL.fullmatch(cell.value)
    if not cell.value:
        cell.error = "Write the wall time of this column, such as 08:00."
    elif match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:  # noqa: PLR2004 (a clock's)
        cell.error = "This is no wall time; write one such as 08:00 or 22:30."
    else:
        return time(int(match[1]), int(match[2] or 0))
    return None


def _whole(cell: Cell, message: str) -> int | None:
    if _WHOLE.fullmatch(cell.value) and int(cell.value) > 0:
        return int(cell.value)
    cell.error = message
    return None


def _is_number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(cell.value) is not None


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _number(cell: Cell, message: str) -> Decimal | None:
    if _NUMBER.fullmatch(cell.value):
        return Decimal(cell.value)
    cell.error = message
    return None
