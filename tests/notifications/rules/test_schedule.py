"""Every other kind of the reminder table, clause by clause."""

import pytest

from courses.rules.facts import Outcome, Use
from notifications.rules.reminder import Kind
from tests.courses.rules.telling import Told, on, slots
from tests.notifications.rules.sending import due, sent, when


class TestCheckInDue:
    """10:00 on days 7, 14, ... before the last day."""

    @pytest.mark.parametrize(
        ("length", "enhanced", "days"),
        [(7, False, []), (8, False, [7]), (14, False, [7]), (15, False, [7, 14]), (3, True, []), (7, True, [3, 6])],
    )
    def test_on_these_days(self, length: int, enhanced: bool, days: list[int]) -> None:
        story = Told().course(slots(length, "08:00"), sedating=True, enhanced=enhanced)
        assert when(story, Kind.CHECK_IN_DUE) == [f"{day} 10:00" for day in days]

    @pytest.mark.parametrize(
        ("story", "asked"),
        [
            (Told().course(slots(8, "08:00")), False),
            (Told().course(slots(8, "08:00"), sedating=True), True),
            (Told().course(slots(8, "08:00"), risk="yes"), True),
            (Told().course(slots(8, "08:00"), enhanced=True), True),
        ],
    )
    def test_of_these_medicines(self, story: Told, asked: bool) -> None:
        assert bool(when(story, Kind.CHECK_IN_DUE)) is asked

    @pytest.mark.parametrize(
        ("day", "wall", "asked"), [(7, "03:59", True), (7, "04:00", False), (7, "10:00", False), (7, "10:01", True)]
    )
    def test_unless_one_was_made_that_medication_day(self, day: int, wall: str, asked: bool) -> None:
        story = Told().course(slots(8, "08:00"), sedating=True).says(day, wall, Use.AS_PLANNED)
        assert bool(when(story, Kind.CHECK_IN_DUE)) is asked

    def test_or_since(self) -> None:
        story = Told(hour="23:00").course(slots(20, "08:00"), sedating=True).says(8, "05:00", None)
        assert sent(story, Kind.CHECK_IN_DUE, 9) == [("7 23:00", "8 07:00", "check_in_due", "cancelled")]

    def test_a_stop_silences_it_and_a_revision_moves_it(self) -> None:
        story = Told().course(slots(20, "08:00"), sedating=True)
        assert when(Told(builds=list(story.builds)).stop(7, "09:59"), Kind.CHECK_IN_DUE) == []
        revised = Told(builds=list(story.builds)).revise(2, "12:00", slots(6, "08:00"))
        assert when(revised, Kind.CHECK_IN_DUE) == []
        held = Told(builds=list(story.builds), hour="23:00").stop(8, "05:00")
        assert sent(held, Kind.CHECK_IN_DUE)[0][-1] == "cancelled"


class TestStepChanges:
    """10:00 on the day before each step but the first."""

    def test_on_the_day_before(self) -> None:
        story = Told().course(slots(2, "08:00"), slots(3, "08:00"), slots(1, "08:00"))
        assert when(story, Kind.STEP_CHANGES) == ["2 10:00", "5 10:00"]

    def test_an_extension_is_a_step_too_and_an_instant_that_has_passed_never_falls_due(self) -> None:
        assert when(
            Told().course(slots(3, "08:00")).extend(3, "09:59", slots(1, "08:00"), begins=4), Kind.STEP_CHANGES
        ) == ["3 10:00"]
        assert (
            when(Told().course(slots(3, "08:00")).extend(3, "10:01", slots(1, "08:00"), begins=4), Kind.STEP_CHANGES)
            == []
        )

    def test_a_stop_silences_it(self) -> None:
        assert when(Told().course(slots(2, "08:00"), slots(3, "08:00")).stop(2, "09:00"), Kind.STEP_CHANGES) == []
        held = Told(hour="23:00").course(slots(2, "08:00"), slots(3, "08:00")).stop(3, "05:00")
        assert sent(held, Kind.STEP_CHANGES)[0][-1] == "cancelled"


