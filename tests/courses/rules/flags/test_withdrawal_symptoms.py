"""`withdrawal_symptoms`, clause by clause."""

import pytest

from courses.rules.facts import SYMPTOMS, Use
from tests.courses.rules.telling import Told, slots, told_by

RULE = "withdrawal_symptoms"
NAMED = {"insomnia", "vomiting", "cramps", "headache", "tremor", "twitching", "unsteady", "anxiety"}


def taken(risk: str = "yes") -> Told:
    return Told().course(slots(10, "08:00", amount="2"), risk=risk).takes(range(1, 11), "08:00", amount="2")


@pytest.mark.parametrize("symptom", sorted(SYMPTOMS))
def test_the_symptoms_that_are_of_withdrawal(symptom: str) -> None:
    found = told_by(taken().says(12, "09:00", Use.STOPPED, symptom).find(RULE, 12, "09:00"))
    assert found == (("warning", ["k12"]) if symptom in NAMED else None)


def test_only_with_abrupt_stop_risk() -> None:
    assert taken("no").says(12, "09:00", Use.STOPPED, "tremor").find(RULE, 12, "09:00") is None


@pytest.mark.parametrize(
    ("day", "wall", "holds"), [(11, "03:59", False), (11, "04:00", True), (25, "03:59", True), (25, "04:00", False)]
)
def test_from_the_day_after_the_window_up_to_14_days_after(day: int, wall: str, holds: bool) -> None:
    story = taken().says(day, wall, Use.AS_PLANNED, "tremor")
    assert (story.find(RULE, 30, "09:00") is not None) is holds


@pytest.mark.parametrize(("day", "holds"), [(5, False), (6, True), (19, True), (20, False)])
def test_after_a_stop_up_to_14_days_after_its_day(day: int, holds: bool) -> None:
    story = Told().course(slots(30, "08:00"), risk="yes").takes(range(1, 6), "08:00").stop(5, "12:00")
    assert (story.says(day, "13:00", Use.AS_PLANNED, "tremor").find(RULE, 30, "09:00") is not None) is holds


def test_in_the_gap_before_a_late_extension() -> None:
    story = taken().says(12, "09:00", None, "tremor").extend(13, "12:00", slots(20, "08:00", amount="2"), begins=13)
    assert told_by(story.find(RULE, 30, "12:00")) == ("warning", ["k12"])


@pytest.mark.parametrize(
    ("use", "holds"),
    [
        (Use.LESS, True),
        (Use.STOPPED, True),
        (Use.AS_PLANNED, False),
        (Use.MORE, False),
        (Use.STILL_TAKING, False),
        (None, False),
    ],
)
def test_inside_the_window_if_that_check_in_says_less_or_stopped(use: Use | None, holds: bool) -> None:
    assert (taken().says(5, "09:00", use, "tremor").find(RULE, 5, "09:00") is not None) is holds


def test_inside_it_if_the_day_before_was_silent() -> None:
    story = (
        Told()
        .course(slots(10, "08:00"), risk="yes")
        .takes([1, 2, 3], "08:00")
        .says(5, "09:00", Use.AS_PLANNED, "tremor")
    )
    assert told_by(story.find(RULE, 5, "09:00")) == ("warning", ["k5"])
    story.dose(4, "08:00", told=(6, "12:00"))
    assert story.find(RULE, 6, "12:00") is None


def test_on_the_first_day_no_day_before_was_silent() -> None:
    story = Told().course(slots(10, "08:00"), risk="yes").says(1, "09:00", Use.AS_PLANNED, "tremor")
    assert story.find(RULE, 1, "09:00") is None


@pytest.mark.parametrize(
    ("amount", "day", "holds"), [("1", 5, False), ("1", 6, True), ("1", 8, True), ("2", 6, False), ("3", 6, False)]
)
def test_inside_it_if_the_step_of_the_day_is_lower_than_the_one_before(amount: str, day: int, holds: bool) -> None:
    story = Told().course(slots(5, "08:00", amount="2"), slots(5, "08:00", amount=amount), risk="yes")
    story.takes(range(1, 9), "08:00").says(day, "09:00", Use.AS_PLANNED, "tremor")
    assert (story.find(RULE, day, "09:00") is not None) is holds


def test_high_with_two_different_ones_in_all() -> None:
    story = taken().says(11, "09:00", None, "tremor").says(12, "09:00", None, "tremor", "drowsy")
    story.says(13, "09:00", None, "anxiety", "seizure")
    assert told_by(story.find(RULE, 12, "09:00")) == ("warning", ["k11", "k12"])
    assert told_by(story.find(RULE, 13, "09:00")) == ("high", ["k11", "k12", "k13"])


def test_a_symptom_that_does_not_count_does_not_raise_it() -> None:
    story = taken().says(5, "09:00", Use.AS_PLANNED, "anxiety").says(11, "09:00", None, "tremor")
    assert told_by(story.find(RULE, 11, "09:00")) == ("warning", ["k11"])


def test_before_the_first_day_it_says_nothing() -> None:
    story = Told().course(slots(10, "08:00"), risk="yes", entered=(-3, "12:00"))
    assert story.says(-1, "09:00", Use.STOPPED, "tremor").find(RULE, 3, "09:00") is None
