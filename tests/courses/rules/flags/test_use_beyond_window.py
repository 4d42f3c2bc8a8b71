"""`use_beyond_window`, clause by clause."""

import pytest

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, needed, slots, told_by

RULE = "use_beyond_window"


def short() -> Told:
    return Told().course(slots(3, "08:00"))


def test_a_dose_on_the_last_day_is_within() -> None:
    assert short().dose(3, "23:00").dose(4, "03:59").find(RULE, 9, "12:00") is None


def test_a_dose_at_the_boundary_after_the_last_day_is_beyond() -> None:
    assert told_by(short().dose(4, "04:00").find(RULE, 4, "04:00")) == ("warning", ["4/04:00"])


@pytest.mark.parametrize(
    ("use", "beyond"),
    [
        (Use.STILL_TAKING, True),
        (Use.AS_PLANNED, True),
        (Use.LESS, True),
        (Use.MORE, True),
        (Use.STOPPED, False),
        (None, False),
    ],
)
def test_a_check_in_says_so_by_any_answer_but_stopped(use: Use | None, beyond: bool) -> None:
    found = told_by(short().says(4, "09:00", use).find(RULE, 4, "09:00"))
    assert found == (("warning", ["k4"]) if beyond else None)


def test_a_check_in_of_the_last_day_says_nothing_of_the_time_beyond() -> None:
    assert short().says(3, "09:00", Use.STILL_TAKING).find(RULE, 4, "09:00") is None


def test_high_from_the_third_day_not_from_the_third_dose() -> None:
    story = short().takes([4, 5], "08:00", "12:00")
    assert story.find(RULE, 5, "13:00") is not None
    assert told_by(story.find(RULE, 5, "13:00")) == (
        "warning",
        ["c1/4/08:00", "c1/4/12:00", "c1/5/08:00", "c1/5/12:00"],
    )
    story.says(9, "09:00", Use.STILL_TAKING)
    assert told_by(story.find(RULE, 9, "09:00")) == (
        "high",
        ["c1/4/08:00", "c1/4/12:00", "c1/5/08:00", "c1/5/12:00", "k9"],
    )


def test_a_dose_and_a_check_in_of_one_day_are_one_day() -> None:
    story = short().dose(4, "08:00").says(4, "09:00", Use.STILL_TAKING).dose(5, "08:00")
    assert told_by(story.find(RULE, 5, "12:00")) == ("warning", ["4/08:00", "k4", "5/08:00"])


def test_evidence_stands_by_when_it_was_taken_not_by_when_it_was_told() -> None:
    story = short().dose(5, "08:00").dose(4, "08:00", told=(6, "12:00"))
    assert told_by(story.find(RULE, 6, "11:59")) == ("warning", ["5/08:00"])
    assert told_by(story.find(RULE, 6, "12:00")) == ("warning", ["4/08:00", "5/08:00"])


def test_evidence_of_one_instant_stands_by_id() -> None:
    story = short().dose(4, "08:00", key="b").dose(4, "08:00", key="a")
    assert told_by(story.find(RULE, 4, "08:00")) == ("warning", ["a", "b"])


def test_after_a_stop_its_own_day_is_the_last_within() -> None:
    story = Told().course(slots(14, "08:00")).stop(2, "12:00").dose(2, "20:00").dose(3, "03:59").dose(3, "08:00")
    assert told_by(story.find(RULE, 3, "12:00")) == ("warning", ["3/08:00"])


def test_what_was_within_before_a_stop_is_beyond_after_it_only_on_later_days() -> None:
    story = Told().course(slots(14, "08:00")).dose(2, "08:00").stop(2, "12:00")
    assert story.find(RULE, 2, "12:00") is None


def test_a_stop_after_the_window_moves_nothing() -> None:
    story = short().dose(5, "08:00").stop(6, "12:00")
    assert told_by(story.find(RULE, 6, "12:00")) == ("warning", ["5/08:00"])