class TestPlanChanged:
    """The instant of a stop, an extension, a revision or a cancellation."""

    def test_at_the_instant(self) -> None:
        story = Told().course(slots(5, "08:00")).extend(2, "12:00", slots(3, "08:00"), begins=6)
        story.revise(3, "13:00", slots(3, "08:00")).stop(4, "14:00")
        assert when(story, Kind.PLAN_CHANGED) == ["2 12:00", "3 13:00", "4 14:00"]

    def test_of_a_cancelled_course_nothing_else_is_left(self) -> None:
        story = Told().course(slots(9, "08:00"), risk="yes", enhanced=True).cancel(1, "06:00")
        assert [(one.kind, one.day, one.key) for one in due(story, 60, "12:00")] == [
            (Kind.PLAN_CHANGED, on(1), story.at(1, "06:00").isoformat())
        ]

    def test_of_several_that_quiet_hours_held_only_the_newest_goes(self) -> None:
        story = Told().course(slots(5, "08:00")).revise(2, "23:00", slots(3, "08:00")).stop(3, "01:00")
        assert sent(story, Kind.PLAN_CHANGED) == [
            ("2 23:00", "3 07:00", "plan_changed", "cancelled"),
            ("3 01:00", "3 07:00", "plan_changed", "sent"),
        ]


class TestTheEnd:
    """`course_ending`, `last_day`, `course_over`."""

    def ends(self, story: Told) -> list[list[str]]:
        return [when(story, kind) for kind in (Kind.COURSE_ENDING, Kind.LAST_DAY, Kind.COURSE_OVER)]

    def test_at_the_patients_hour(self) -> None:
        story = Told(hour="18:00").course(slots(14, "08:00"))
        assert self.ends(story) == [["9 18:00", "12 18:00"], ["14 18:00"], ["15 18:00"]]

    def test_a_course_of_one_day(self) -> None:
        assert self.ends(Told().course(slots(1, "08:00"))) == [[], ["1 10:00"], ["2 10:00"]]

    def test_one_that_would_come_before_the_first_day_comes_on_it(self) -> None:
        assert self.ends(Told().course(slots(2, "08:00"), enhanced=True))[0] == ["1 10:00"]

    def test_an_hour_before_the_boundary_is_on_the_days_own_date(self) -> None:
        story = Told(hour="03:30", quiet=("22:00", "22:00")).course(slots(2, "08:00"), entered=(-1, "12:00"))
        assert self.ends(story) == [["1 03:30"], ["2 03:30"], ["3 03:30"]]

    def test_a_stop_silences_them(self) -> None:
        assert self.ends(Told().course(slots(3, "08:00")).stop(2, "09:00")) == [[], [], []]

    def test_a_stop_silences_what_quiet_hours_hold(self) -> None:
        story = Told(hour="23:00").course(slots(3, "08:00")).stop(3, "05:00")
        assert sent(story, Kind.COURSE_ENDING) == [("2 23:00", "3 07:00", "course_ending", "cancelled")]

    def test_an_extension_moves_them_and_cancels_what_was_held(self) -> None:
        story = Told(hour="23:00").course(slots(3, "08:00")).extend(4, "06:00", slots(2, "08:00"), begins=4)
        assert sent(story, Kind.LAST_DAY) == [
            ("3 23:00", "4 07:00", "last_day", "cancelled"),
            ("5 23:00", "6 07:00", "last_day", "sent"),
        ]
        assert when(story, Kind.COURSE_OVER) == ["6 23:00"]

    def test_a_continued_course_calls_for_none(self) -> None:
        story = (
            Told()
            .course(slots(3, "08:00"), risk="yes")
            .course(slots(3, "08:00"), of="c2", first=4, risk="yes", entered=(0, "13:00"))
        )
        assert self.ends(story) == [[], [], []]
        assert when(story, Kind.AFTER_COURSE_CHECK_IN) == []
        assert when(story, Kind.AFTER_COURSE_CHECK_IN, of="c2") == ["9 10:00", "13 10:00"]

    def test_a_plan_changes_their_words_not_their_time(self) -> None:
        story = Told().course(slots(3, "08:00"), risk="yes").plan(1, "12:00")
        assert self.ends(story) == [["2 10:00"], ["3 10:00"], ["4 10:00"]]

    def test_a_move_over_the_hour_takes_it_with_it(self) -> None:
        story = Told().course(slots(3, "08:00")).move(3, "09:00", "Asia/Tokyo")
        assert when(story, Kind.LAST_DAY) == []
        assert when(story, Kind.COURSE_OVER) == ["4 01:00"]

    def test_a_later_hour_does_not_call_again_the_same_day(self) -> None:
        story = Told().course(slots(3, "08:00")).choose(3, "12:00", message_hour=Told().at(1, "18:00").time())
        assert self.ends(story)[1:] == [["3 10:00"], ["4 18:00"]]


