"""`dose_due` and `dose_follow_up`."""

import pytest

from notifications.rules.reminder import Kind
from tests.courses.rules.telling import Told, needed, slots
from tests.notifications.rules.sending import sent, when

DUE, FOLLOW_UP = Kind.DOSE_DUE, Kind.DOSE_FOLLOW_UP


def two_a_day(days: int = 2, amount: str = "1") -> Told:
    return Told().course(slots(days, "08:00", "20:00", amount=amount))


def test_each_slot_of_the_window_also_those_after_midnight() -> None:
    assert when(Told().course(slots(2, "08:00", "00:30")), DUE) == ["1 08:00", "2 00:30", "2 08:00", "3 00:30"]


def test_as_needed_nothing_is_due() -> None:
    assert when(Told().course(needed(3)), DUE) == []


def test_a_slot_that_is_counted_calls_for_nothing() -> None:
    story = two_a_day(1).dose(1, "07:00").dose(1, "20:30")
    assert when(story, DUE) == ["1 20:00"]
    assert when(story, FOLLOW_UP) == []


def test_a_dose_at_the_very_instant_counts_first() -> None:
    assert when(two_a_day(1).dose(1, "08:00"), DUE) == ["1 20:00"]


def test_nothing_falls_due_before_the_course_was_entered() -> None:
    assert when(Told().course(slots(1, "08:00", "12:00", "20:00"), entered=(1, "12:00")), DUE) == ["1 12:00", "1 20:00"]


@pytest.mark.parametrize(("taken", "called_for"), [("1", True), ("1.25", False), ("2", False)])
def test_not_if_its_amount_would_bring_the_day_above_what_is_prescribed(taken: str, called_for: bool) -> None:
    story = two_a_day(1).dose(1, "08:00", taken)
    assert when(story, DUE) == (["1 20:00"] if called_for else [])
    assert when(story, FOLLOW_UP) == (["1 21:00"] if called_for else [])


def test_a_dose_of_the_day_before_does_not_fill_the_day() -> None:
    assert when(two_a_day().dose(2, "03:59", "9"), DUE) == ["1 08:00", "1 20:00", "2 08:00", "2 20:00"]


def test_what_a_stop_removed_never_falls_due_nor_does_what_was_pending() -> None:
    story = two_a_day(3).stop(2, "08:30")
    assert when(story, DUE) == ["1 08:00", "1 20:00", "2 08:00"]
    assert when(story, FOLLOW_UP) == ["1 09:00", "1 21:00"]
    at_once = two_a_day(3).stop(2, "08:00")
    assert when(at_once, DUE) == ["1 08:00", "1 20:00"]


def test_what_a_revision_removed_never_falls_due() -> None:
    story = two_a_day(3).revise(2, "12:00", slots(1, "08:00", "18:00"))
    assert when(story, DUE) == ["1 08:00", "1 20:00", "2 08:00", "2 18:00"]
    assert when(story, FOLLOW_UP) == ["1 09:00", "1 21:00", "2 09:00", "2 19:00"]


def test_quiet_hours_hold_the_follow_up_but_not_what_is_due() -> None:
    story = Told().course(slots(1, "05:30", "23:30"))
    assert sent(story, DUE) == [
        ("1 05:30", "1 05:30", "dose_due", "sent"),
        ("1 23:30", "1 23:30", "dose_due", "sent"),
    ]
    # The second's own instant, half past midnight, is two hours gone by the end of the night.
    assert sent(story, FOLLOW_UP) == [
        ("1 06:30", "1 07:00", "dose_follow_up", "sent"),
        ("2 00:30", "2 07:00", "dose_follow_up", "expired"),
    ]


def test_what_is_taken_while_it_was_held_is_cancelled() -> None:
    story = Told().course(slots(1, "05:30")).dose(1, "06:45")
    assert sent(story, FOLLOW_UP) == [("1 06:30", "1 07:00", "dose_follow_up", "cancelled")]


