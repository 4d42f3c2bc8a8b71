"""A first dose on the second or third day: which steps keep the planned number of days."""

import pytest

from courses.rules.late_start import late_start
from tests.courses.rules.telling import Told, on, slots


@pytest.mark.parametrize(
    ("first_dose", "today", "days"),
    [(1, 1, None), (2, 2, [10, 4]), (2, 5, [7, 4]), (3, 3, [10, 4]), (3, 13, [4]), (3, 14, [3]), (4, 4, None)],
)
def test_the_days_from_the_first_dose_to_today_are_taken_off(
    first_dose: int, today: int, days: list[int] | None
) -> None:
    told = Told().course(slots(10, "08:00"), slots(4, "08:00")).dose(first_dose, "08:00")
    found = late_start(told.known(today, "12:00"), on(today))
    assert (found and [step.days for step in found.steps]) == days
    if found and days:
        assert sum(days) + today - first_dose == found.planned_days == 14