class TestAfterCourseCheckIn:
    """10:00 on days 3 and 7 after the last day."""

    def test_only_with_abrupt_stop_risk(self) -> None:
        assert when(Told().course(slots(3, "08:00"), risk="yes"), Kind.AFTER_COURSE_CHECK_IN) == ["6 10:00", "10 10:00"]
        assert when(Told().course(slots(3, "08:00"), risk="no"), Kind.AFTER_COURSE_CHECK_IN) == []

    def test_after_a_stop_and_a_close_too(self) -> None:
        story = Told().course(slots(30, "08:00"), risk="yes").stop(3, "12:00").close(4, "12:00")
        assert when(story, Kind.AFTER_COURSE_CHECK_IN) == ["6 10:00", "10 10:00"]

    @pytest.mark.parametrize(("day", "wall", "asked"), [(6, "03:59", True), (6, "04:00", False)])
    def test_unless_a_check_in_was_made_that_day(self, day: int, wall: str, asked: bool) -> None:
        story = Told().course(slots(3, "08:00"), risk="yes").says(day, wall, Use.STOPPED)
        assert ("6 10:00" in when(story, Kind.AFTER_COURSE_CHECK_IN)) is asked
        assert "10 10:00" in when(story, Kind.AFTER_COURSE_CHECK_IN)

    def test_an_extension_moves_it(self) -> None:
        story = Told(hour="23:00").course(slots(3, "08:00"), risk="yes")
        story.extend(7, "05:00", slots(3, "08:00"), begins=7)
        assert [one[0] + " " + one[-1] for one in sent(story, Kind.AFTER_COURSE_CHECK_IN)] == [
            "12 23:00 sent",
            "16 23:00 sent",
            "6 23:00 cancelled",
        ]


