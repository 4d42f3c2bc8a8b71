"""`supply_short`, clause by clause."""

import pytest

from tests.courses.rules.telling import Told, dates, needed, slots, told_by

RULE = "supply_short"


def used(*amounts: str, supply: str | None = "20") -> Told:
    """Ten days of one a day, of which so much was taken."""
    story = Told().course(slots(10, "08:00"), supply=supply)
    for day, amount in enumerate(amounts, start=1):
        if amount != "0":
            story.dose(day, "08:00", amount)
    return story


def test_at_the_end_of_the_third_day() -> None:
    # 6 taken, 13 left of 19, 2 a day for 7 days are 14.
    story = used("2", "2", "2", supply="19")
    assert story.find(RULE, 4, "03:59") is None
    assert told_by(story.find(RULE, 4, "04:00")) == ("warning", dates(3))


def test_a_supply_that_ends_with_the_window_lasts() -> None:
    assert used("2", "2", "2", supply="20").find(RULE, 4, "04:00") is None


def test_not_before_the_third_day() -> None:
    assert used("9", "9", supply="19").find(RULE, 3, "12:00") is None


def test_the_pace_is_the_mean_of_the_three() -> None:
    # 5 taken, mean 5/3: 7 days need 11.67.
    assert used("1", "2", "2", supply="16").find(RULE, 4, "04:00") is not None
    assert used("1", "2", "2", supply="17").find(RULE, 4, "04:00") is None


def test_more_than_prescribed_on_two_of_the_three() -> None:
    assert used("1", "1", "4", supply="7").find(RULE, 4, "04:00") is None
    assert used("1", "4", "1.25", supply="7").find(RULE, 4, "04:00") is not None


def test_the_days_before_the_three_do_not_count() -> None:
    assert used("3", "3", "1", "1", "1", supply="9").find(RULE, 6, "04:00") is not None
    assert told_by(used("3", "3", "1", "1", "1", supply="9").find(RULE, 6, "04:00")) == ("warning", dates(3))


def test_an_unknown_supply_says_nothing() -> None:
    assert used("3", "3", "3", supply=None).find(RULE, 6, "04:00") is None


def test_a_later_dispense_adds() -> None:
    story = used("2", "2", "2", supply="19").dispense(4, "12:00", "1")
    assert story.find(RULE, 4, "11:59") is not None
    assert story.find(RULE, 4, "12:00") is None


def test_the_first_date_of_each_run_of_such_ends() -> None:
    story = used("3", "3", "3", "1", "1", "1", "3", "3", supply="20")
    # Short at the ends of days 3 and 4 (17, 13 to go), not of 5 to 7, short again at the end of 8.
    assert told_by(story.find(RULE, 5, "04:00")) == ("warning", dates(3))
    assert told_by(story.find(RULE, 9, "04:00")) == ("warning", dates(3, 8))


def test_all_doses_up_to_that_end_are_gone_and_later_ones_are_not() -> None:
    story = used("2", "2", "2", supply="20").dose(4, "12:00", "9")
    assert story.find(RULE, 4, "13:00") is None


def test_a_stop_leaves_no_window_to_last() -> None:
    story = used("2", "2", "2", supply="10").stop(4, "12:00")
    assert story.find(RULE, 4, "11:59") is not None
    assert story.find(RULE, 4, "12:00") is None


def test_as_needed_days_have_a_supply_too() -> None:
    story = Told().course(needed(10, most="1"), supply="19").takes([1, 2, 3], "08:00", amount="2")
    assert told_by(story.find(RULE, 4, "04:00")) == ("warning", dates(3))


@pytest.mark.parametrize(("supply", "short"), [("13", None), ("12", ("warning", dates(9)))])
def test_what_is_used_up_with_the_last_day_lasts(supply: str, short: tuple[str, list[str]] | None) -> None:
    story = used("1", "1", "1", "1", "1", "1", "1", "2", "2", "2", supply=supply)
    assert told_by(story.find(RULE, 12, "04:00")) == short