def test_a_stop_before_the_window_puts_all_of_it_beyond() -> None:
    story = Told().course(slots(3, "08:00"), entered=(-3, "12:00")).stop(-1, "12:00").dose(1, "08:00")
    assert told_by(story.find(RULE, 1, "08:00")) == ("warning", ["1/08:00"])


def test_a_gap_before_a_late_extension_is_beyond_and_the_extension_is_not() -> None:
    story = short().dose(5, "08:00").extend(6, "12:00", slots(2, "08:00"), begins=6).dose(6, "20:00").dose(7, "08:00")
    assert told_by(story.find(RULE, 7, "09:00")) == ("warning", ["5/08:00"])


def test_an_extension_on_the_day_after_takes_that_day_in() -> None:
    story = short().dose(4, "08:00").extend(4, "12:00", slots(2, "08:00"), begins=4)
    assert story.find(RULE, 4, "11:59") is not None
    assert story.find(RULE, 4, "12:00") is None


def test_a_dose_before_the_first_day_counts_for_nothing() -> None:
    assert Told().course(slots(3, "08:00"), entered=(-3, "12:00")).dose(0, "08:00").find(RULE, 9, "12:00") is None


def test_an_undone_dose_is_no_evidence() -> None:
    story = short().dose(4, "08:00").undo(4, "09:00", "4/08:00")
    assert story.find(RULE, 4, "08:59") is not None
    assert story.find(RULE, 4, "09:00") is None


def test_as_needed_days_have_a_window_too() -> None:
    story = Told().course(needed(3)).dose(3, "08:00").dose(4, "08:00")
    assert told_by(story.find(RULE, 4, "08:00")) == ("warning", ["4/08:00"])


class TestContinued:
    """A later course of the same medicine takes over."""

    @pytest.mark.parametrize(
        ("first", "days", "continued"), [(3, 2, True), (4, 1, True), (5, 3, False), (2, 2, False), (2, 3, True)]
    )
    def test_it_begins_within_or_on_the_day_after_and_ends_after(self, first: int, days: int, continued: bool) -> None:
        story = short().course(slots(days, "08:00"), of="c2", first=first, entered=(0, "13:00"))
        assert bool(story.known(1, "08:00").continuations) is continued

    def test_use_on_a_day_of_the_later_window_is_not_beyond(self) -> None:
        story = short().course(slots(2, "08:00"), of="c2", first=4, entered=(0, "13:00"))
        story.dose(4, "08:00").says(5, "08:00", Use.STILL_TAKING).dose(6, "08:00")
        assert told_by(story.find(RULE, 6, "08:00")) == ("warning", ["6/08:00"])

    def test_another_medicine_continues_nothing(self) -> None:
        story = short().course(slots(2, "08:00"), of="c2", first=4)
        other = story.patient.courses[1].revisions[0].basis
        assert other.medicine == "m"
        apart = (
            Told().course(slots(3, "08:00")).course(slots(2, "08:00"), of="c2", first=4, medicine="n").dose(4, "08:00")
        )
        assert told_by(apart.find(RULE, 4, "08:00")) == ("warning", ["4/08:00"])

    def test_a_cancelled_course_continues_nothing(self) -> None:
        story = short().course(slots(2, "08:00"), of="c2", first=4, entered=(0, "13:00")).dose(4, "08:00")
        assert story.find(RULE, 4, "09:00") is None
        story.cancel(4, "10:00", of="c2")
        assert told_by(story.find(RULE, 4, "10:00")) == ("warning", ["4/08:00"])

    def test_the_later_of_two_that_begin_together_is_the_one_entered_later(self) -> None:
        story = short().course(slots(5, "08:00"), of="c2", entered=(0, "13:00"))
        assert [course.id for course in story.known(1, "08:00").continuations] == ["c2"]
        assert story.known(1, "08:00", "c2").continuations == ()
