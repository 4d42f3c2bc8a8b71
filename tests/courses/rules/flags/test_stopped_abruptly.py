"""`stopped_abruptly`, clause by clause."""

import pytest

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, dates, needed, slots, told_by

RULE = "stopped_abruptly"


def regular(days: int = 7, risk: str = "yes", length: int = 20) -> Told:
    """A dose a day of two planned, which is half: regular use."""
    return Told().course(slots(length, "08:00", "20:00"), risk=risk).takes(range(1, days + 1), "08:00")


class TestSilence:
    """Two silent days in a row."""

    def test_it_opens_at_the_close_of_the_second(self) -> None:
        story = regular()
        assert story.find(RULE, 10, "03:59") is None
        assert told_by(story.find(RULE, 10, "04:00")) == ("warning", dates(8, 9))

    def test_six_days_of_regular_use_are_not_enough(self) -> None:
        assert regular(6).find(RULE, 15, "04:00") is None

    def test_seven_of_the_ten_before_in_any_place(self) -> None:
        story = Told().course(slots(20, "08:00"), risk="yes").takes([1, 2, 3, 4, 8, 9, 10], "08:00")
        assert told_by(story.find(RULE, 13, "04:00")) == ("warning", dates(11, 12))

    def test_the_eleventh_day_before_is_too_long_ago(self) -> None:
        story = Told().course(slots(20, "08:00"), risk="yes").takes([1, 2, 3, 4, 9, 10, 11], "08:00")
        assert story.find(RULE, 14, "04:00") is None

    def test_less_than_half_of_the_plan_is_no_regular_use(self) -> None:
        story = Told().course(slots(20, "08:00", "14:00", "20:00"), risk="yes").takes(range(1, 9), "08:00")
        assert story.find(RULE, 15, "04:00") is None

    def test_as_needed_half_of_the_maximum_is_regular_use(self) -> None:
        use = Told().course(needed(20, most="4"), risk="yes").takes(range(1, 8), "08:00", amount="2")
        assert told_by(use.find(RULE, 10, "04:00")) == ("warning", dates(8, 9))
        less = Told().course(needed(20, most="4"), risk="yes").takes(range(1, 8), "08:00", amount="1.9")
        assert less.find(RULE, 10, "04:00") is None

    def test_a_check_in_that_says_so_breaks_the_silence(self) -> None:
        assert regular().says(9, "09:00", Use.LESS).find(RULE, 10, "04:00") is None
        assert regular().says(9, "09:00", None).find(RULE, 10, "04:00") is not None

    def test_without_abrupt_stop_risk_nothing(self) -> None:
        assert regular(risk="no").find(RULE, 15, "04:00") is None

    def test_both_days_are_inside_the_window(self) -> None:
        assert told_by(regular(length=9).find(RULE, 10, "04:00")) == ("warning", dates(8, 9))
        assert regular(length=8).find(RULE, 15, "04:00") is None

    def test_each_silence_by_its_first_two_days(self) -> None:
        story = regular(10).takes(range(14, 21), "08:00").find(RULE, 20, "12:00")
        assert told_by(story) == ("warning", dates(11, 12))
        longer = Told().course(slots(30, "08:00"), risk="yes").takes([*range(1, 8), 11, *range(12, 19)], "08:00")
        assert told_by(longer.find(RULE, 21, "04:00")) == ("warning", dates(8, 9, 19, 20))

    def test_a_silence_after_it_was_acknowledged_opens_it_again_at_its_closing(self) -> None:
        story = Told().course(slots(30, "08:00"), risk="yes").takes([*range(1, 8), *range(11, 18)], "08:00")
        story.acknowledge(11, "12:00", RULE)
        before, after = story.flag(RULE, 20, "03:59"), story.flag(RULE, 20, "04:00")
        assert before
        assert after
        assert (before.status, after.status) == ("acknowledged", "open")
        assert told_by(after) == ("warning", dates(8, 9, 18, 19))

    def test_a_dose_entered_late_withdraws_it(self) -> None:
        story = regular().dose(9, "08:00", told=(11, "12:00"))
        assert story.find(RULE, 11, "11:59") is not None
        assert story.find(RULE, 11, "12:00") is None

    def test_a_later_stop_does_not_withdraw_it(self) -> None:
        assert told_by(regular().stop(10, "04:01").find(RULE, 11, "04:00")) == ("warning", dates(8, 9))

    @pytest.mark.parametrize(("day", "wall"), [(10, "04:00"), (9, "12:00"), (8, "12:00")])
    def test_a_stop_before_the_second_day_is_full_or_at_that_instant_prevents_it(self, day: int, wall: str) -> None:
        assert regular().stop(day, wall).find(RULE, 15, "04:00") is None

    def test_a_withdrawal_symptom_since_the_first_silent_day_makes_it_high(self) -> None:
        story = regular().says(8, "04:00", None, "tremor").says(20, "09:00", None, "anxiety", "drowsy")
        assert told_by(story.find(RULE, 15, "04:00")) == ("high", [*dates(8), "k8", *dates(9)])
        assert told_by(story.find(RULE, 20, "09:00")) == ("high", [*dates(8), "k8", *dates(9), "k20"])

    def test_one_before_it_or_one_that_is_none_does_not(self) -> None:
        story = regular().says(7, "09:00", None, "tremor").says(8, "09:00", None, "drowsy", "seizure")
        assert told_by(story.find(RULE, 15, "04:00")) == ("warning", dates(8, 9))