class TestTalkToPrescriber:
    """When one of three flags opens, and on the two days after."""

    KIND = Kind.TALK_TO_PRESCRIBER

    def beyond(self) -> Told:
        return Told().course(slots(3, "08:00"))

    def test_the_opening_then_the_hour_on_the_two_medication_days_after(self) -> None:
        assert when(self.beyond().dose(4, "08:00"), self.KIND) == ["4 08:00", "5 10:00", "6 10:00"]

    def test_after_midnight_the_medication_day_is_the_one_before(self) -> None:
        # 02:00 is held to 07:00, which is of the new day: the two after are counted from there.
        assert sent(self.beyond().dose(5, "02:00"), self.KIND) == [
            ("5 02:00", "5 07:00", "talk_to_prescriber", "sent"),
            ("6 10:00", "6 10:00", "talk_to_prescriber", "sent"),
            ("7 10:00", "7 10:00", "talk_to_prescriber", "sent"),
        ]

    def test_without_quiet_hours_it_is_of_the_day_before(self) -> None:
        story = Told(quiet=("00:00", "00:00")).course(slots(3, "08:00")).dose(5, "02:00")
        assert when(story, self.KIND) == ["5 02:00", "5 10:00", "6 10:00"]

    def test_an_hour_that_quiet_hours_hold_counts_by_when_it_goes_out(self) -> None:
        story = Told(hour="23:00").course(slots(3, "08:00")).dose(4, "08:00")
        assert sent(story, self.KIND) == [
            ("4 08:00", "4 08:00", "talk_to_prescriber", "sent"),
            ("5 23:00", "6 07:00", "talk_to_prescriber", "sent"),
            ("6 23:00", "7 07:00", "talk_to_prescriber", "sent"),
        ]

    def test_it_is_keyed_by_the_day_it_goes_out(self) -> None:
        found = due(self.beyond().dose(5, "02:00"), 60, "12:00", self.KIND)
        assert [(one.day, one.key) for one in found] == [(on(day), on(day).isoformat()) for day in (5, 6, 7)]

    def test_a_move_after_it_went_out_does_not_count_the_days_anew(self) -> None:
        story = (
            Told(quiet=("22:00", "07:00"))
            .course(slots(3, "08:00"))
            .dose(4, "23:30")
            .move(5, "08:00", "America/Los_Angeles")
        )
        assert when(story, self.KIND) == ["4 23:30", "6 17:00", "7 17:00"]

    def test_a_move_over_the_hour_takes_that_day_with_it(self) -> None:
        story = self.beyond().dose(4, "08:00").move(5, "09:00", "Asia/Tokyo")
        assert when(story, self.KIND) == ["4 08:00", "6 01:00"]

    def test_at_most_one_a_medication_day(self) -> None:
        story = self.beyond().dose(4, "08:00").undo(4, "09:00", "4/08:00").dose(4, "12:00").undo(4, "13:00", "4/12:00")
        story.dose(5, "09:00")
        assert when(story, self.KIND) == ["4 08:00", "5 09:00", "6 10:00", "7 10:00"]

    def test_two_rules_that_open_are_two_openings(self) -> None:
        story = Told().course(slots(3, "08:00"), risk="yes").dose(4, "08:00").says(6, "09:00", Use.STOPPED, "tremor")
        assert when(story, self.KIND) == ["4 08:00", "5 10:00", "6 09:00", "7 10:00", "8 10:00"]

    def test_only_while_one_of_them_is_open(self) -> None:
        acknowledged = self.beyond().dose(4, "08:00").acknowledge(5, "09:00", "use_beyond_window")
        assert when(acknowledged, self.KIND) == ["4 08:00"]
        until = self.beyond().dose(4, "08:00").acknowledge(4, "09:00", "use_beyond_window", until=6).dose(5, "08:00")
        assert when(until, self.KIND) == ["4 08:00", "6 04:00", "7 10:00", "8 10:00"]

    @pytest.mark.parametrize("rule", ["stopped_abruptly", "withdrawal_symptoms"])
    def test_the_other_two(self, rule: str) -> None:
        story = Told().course(slots(20, "08:00"), risk="yes").takes(range(1, 8), "08:00")
        if rule == "stopped_abruptly":
            assert when(story, self.KIND) == ["10 04:00", "11 10:00", "12 10:00"]
        else:
            story = story.takes(range(8, 21), "08:00").says(8, "09:00", Use.LESS, "tremor")
            assert when(story, self.KIND) == ["8 09:00", "9 10:00", "10 10:00"]

    def test_no_other_flag(self) -> None:
        assert when(self.beyond().says(2, "09:00", Use.MORE, "seizure"), self.KIND) == []

    def test_not_once_a_request_was_made_since_that_opening(self) -> None:
        story = self.beyond().dose(4, "08:00").asks_to_talk(4, "12:00").answer(4, "13:00")
        assert when(story, self.KIND) == ["4 08:00"]

    def test_not_while_a_request_waits_from_before(self) -> None:
        story = self.beyond().asks_to_talk(3, "12:00").dose(4, "08:00").answer(5, "09:00")
        assert when(story, self.KIND) == ["5 10:00", "6 10:00"]
        noted = self.beyond().asks_to_talk(3, "12:00").dose(4, "08:00").answer(5, "09:00", Outcome.MESSAGE_LEFT)
        assert when(noted, self.KIND) == []

    def test_each_opening_has_its_own_request(self) -> None:
        story = self.beyond().dose(4, "08:00").asks_to_talk(4, "12:00").answer(4, "13:00")
        story.acknowledge(5, "09:00", "use_beyond_window").dose(6, "08:00")
        assert when(story, self.KIND) == ["4 08:00", "6 08:00", "7 10:00", "8 10:00"]

    def test_a_request_while_it_is_held_cancels_it(self) -> None:
        story = self.beyond().dose(4, "23:00").asks_to_talk(5, "06:00")
        assert sent(story, self.KIND) == [("4 23:00", "5 07:00", "talk_to_prescriber", "cancelled")]

    def test_after_an_outage_only_the_newest_goes(self) -> None:
        story = self.beyond().dose(4, "08:00")
        outage = (story.at(4, "07:00"), story.at(5, "11:00"))
        # The older is too late by then besides.
        assert sent(story, self.KIND, outages=[outage]) == [
            ("4 08:00", "5 11:00", "talk_to_prescriber", "expired"),
            ("5 10:00", "5 11:00", "talk_to_prescriber", "sent"),
            ("6 10:00", "6 10:00", "talk_to_prescriber", "sent"),
        ]
        shorter = (story.at(4, "12:00"), story.at(5, "09:00"))
        assert sent(story, self.KIND, outages=[shorter])[0] == ("4 08:00", "4 08:00", "talk_to_prescriber", "sent")


