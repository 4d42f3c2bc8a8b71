"""`missed_doses`, clause by clause."""

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, dates, needed, slots, told_by

RULE = "missed_doses"


def four_a_day(risk: str = "") -> Told:
    return Told().course(slots(14, "08:00", "12:00", "16:00", "20:00"), risk=risk)


def test_two_full_days_with_less_than_half() -> None:
    story = four_a_day().dose(1, "08:00").dose(2, "08:00").dose(3, "08:00")
    assert story.find(RULE, 4, "03:59") is None
    assert told_by(story.find(RULE, 4, "04:00")) == ("info", dates(2, 3))


def test_a_little_less_than_half_is_less() -> None:
    story = four_a_day().dose(1, "08:00").takes([2, 3], "08:00", amount="1.75")
    assert told_by(story.find(RULE, 4, "04:00")) == ("info", dates(2, 3))


def test_half_is_not_less_than_half() -> None:
    assert four_a_day().takes([1, 2, 3, 4], "08:00", "12:00").find(RULE, 5, "04:00") is None


def test_the_days_come_after_the_first_day_with_a_dose() -> None:
    story = four_a_day().dose(3, "08:00")
    assert story.find(RULE, 5, "04:00") is None
    assert told_by(story.find(RULE, 6, "04:00")) == ("info", dates(4, 5))


def test_without_a_dose_nothing_is_missed() -> None:
    assert four_a_day().says(1, "09:00", Use.AS_PLANNED).find(RULE, 9, "04:00") is None


def test_the_first_two_dates_of_each_run() -> None:
    story = four_a_day().dose(1, "08:00").takes([5], "08:00", "12:00").takes([7], "08:00", "12:00")
    assert told_by(story.find(RULE, 11, "04:00")) == ("info", dates(2, 3, 8, 9))


def test_both_days_need_slots() -> None:
    story = Told().course(slots(2, "08:00"), needed(1), slots(2, "08:00")).dose(1, "08:00")
    assert told_by(story.find(RULE, 9, "04:00")) == ("info", dates(4, 5))
    story = Told().course(slots(2, "08:00"), needed(1), slots(1, "08:00")).dose(1, "08:00")
    assert story.find(RULE, 9, "04:00") is None


def test_beyond_the_window_nothing_is_missed() -> None:
    story = Told().course(slots(2, "08:00")).dose(1, "08:00")
    assert story.find(RULE, 9, "04:00") is None


def test_the_amount_counts_not_the_number_of_doses() -> None:
    assert four_a_day().takes([1, 2, 3], "08:00", amount="2").find(RULE, 4, "04:00") is None


def test_not_while_stopped_abruptly_holds() -> None:
    story = four_a_day(risk="yes").takes(range(1, 8), "08:00", "12:00").dose(9, "08:00", told=(11, "12:00"))
    assert story.find("stopped_abruptly", 10, "04:00") is not None
    assert story.find(RULE, 10, "04:00") is None
    assert story.find("stopped_abruptly", 11, "12:00") is None
    assert told_by(story.find(RULE, 11, "12:00")) == ("info", dates(8, 9))


def test_a_late_dose_ends_it() -> None:
    story = four_a_day().dose(1, "08:00").dose(2, "08:00", "2", told=(4, "09:00"))
    assert story.find(RULE, 4, "08:59") is not None
    assert story.find(RULE, 4, "09:00") is None