class TestCheckIn:
    """A check-in that says stopped."""

    def test_inside_the_window_after_regular_use(self) -> None:
        story = regular().says(8, "09:00", Use.STOPPED)
        assert told_by(story.find(RULE, 8, "09:00")) == ("warning", ["k8"])

    def test_the_day_of_the_check_in_is_not_among_the_days_before(self) -> None:
        story = regular(6).dose(7, "08:00").says(7, "09:00", Use.STOPPED)
        assert story.find(RULE, 7, "09:00") is None

    @pytest.mark.parametrize("use", [Use.LESS, Use.AS_PLANNED, Use.MORE, Use.STILL_TAKING, None])
    def test_no_other_answer(self, use: Use | None) -> None:
        assert regular().says(8, "09:00", use).find(RULE, 8, "09:00") is None

    def test_before_the_last_day_not_on_it(self) -> None:
        assert regular(length=9).says(8, "09:00", Use.STOPPED).find(RULE, 8, "09:00") is not None
        assert regular(length=8).says(8, "09:00", Use.STOPPED).find(RULE, 8, "09:00") is None

    def test_in_a_gap_it_says_nothing_of_the_window(self) -> None:
        story = regular(7, length=7).says(9, "09:00", Use.STOPPED).extend(10, "09:00", slots(7, "08:00"), begins=10)
        assert story.find(RULE, 10, "09:00") is None

    def test_a_stop_before_it_answers_it_a_later_one_does_not(self) -> None:
        assert regular().stop(8, "08:59").says(8, "09:00", Use.STOPPED).find(RULE, 8, "12:00") is None
        assert regular().says(8, "09:00", Use.STOPPED).stop(8, "09:01").find(RULE, 8, "12:00") is not None

    def test_of_one_instant_what_is_told_first_comes_first(self) -> None:
        assert regular().stop(8, "09:00").says(8, "09:00", Use.STOPPED).find(RULE, 8, "12:00") is None
        assert regular().says(8, "09:00", Use.STOPPED).stop(8, "09:00").find(RULE, 8, "12:00") is not None

    def test_told_late_it_is_judged_by_its_own_instant(self) -> None:
        story = regular().stop(8, "12:00").says(8, "09:00", Use.STOPPED, told=(8, "13:00"))
        assert told_by(story.find(RULE, 8, "13:00")) == ("warning", ["k8"])

    def test_where_no_dose_is_logged_it_is_enough_from_day_8(self) -> None:
        def never(day: int) -> Told:
            story = Told().course(slots(20, "08:00"), risk="yes", entered=(-2, "12:00"))
            return story.dose(0, "08:00").says(day, "09:00", Use.STOPPED)

        assert never(7).find(RULE, 9, "09:00") is None
        assert told_by(never(8).find(RULE, 9, "09:00")) == ("warning", ["k8"])
        assert never(8).dose(2, "08:00", told=(9, "08:00")).find(RULE, 9, "09:00") is None

    def test_its_own_symptom_makes_it_high_and_earlier_ones_do_not(self) -> None:
        story = regular().says(5, "09:00", None, "tremor").says(8, "09:00", Use.STOPPED, "insomnia")
        assert told_by(story.find(RULE, 8, "09:00")) == ("high", ["k8"])

    def test_the_earlier_of_silence_and_check_in_counts_since_when(self) -> None:
        story = regular().says(8, "08:00", None, "tremor").says(8, "09:00", Use.STOPPED)
        assert told_by(story.find(RULE, 8, "09:00")) == ("warning", ["k8"])
        story = regular().says(8, "08:00", None, "tremor", key="early").says(8, "09:00", Use.STOPPED)
        assert told_by(story.find(RULE, 10, "04:00")) == ("high", [*dates(8), "early", "k8", *dates(9)])