class TestPlanNeeded:
    """The instant that `ending_without_plan` opens, or opens again."""

    def test_to_the_prescriber_at_the_instant(self) -> None:
        story = Told().course(slots(14, "08:00"), risk="yes").acknowledge(9, "12:00", "ending_without_plan")
        assert when(story, Kind.PLAN_NEEDED) == ["9 10:00", "12 10:00"]

    def test_not_if_a_plan_came_during_an_outage(self) -> None:
        story = Told().course(slots(14, "08:00"), risk="yes").plan(9, "11:00")
        outage = (story.at(9, "09:00"), story.at(9, "12:00"))
        assert sent(story, Kind.PLAN_NEEDED, outages=[outage]) == [("9 10:00", "9 12:00", "plan_needed", "cancelled")]

    def test_staff_are_told_at_night_too(self) -> None:
        story = Told(hour="23:00").course(slots(14, "08:00"), risk="yes")
        assert sent(story, Kind.PLAN_NEEDED) == [("9 23:00", "9 23:00", "plan_needed", "sent")]


class TestFlagRaised:
    """The instant that a flag becomes high, again after it was lower, withdrawn or acknowledged too."""

    KIND = Kind.FLAG_RAISED

    def test_when_it_becomes_high_not_while_it_stays_so(self) -> None:
        assert when(Told().course(slots(3, "08:00")).takes([4, 5, 6, 7], "08:00"), self.KIND) == ["6 08:00"]

    def test_again_after_it_was_lower(self) -> None:
        story = (
            Told().course(slots(3, "08:00")).takes([4, 5, 6], "08:00").undo(6, "09:00", "c1/6/08:00").dose(7, "08:00")
        )
        assert when(story, self.KIND) == ["6 08:00", "7 08:00"]

    def test_again_after_it_was_acknowledged_or_withdrawn(self) -> None:
        story = (
            Told()
            .course(slots(3, "08:00"))
            .says(1, "09:00", None, "seizure")
            .acknowledge(1, "10:00", "emergency_symptoms")
        )
        story.says(1, "11:00", None, "seizure", key="second")
        assert when(story, self.KIND) == ["1 09:00", "1 11:00"]
        story.undo(1, "12:00", "second", "check_ins").undo(1, "12:00", "k1", "check_ins").says(
            1, "13:00", None, "seizure", key="third"
        )
        assert when(story, self.KIND) == ["1 09:00", "1 11:00", "1 13:00"]

    def test_one_a_course_and_instant(self) -> None:
        story = Told().course(slots(3, "08:00")).takes([4, 5], "08:00").says(6, "09:00", Use.STILL_TAKING, "seizure")
        assert when(story, self.KIND) == ["6 09:00"]

    def test_not_if_none_of_them_is_high_any_more_when_it_could_go_out(self) -> None:
        story = Told().course(slots(3, "08:00")).takes([4, 5, 6], "08:00").acknowledge(6, "09:00", "use_beyond_window")
        outage = (story.at(6, "07:00"), story.at(6, "10:00"))
        assert sent(story, self.KIND, outages=[outage]) == [("6 08:00", "6 10:00", "flag_raised", "cancelled")]
        still = Told().course(slots(3, "08:00")).takes([4, 5], "08:00").says(6, "08:00", Use.STILL_TAKING, "seizure")
        still.acknowledge(6, "09:00", "use_beyond_window")
        assert sent(still, self.KIND, outages=[outage]) == [("6 08:00", "6 10:00", "flag_raised", "sent")]