class TestEmergency:
    """While a clinician has yet to acknowledge an emergency check-in of the last 24 h."""

    def told(self) -> Told:
        return two_a_day(3).says(1, "20:00", None, "seizure")

    def test_nothing_is_asked_for_less_than_24_hours(self) -> None:
        assert when(self.told(), DUE) == ["1 08:00", "2 20:00", "3 08:00", "3 20:00"]
        assert when(self.told(), FOLLOW_UP) == ["1 09:00", "2 21:00", "3 09:00", "3 21:00"]

    def test_an_acknowledgement_ends_it(self) -> None:
        story = self.told().acknowledge(2, "07:00", "emergency_symptoms")
        assert when(story, DUE) == ["1 08:00", "2 08:00", "2 20:00", "3 08:00", "3 20:00"]

    def test_one_from_before_it_was_made_does_not(self) -> None:
        story = self.told().acknowledge(1, "20:30", "emergency_symptoms").says(2, "07:00", None, "cannot_wake")
        assert "2 08:00" not in when(story, DUE)

    def test_it_holds_for_all_courses_of_the_patient(self) -> None:
        story = self.told().course(slots(2, "12:00"), of="c2", medicine="n")
        assert when(story, DUE, of="c2") == ["1 12:00"]

    def test_told_late_it_is_judged_by_its_own_instant(self) -> None:
        story = two_a_day(3).says(1, "09:00", None, "seizure", told=(2, "08:30"))
        assert when(story, DUE) == ["1 08:00", "1 20:00", "2 08:00", "2 20:00", "3 08:00", "3 20:00"]
        assert "2 09:00" in when(story, FOLLOW_UP)
        later = two_a_day(3).says(1, "09:01", None, "seizure", told=(2, "08:30"))
        assert "2 09:00" not in when(later, FOLLOW_UP)

    def test_no_other_symptom_does(self) -> None:
        assert when(two_a_day(1).says(1, "07:00", None, "tremor"), DUE) == ["1 08:00", "1 20:00"]


class TestFollowUp:
    """60 min after a slot that still has no dose."""

    @pytest.mark.parametrize(("following", "called_for"), [("09:00", False), ("09:01", True), ("08:30", False)])
    def test_if_the_next_slot_is_later_than_that(self, following: str, called_for: bool) -> None:
        found = when(Told().course(slots(1, "08:00", following)), FOLLOW_UP)
        assert ("1 09:00" in found) is called_for

    def test_off_if_the_patient_says_so(self) -> None:
        assert when(Told(follow_up=False).course(slots(1, "08:00")), FOLLOW_UP) == []
        story = two_a_day(1).choose(1, "12:00", follow_up=False)
        assert when(story, FOLLOW_UP) == ["1 09:00"]

    def test_while_the_last_three_full_days_are_silent_only_after_the_days_first_slot(self) -> None:
        story = two_a_day(6).dose(1, "08:00").dose(5, "20:30")
        assert when(story, FOLLOW_UP) == [
            *("1 21:00", "2 09:00", "2 21:00", "3 09:00", "3 21:00", "4 09:00", "4 21:00"),
            *("5 09:00", "6 09:00", "6 21:00"),
        ]

    def test_fewer_than_three_full_days_are_not_enough(self) -> None:
        assert when(two_a_day(4), FOLLOW_UP)[-3:] == ["3 09:00", "3 21:00", "4 09:00"]

    def test_three_silent_days_up_to_the_very_closing(self) -> None:
        story = Told().course(slots(4, "20:00", "03:00"))
        # At 04:00 of day 4 the third is full: what it makes true comes before the reminders of that instant.
        assert when(story, FOLLOW_UP)[-4:] == ["2 21:00", "3 04:00", "3 21:00", "4 21:00"]


def test_a_slot_that_a_move_jumped_over_is_not_reminded_and_none_falls_due_twice() -> None:
    east = Told().course(slots(2, "08:00", "20:00")).move(1, "07:00", "Asia/Tokyo")
    assert when(east, DUE) == ["1 11:00", "1 23:00", "2 11:00"]
    west = Told(zone="Asia/Tokyo").course(slots(2, "08:00", "20:00"), entered=(0, "12:00")).move(1, "09:00", "UTC")
    assert when(west, DUE) == ["0 23:00", "1 20:00", "2 08:00", "2 20:00"]
    assert when(west, FOLLOW_UP) == ["1 00:00", "1 21:00", "2 09:00", "2 21:00"]
