"""`repeat_courses`, clause by clause."""

import pytest

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, basis, slots, told_by

RULE = "repeat_courses"


def limited(limit: int | None = 3, **others: str) -> Told:
    return Told().course(slots(30, "08:00"), basis=basis(days_limit=limit, **others))  # type: ignore[arg-type]


def test_the_first_use_above_the_limit_not_at_it() -> None:
    story = limited().takes([1, 2, 3, 4, 5], "08:00", "20:00")
    assert story.find(RULE, 3, "23:00") is None
    assert told_by(story.find(RULE, 5, "23:00")) == ("warning", ["c1/4/08:00"])


def test_each_day_once_by_dose_or_by_a_check_in_that_says_so() -> None:
    story = limited().takes([1, 2], "08:00").says(2, "09:00", Use.AS_PLANNED).says(3, "09:00", Use.STOPPED)
    story.says(4, "09:00", None).says(5, "09:00", Use.LESS)
    assert story.find(RULE, 5, "09:00") is None
    assert told_by(story.says(6, "09:00", Use.MORE).find(RULE, 6, "09:00")) == ("warning", ["k6"])


def test_a_limit_of_none_at_all_is_passed_by_the_first_use_be_it_a_check_in_of_the_first_day() -> None:
    story = limited(0).says(1, "04:00", Use.AS_PLANNED)
    assert told_by(story.find(RULE, 1, "04:00")) == ("warning", ["k1"])


def test_without_a_limit_it_is_off() -> None:
    assert limited(None).takes(range(1, 20), "08:00").find(RULE, 20, "12:00") is None


def test_days_beyond_the_window_are_days_of_use_and_days_before_the_first_are_not() -> None:
    story = Told().course(slots(2, "08:00"), basis=basis(days_limit=2), entered=(-5, "12:00"))
    story.dose(-1, "08:00").says(0, "08:00", Use.AS_PLANNED).takes([1, 2], "08:00")
    assert story.find(RULE, 2, "12:00") is None
    assert told_by(story.dose(9, "08:00").find(RULE, 9, "08:00")) == ("warning", ["9/08:00"])


@pytest.mark.parametrize(("day", "above"), [(365, True), (366, False)])
def test_the_last_365_days_with_today(day: int, above: bool) -> None:
    story = limited(1).dose(1, "08:00").dose(day, "08:00")
    assert (story.find(RULE, day, "12:00") is not None) is above


def test_it_goes_on_holding_when_the_days_are_long_past() -> None:
    assert limited(1).takes([1, 2], "08:00").find(RULE, 900, "12:00") is not None


def test_a_dose_told_late_counts_in_order_of_its_time() -> None:
    story = limited(2).takes([2, 3], "08:00").dose(1, "08:00", told=(5, "12:00"))
    assert told_by(story.find(RULE, 5, "12:00")) == ("warning", ["c1/3/08:00"])


class TestSeveralCourses:
    """On the course whose use made it so."""

    def two(self, second_limit: int | None = 3, medicine_class: str = "k") -> Told:
        story = limited().takes([1, 2, 3], "08:00")
        return story.course(
            slots(30, "08:00"),
            of="c2",
            first=10,
            basis=basis(medicine="n", days_limit=second_limit, medicine_class=medicine_class),
        )

    def test_of_the_same_class_the_second_has_it(self) -> None:
        story = self.two().dose(10, "08:00", of="c2")
        assert story.find(RULE, 10, "12:00", "c1") is None
        assert told_by(story.find(RULE, 10, "12:00", "c2")) == ("warning", ["10/08:00"])

    def test_of_another_class_nobody_has_it(self) -> None:
        story = self.two(medicine_class="other").takes([10, 11, 12], "08:00", of="c2")
        assert story.find(RULE, 12, "12:00", "c2") is None
        assert told_by(story.takes([13], "08:00", of="c2").find(RULE, 13, "12:00", "c2")) == (
            "warning",
            ["c2/13/08:00"],
        )

    def test_what_was_above_already_was_not_made_so_again(self) -> None:
        story = self.two().takes([4], "08:00").takes([10, 11], "08:00", of="c2")
        assert told_by(story.find(RULE, 11, "12:00", "c1")) == ("warning", ["c1/4/08:00"])
        assert story.find(RULE, 11, "12:00", "c2") is None

    def test_a_day_on_which_both_are_used_is_one(self) -> None:
        story = self.two().takes([10], "08:00").dose(10, "09:00", of="c2")
        assert told_by(story.find(RULE, 10, "12:00", "c1")) == ("warning", ["c1/10/08:00"])
        assert story.find(RULE, 10, "12:00", "c2") is None

    def test_the_limit_is_that_of_the_courses_own_medicine(self) -> None:
        story = self.two(second_limit=4).takes([10, 11], "08:00", of="c2")
        assert told_by(story.find(RULE, 11, "12:00", "c2")) == ("warning", ["c2/11/08:00"])
        off = self.two(second_limit=None).takes([10, 11], "08:00", of="c2").takes([12], "08:00")
        assert off.find(RULE, 12, "12:00", "c2") is None
        assert told_by(off.find(RULE, 12, "12:00", "c1")) == ("warning", ["c1/12/08:00"])

    def test_an_undo_moves_it_to_the_course_that_then_made_it_so(self) -> None:
        story = self.two().takes([4], "08:00").takes([10], "08:00", of="c2").undo(11, "12:00", "c1/4/08:00")
        assert story.find(RULE, 11, "11:59", "c2") is None
        assert told_by(story.find(RULE, 11, "12:00", "c2")) == ("warning", ["c2/10/08:00"])
        assert story.find(RULE, 11, "12:00", "c1") is None

    def test_days_that_slid_out_let_another_course_make_it_so(self) -> None:
        story = self.two().takes([4], "08:00").takes([500, 501, 502, 503], "08:00", of="c2")
        assert told_by(story.find(RULE, 503, "12:00", "c2")) == ("warning", ["c2/503/08:00"])
