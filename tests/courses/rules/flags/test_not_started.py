"""`not_started`, clause by clause."""

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, dates, needed, slots, told_by

RULE = "not_started"


def test_at_the_close_of_the_second_day() -> None:
    story = Told().course(slots(5, "08:00"))
    assert story.find(RULE, 3, "03:59") is None
    assert told_by(story.find(RULE, 3, "04:00")) == ("info", dates(1, 2))


def test_it_goes_on_holding_until_a_dose_of_any_day_is_logged() -> None:
    story = Told().course(slots(5, "08:00")).dose(30, "08:00")
    assert told_by(story.find(RULE, 30, "07:59")) == ("info", dates(1, 2))
    assert story.find(RULE, 30, "08:00") is None


def test_a_check_in_is_no_dose() -> None:
    story = Told().course(slots(5, "08:00")).says(1, "09:00", Use.AS_PLANNED)
    assert told_by(story.find(RULE, 3, "04:00")) == ("info", dates(1, 2))


def test_a_dose_before_the_first_day_is_none() -> None:
    story = Told().course(slots(5, "08:00"), entered=(-3, "12:00")).dose(0, "08:00")
    assert told_by(story.find(RULE, 3, "04:00")) == ("info", dates(1, 2))


def test_both_first_days_need_slots() -> None:
    assert Told().course(needed(1), slots(5, "08:00")).find(RULE, 9, "04:00") is None
    assert Told().course(slots(1, "08:00"), needed(5)).find(RULE, 9, "04:00") is None
    assert Told().course(needed(5)).find(RULE, 9, "04:00") is None
    assert Told().course(slots(1, "08:00")).find(RULE, 9, "04:00") is None
    assert Told().course(slots(2, "08:00")).find(RULE, 9, "04:00") is not None


def test_a_first_day_that_lost_its_slots_to_a_start_in_mid_day_has_none() -> None:
    assert Told().course(slots(5, "08:00"), entered=(1, "12:00")).find(RULE, 9, "04:00") is None
    assert Told().course(slots(5, "08:00"), entered=(1, "08:00")).find(RULE, 9, "04:00") is not None


def test_a_stop_on_the_first_day_leaves_no_second() -> None:
    assert Told().course(slots(5, "08:00")).stop(1, "09:00").find(RULE, 9, "04:00") is None


def test_a_cancelled_course_is_not_judged() -> None:
    story = Told().course(slots(5, "08:00")).cancel(3, "12:00")
    flag = story.flag(RULE, 3, "11:00")
    assert flag
    assert flag.status == "open"
    gone = story.flag(RULE, 3, "12:00")
    assert gone
    assert (gone.status, told_by(gone)) == ("withdrawn", ("info", dates(1, 2)))
