"""`doses_too_close`, clause by clause."""

from datetime import timedelta

import pytest

from courses.rules.facts import Step
from courses.rules.flags.doses_too_close import least_interval
from tests.courses.rules.telling import Told, needed, slots, told_by

RULE = "doses_too_close"


@pytest.mark.parametrize(("wall", "close"), [("11:59", True), ("12:00", False)])
def test_as_needed_closer_than_the_minimum_interval(wall: str, close: bool) -> None:
    story = Told().course(needed(7, minutes=240)).dose(1, "08:00").dose(1, wall)
    assert told_by(story.find(RULE, 2, "08:00")) == (("info", ["1/08:00", f"1/{wall}"]) if close else None)


@pytest.mark.parametrize(
    ("step", "wall", "close"),
    [
        # One slot: the gap around the clock is a day, so 90 minutes decide.
        (slots(7, "08:00"), "09:29", True),
        (slots(7, "08:00"), "09:30", False),
        # 3 h apart: half of it is 90 minutes too.
        (slots(7, "08:00", "11:00"), "09:29", True),
        (slots(7, "08:00", "11:00"), "09:30", False),
        # 2 h apart: half of it is less.
        (slots(7, "08:00", "10:00"), "08:59", True),
        (slots(7, "08:00", "10:00"), "09:00", False),
        # Around the clock: 23:00 and 01:00 are 2 h apart.
        (slots(7, "23:00", "01:00"), "08:59", True),
        (slots(7, "23:00", "01:00"), "09:00", False),
        # Minutes count, and the smallest of several gaps.
        (slots(7, "08:00", "12:00", "13:30"), "08:44", True),
        (slots(7, "08:00", "12:00", "13:30"), "08:45", False),
        (slots(7, "06:15", "07:15", "12:00"), "08:29", True),
        (slots(7, "06:15", "07:15", "12:00"), "08:30", False),
    ],
)
def test_with_slots_closer_than_90_minutes_and_than_half_the_smallest_gap(step: Step, wall: str, close: bool) -> None:
    story = Told().course(step).dose(2, "08:00").dose(2, wall)
    assert (story.find(RULE, 3, "08:00") is not None) is close


@pytest.mark.parametrize(
    ("step", "minutes"),
    [
        (needed(7, minutes=240), 240),
        (slots(7, "08:00"), 90),
        (slots(7, "08:00", "20:00"), 90),
        (slots(7, "08:00", "10:00"), 60),
    ],
)
def test_the_least_interval_of_a_step_is_told_before_a_dose_is_taken(step: Step, minutes: int) -> None:
    assert least_interval(step) == timedelta(minutes=minutes)


def test_a_warning_from_the_third_pair() -> None:
    story = Told().course(slots(7, "08:00")).dose(1, "08:00").dose(1, "08:10").dose(1, "08:20")
    assert told_by(story.find(RULE, 1, "09:00")) == ("info", ["1/08:00", "1/08:10", "1/08:20"])
    story.dose(2, "08:00").dose(2, "08:10")
    assert told_by(story.find(RULE, 2, "09:00")) == (
        "warning",
        ["1/08:00", "1/08:10", "1/08:20", "2/08:00", "2/08:10"],
    )


def test_about_doses_are_not_looked_at_and_part_no_pair() -> None:
    story = Told().course(slots(7, "08:00")).dose(1, "08:00").dose(1, "08:10", about=True)
    assert story.find(RULE, 1, "09:00") is None
    story.dose(1, "08:20")
    assert told_by(story.find(RULE, 1, "09:00")) == ("info", ["1/08:00", "1/08:20"])


def test_two_doses_at_one_instant_are_close() -> None:
    story = Told().course(slots(7, "08:00")).dose(1, "08:00", key="b").dose(1, "08:00", key="a")
    assert told_by(story.find(RULE, 1, "08:00")) == ("info", ["a", "b"])


def test_the_later_one_has_to_be_in_the_window() -> None:
    story = Told().course(slots(2, "08:00")).dose(3, "03:59").dose(3, "04:00")
    assert story.find(RULE, 3, "05:00") is None
    gap = (
        Told()
        .course(slots(2, "08:00"))
        .extend(4, "03:00", slots(2, "08:00"), begins=4)
        .dose(4, "03:50")
        .dose(4, "03:59")
        .dose(4, "04:01")
    )
    assert told_by(gap.find(RULE, 4, "05:00")) == ("info", ["4/03:59", "4/04:01"])


def test_a_dose_before_the_first_day_makes_no_pair() -> None:
    story = Told().course(slots(2, "08:00")).dose(1, "03:59").dose(1, "04:00")
    assert story.find(RULE, 1, "05:00") is None


def test_on_the_day_of_a_revision_the_step_in_force_at_the_later_dose_decides() -> None:
    story = Told().course(needed(7, minutes=240)).revise(2, "12:00", slots(3, "08:00"))
    early = Told(builds=list(story.builds)).dose(2, "08:00").dose(2, "11:00")
    late = Told(builds=list(story.builds)).dose(2, "10:00").dose(2, "12:00")
    assert early.find(RULE, 2, "13:00") is not None
    assert late.find(RULE, 2, "13:00") is None


def test_before_a_course_entered_in_mid_day_its_first_step_decides() -> None:
    story = Told().course(slots(3, "08:00"), entered=(1, "12:00"))
    story.dose(1, "08:00", told=(1, "12:01")).dose(1, "08:10", told=(1, "12:01"))
    assert told_by(story.find(RULE, 1, "12:01")) == ("info", ["1/08:00", "1/08:10"])


def test_the_time_between_is_elapsed_time() -> None:
    # 29 March 2026 in Madrid: 01:45 to 03:15 on the wall is half an hour.
    story = Told(zone="Europe/Madrid").course(slots(7, "08:00"), first=-65).dose(-63, "01:45").dose(-63, "03:15")
    assert told_by(story.find(RULE, -63, "08:00")) == ("info", ["-63/01:45", "-63/03:15"])
