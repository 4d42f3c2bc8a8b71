"""The days on which the end is announced."""

import pytest

from courses.rules.endings import ending_days, ending_instants
from tests.courses.rules.telling import Told, on, slots


@pytest.mark.parametrize(
    ("length", "plain", "enhanced"),
    [
        (1, [], []),
        (2, [1], [1]),
        (3, [2], [1]),
        (6, [5], [4]),
        (7, [4, 6], [3, 5]),
        (13, [10, 12], [9, 11]),
        (14, [9, 12], [8, 11]),
        (21, [16, 19], [15, 18]),
    ],
)
def test_so_many_days_before_the_last(length: int, plain: list[int], enhanced: list[int]) -> None:
    for more, expected in ((False, plain), (True, enhanced)):
        course = Told().course(slots(length, "08:00"), enhanced=more).known(1, "12:00")
        assert list(ending_days(course)) == [on(day) for day in expected]


def test_days_of_a_gap_do_not_lengthen_the_window() -> None:
    story = Told().course(slots(5, "08:00")).extend(9, "12:00", slots(1, "08:00"), begins=9)
    assert list(ending_days(story.known(9, "12:00"))) == [on(8)]


def test_a_window_that_a_stop_emptied_has_no_end_to_announce() -> None:
    story = Told().course(slots(14, "08:00"), entered=(-5, "12:00")).stop(-1, "12:00")
    assert ending_days(story.known(1, "12:00")) == ()


def test_the_instants_are_the_patients_hour() -> None:
    story = Told(zone="Asia/Tokyo", hour="18:30").course(slots(14, "08:00"))
    assert ending_instants(story.known(1, "12:00")) == (story.at(9, "18:30"), story.at(12, "18:30"))
