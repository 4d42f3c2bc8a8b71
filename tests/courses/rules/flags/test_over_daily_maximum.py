"""`over_daily_maximum`, clause by clause."""

import pytest

from courses.rules.facts import Use
from courses.rules.flags.over_daily_maximum import far_over
from tests.courses.rules.telling import Told, basis, needed, on, slots, told_by

RULE = "over_daily_maximum"


def two_a_day() -> Told:
    return Told().course(slots(7, "08:00", "20:00", amount="2"))


def test_as_much_as_prescribed_is_not_above() -> None:
    assert two_a_day().takes([1], "08:00", "20:00", amount="2").find(RULE, 2, "12:00") is None


def test_a_quarter_above_is_a_warning_with_all_doses_of_the_day() -> None:
    story = two_a_day().takes([1], "08:00", "20:00", amount="2").dose(1, "22:00", "0.25")
    assert told_by(story.find(RULE, 1, "22:00")) == ("warning", ["c1/1/08:00", "c1/1/20:00", "1/22:00"])


@pytest.mark.parametrize(("extra", "severity"), [("3.99", "warning"), ("4", "high")])
def test_high_at_twice_what_is_prescribed(extra: str, severity: str) -> None:
    story = two_a_day().takes([1], "08:00", "20:00", amount="2").dose(1, "22:00", extra)
    found = story.find(RULE, 1, "22:00")
    assert found
    assert found.severity.word == severity


@pytest.mark.parametrize(("extra", "severity"), [("1", "warning"), ("1.01", "high")])
def test_high_above_the_daily_maximum_of_the_label_not_at_it(extra: str, severity: str) -> None:
    story = Told().course(slots(7, "08:00", "20:00", amount="2"), basis=basis(mg="100", label_mg="500"))
    story.takes([1], "08:00", "20:00", amount="2").dose(1, "22:00", extra)
    found = story.find(RULE, 1, "22:00")
    assert found
    assert found.severity.word == severity


@pytest.mark.parametrize(("mg", "label"), [(None, "1"), ("1000", None)])
def test_without_a_strength_or_a_label_there_is_no_maximum_to_pass(mg: str | None, label: str | None) -> None:
    story = Told().course(slots(7, "08:00", amount="2"), basis=basis(mg=mg, label_mg=label)).dose(1, "08:00", "3")
    assert told_by(story.find(RULE, 1, "08:00")) == ("warning", ["1/08:00"])


def test_a_day_prescribed_above_the_label_is_no_finding_until_a_check_in_says_more() -> None:
    story = Told().course(slots(7, "08:00", amount="2"), basis=basis(mg="100", label_mg="150")).dose(1, "08:00", "2")
    assert story.find(RULE, 1, "12:00") is None
    story.says(1, "13:00", Use.MORE)
    assert told_by(story.find(RULE, 1, "13:00")) == ("high", ["1/08:00", "k1"])


def test_high_on_a_third_day_counting_doses_and_check_ins() -> None:
    story = two_a_day().dose(1, "08:00", "5").says(2, "09:00", Use.MORE)
    assert told_by(story.find(RULE, 2, "09:00")) == ("warning", ["1/08:00", "k2"])
    story.says(2, "10:00", Use.MORE, key="again")
    assert told_by(story.find(RULE, 2, "10:00")) == ("warning", ["1/08:00", "k2", "again"])
    story.dose(4, "08:00", "5")
    assert told_by(story.find(RULE, 4, "08:00")) == ("high", ["1/08:00", "k2", "again", "4/08:00"])


def test_a_check_in_with_more_brings_all_doses_of_its_day() -> None:
    story = two_a_day().dose(1, "08:00").says(1, "09:00", Use.MORE).dose(1, "20:00").dose(2, "08:00")
    assert told_by(story.find(RULE, 2, "09:00")) == ("warning", ["1/08:00", "k1", "1/20:00"])


@pytest.mark.parametrize("use", [Use.AS_PLANNED, Use.LESS, Use.STOPPED, Use.STILL_TAKING, None])
def test_no_other_answer_says_more(use: Use | None) -> None:
    assert two_a_day().says(1, "09:00", use).find(RULE, 1, "09:00") is None


def test_beyond_the_window_nothing_is_above() -> None:
    assert two_a_day().dose(8, "08:00", "9").says(8, "09:00", Use.MORE).find(RULE, 8, "12:00") is None


def test_as_needed_the_maximum_a_day_is_prescribed() -> None:
    story = Told().course(needed(7, most="4")).dose(1, "08:00", "4")
    assert story.find(RULE, 1, "09:00") is None
    story.dose(1, "10:00", "0.5")
    assert told_by(story.find(RULE, 1, "10:00")) == ("warning", ["1/08:00", "1/10:00"])


def test_slots_lost_to_a_start_in_mid_day_are_prescribed_all_the_same() -> None:
    story = Told().course(slots(7, "08:00", "20:00", amount="2"), entered=(1, "12:00")).dose(1, "20:00", "4")
    assert story.find(RULE, 1, "21:00") is None


def test_the_day_of_a_stop_keeps_its_whole_maximum() -> None:
    story = two_a_day().stop(2, "07:00").dose(2, "08:00", "4")
    assert story.find(RULE, 2, "08:00") is None
    assert told_by(story.dose(2, "09:00").find(RULE, 2, "09:00")) == ("warning", ["2/08:00", "2/09:00"])


@pytest.mark.parametrize(("before", "after"), [("3", "1"), ("1", "3")])
def test_on_the_day_of_a_revision_the_larger_of_both_steps(before: str, after: str) -> None:
    story = Told().course(slots(7, "08:00", amount=before)).revise(2, "12:00", slots(3, "08:00", amount=after))
    story.dose(2, "13:00", "3")
    assert story.find(RULE, 2, "14:00") is None
    assert story.dose(2, "15:00", "0.5").find(RULE, 2, "15:00") is not None


def test_the_day_after_a_revision_has_the_new_step_only() -> None:
    story = Told().course(slots(7, "08:00", amount="3")).revise(2, "12:00", slots(3, "08:00", amount="1"))
    assert told_by(story.dose(3, "08:00", "1.5").find(RULE, 3, "08:00")) == ("warning", ["3/08:00"])


def test_a_revision_before_the_window_leaves_nothing_of_what_was() -> None:
    story = Told().course(slots(7, "08:00", amount="8"), entered=(-3, "12:00"))
    story.revise(0, "12:00", slots(7, "08:00", amount="4"), begins=1).dose(1, "08:00", "5")
    assert told_by(story.find(RULE, 1, "08:00")) == ("warning", ["1/08:00"])


def test_a_revision_at_the_very_start_of_a_day_replaces_all_of_it() -> None:
    story = Told().course(slots(7, "08:00", amount="3")).revise(2, "04:00", slots(3, "08:00", amount="1"))
    assert told_by(story.dose(2, "08:00", "2").find(RULE, 2, "08:00")) == ("high", ["2/08:00"])


def test_far_above_is_asked_of_days_of_the_window_alone() -> None:
    known = two_a_day().dose(8, "08:00", "40").dose(7, "08:00", "40").known(9, "12:00")
    assert [far_over(known, on(day)) for day in (6, 7, 8)] == [False, True, False]
