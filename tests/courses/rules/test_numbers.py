"""Numbers for review."""

from decimal import Decimal

import pytest

from courses.rules.facts import Use
from courses.rules.known import Clock
from courses.rules.numbers import Numbers, has_as_needed, numbers
from tests.courses.rules.telling import Told, needed, slots, units

ONE = Decimal(1)


def of(story: Told, day: int, wall: str = "12:00") -> Numbers:
    return numbers(story.known(day, wall), Clock(story.at(day, wall)))


def test_while_no_dose_is_logged_only_days_beyond_and_silent_days() -> None:
    story = Told().course(slots(3, "08:00")).says(2, "09:00", Use.AS_PLANNED).says(5, "09:00", Use.STILL_TAKING)
    assert of(story, 6) == Numbers(None, None, None, None, None, None, 1, 2)


def test_only_full_days_count() -> None:
    story = Told().course(slots(3, "08:00")).dose(1, "08:00")
    assert of(story, 2, "03:59") == Numbers(None, None, None, None, None, None, 0, 0)
    assert of(story, 2, "04:00") == Numbers(ONE, ONE, ONE, ONE, ONE, ONE, 0, 0)


def test_amounts_are_uncapped_and_shares_are_of_days_and_slots() -> None:
    story = Told().course(slots(4, "08:00", "20:00")).takes([1], "08:00", "20:00").takes([2], "08:00", "09:00", "20:00")
    story.dose(3, "08:00")
    found = of(story, 9)
    assert (found.planned, found.taken, found.taken_ratio) == units("8", "6", "0.75")
    assert (found.exact_days, found.days_covered) == (Decimal("0.25"), Decimal("0.5"))
    assert (found.on_time, found.silent_days) == (Decimal("0.625"), 1)
    assert (found.mean_daily, found.max_daily) == (None, None)


@pytest.mark.parametrize(("wall", "share"), [("06:00", 1), ("10:00", 1), ("05:59", 0), ("10:01", 0)])
def test_on_time_is_within_two_hours_either_side(wall: str, share: int) -> None:
    assert of(Told().course(slots(1, "08:00")).dose(1, wall), 9).on_time == share


def test_slots_with_an_about_dose_are_left_out_of_on_time() -> None:
    story = Told().course(slots(1, "08:00", "20:00")).dose(1, "08:00", about=True).dose(1, "20:00")
    assert of(story, 9).on_time == 1
    assert of(Told().course(slots(1, "08:00")).dose(1, "08:00", about=True), 9).on_time is None


def test_shares_are_rounded_half_up_to_four_places() -> None:
    story = Told().course(slots(1, "08:00", amount="32")).dose(1, "08:00", "0.0016")
    assert of(story, 9).taken_ratio == Decimal("0.0001")
    assert of(Told().course(slots(3, "08:00")).takes([1, 2], "08:00"), 9).days_covered == Decimal("0.6667")


def test_as_needed_days_have_a_mean_and_a_highest_amount_and_enter_none_of_the_rest() -> None:
    story = (
        Told()
        .course(needed(3), slots(1, "08:00"))
        .takes([1], "08:00", "14:00")
        .dose(3, "08:00", "0.5")
        .dose(4, "08:00")
    )
    assert of(story, 9) == Numbers(ONE, ONE, ONE, ONE, ONE, ONE, 0, 1, *units("0.8333", "2"))
    assert of(story, 3) == Numbers(None, None, None, None, None, None, 0, 1, *units("1", "2"))


def test_days_with_nothing_planned_are_left_out() -> None:
    story = Told().course(slots(2, "08:00"), entered=(1, "12:00")).dose(1, "13:00").dose(2, "08:00")
    assert of(story, 9).taken_ratio == 1
    assert of(story, 9).taken == 1


def test_a_stop_ends_the_window_and_its_day_has_the_slots_that_had_come() -> None:
    story = Told().course(slots(9, "08:00", "20:00")).takes([1], "08:00", "20:00").dose(2, "08:00").stop(2, "12:00")
    found = of(story, 9)
    assert (found.planned, found.taken, found.exact_days) == units("3", "3", "1")


def test_days_beyond_count_full_or_not_each_once_and_not_those_of_a_later_window() -> None:
    story = Told().course(slots(2, "08:00")).dose(3, "08:00").says(3, "09:00", Use.STILL_TAKING).dose(9, "08:00")
    assert of(story, 9, "08:00").days_beyond == 2
    story.course(slots(2, "08:00"), of="c2", first=3, entered=(9, "09:00"))
    assert of(story, 9, "09:00").days_beyond == 1


def test_whether_a_step_is_as_needed() -> None:
    story = Told().course(slots(5, "08:00"))
    assert not has_as_needed(story.known(1, "12:00"))
    story.revise(2, "12:00", needed(2))
    assert has_as_needed(story.known(2, "12:00"))