class TestAfterTheWindow:
    """Unwell after a window that ended without a taper."""

    def unwell(self, days: int = 14, *symptoms: str, use: Use = Use.STOPPED) -> Told:
        story = Told().course(slots(15, "08:00"), risk="yes").takes(range(15 - days + 1, 16), "08:00")
        return story.says(18, "09:00", use, *(symptoms or ("insomnia",)))

    def test_after_14_days_of_regular_use(self) -> None:
        assert told_by(self.unwell(14).find(RULE, 18, "09:00")) == ("high", ["k18"])
        assert self.unwell(13).find(RULE, 18, "09:00") is None

    def test_only_if_it_says_stopped_and_names_a_withdrawal_symptom(self) -> None:
        assert self.unwell(14, use=Use.STILL_TAKING).find(RULE, 18, "09:00") is None
        assert self.unwell(14, "drowsy", "seizure").find(RULE, 18, "09:00") is None

    def test_not_on_the_last_day_itself(self) -> None:
        story = Told().course(slots(15, "08:00"), risk="yes").takes(range(1, 16), "08:00")
        assert story.says(15, "09:00", Use.STOPPED, "insomnia").find(RULE, 16, "09:00") is None
        assert story.says(16, "04:00", Use.STOPPED, "insomnia").find(RULE, 16, "09:00") is not None

    def test_not_after_a_taper(self) -> None:
        def ended(last: str) -> Told:
            story = Told().course(slots(15, "08:00", amount="2"), slots(1, "08:00", amount=last), risk="yes")
            return story.takes(range(1, 17), "08:00", amount="2").says(18, "09:00", Use.STOPPED, "insomnia")

        assert ended("2").find(RULE, 18, "09:00") is not None
        assert ended("1.5").find(RULE, 18, "09:00") is None

    def test_a_stop_ends_a_window_too_and_one_before_its_taper_ends_it_without(self) -> None:
        story = Told().course(slots(15, "08:00", amount="2"), slots(5, "08:00"), risk="yes")
        story.takes(range(1, 15), "08:00", amount="2").stop(14, "12:00").says(16, "09:00", Use.STOPPED, "insomnia")
        assert told_by(story.find(RULE, 16, "09:00")) == ("high", ["k16"])

    def test_symptoms_named_later_join(self) -> None:
        story = self.unwell().says(19, "09:00", Use.STOPPED).says(20, "09:00", None, "tremor")
        assert told_by(story.find(RULE, 20, "09:00")) == ("high", ["k18", "k20"])
