"""`dose_snoozed`: half an hour after "Later" was tapped."""

import pytest

from notifications.rules.reminder import Kind
from tests.courses.rules.telling import Told, slots
from tests.notifications.rules.sending import due, sent, when

SNOOZED = Kind.DOSE_SNOOZED


def morning() -> Told:
    return Told().course(slots(2, "08:00", "20:00"))


def test_half_an_hour_after_later_was_tapped() -> None:
    assert when(morning().later(1, "08:05", "08:00"), SNOOZED) == ["1 08:35"]


def test_where_nobody_taps_there_is_none() -> None:
    assert when(morning(), SNOOZED) == []


def test_each_tap_is_one_of_its_own_with_its_number() -> None:
    story = morning().later(1, "08:05", "08:00").later(1, "08:36", "08:00").later(1, "20:01", "20:00")
    story.later(2, "08:00", "08:00")
    found = due(story, 3, "12:00", SNOOZED)
    assert [(one.day.day, one.key) for one in found] == [(1, "08:00/1"), (1, "08:00/2"), (1, "20:00/1"), (2, "08:00/1")]


@pytest.mark.parametrize(("taken", "expected"), [("08:34", []), ("08:35", []), ("08:36", ["1 08:35"])])
def test_not_if_the_slot_has_a_dose_by_then(taken: str, expected: list[str]) -> None:
    assert when(morning().later(1, "08:05", "08:00").dose(1, taken), SNOOZED) == expected


def test_an_undone_dose_is_none() -> None:
    story = morning().dose(1, "08:02").undo(1, "08:04", "1/08:02").later(1, "08:05", "08:00")
    assert when(story, SNOOZED) == ["1 08:35"]


@pytest.mark.parametrize(("tapped", "expected"), [("09:29", ["1 09:59"]), ("09:30", [])])
def test_not_if_its_dose_due_is_too_late_by_then(tapped: str, expected: list[str]) -> None:
    assert when(morning().later(1, tapped, "08:00"), SNOOZED) == expected


@pytest.mark.parametrize(("tapped", "expected"), [("08:29", ["1 08:59"]), ("08:30", [])])
def test_nor_if_the_next_slot_is_due_by_then(tapped: str, expected: list[str]) -> None:
    assert when(Told().course(slots(1, "08:00", "09:00")).later(1, tapped, "08:00"), SNOOZED) == expected


def test_quiet_hours_do_not_hold_it() -> None:
    story = Told().course(slots(1, "23:30")).later(1, "23:40", "23:30")
    assert sent(story, SNOOZED) == [("2 00:10", "2 00:10", "dose_snoozed", "sent")]


@pytest.mark.parametrize(("back", "outcome"), [("09:59", "sent"), ("10:00", "expired")])
def test_after_an_outage_it_makes_sense_for_as_long_as_what_it_repeats(back: str, outcome: str) -> None:
    story = morning().later(1, "08:05", "08:00")
    outage = (story.at(1, "08:30"), story.at(1, back))
    assert sent(story, SNOOZED, outages=[outage]) == [("1 08:35", f"1 {back}", "dose_snoozed", outcome)]


def test_what_is_taken_in_an_outage_is_cancelled() -> None:
    story = morning().later(1, "08:05", "08:00").dose(1, "08:50")
    outage = (story.at(1, "08:30"), story.at(1, "09:00"))
    assert sent(story, SNOOZED, outages=[outage]) == [("1 08:35", "1 09:00", "dose_snoozed", "cancelled")]


def test_whatever_silences_a_dose_silences_this() -> None:
    tapped = [*morning().later(1, "08:05", "08:00").builds]
    assert when(Told(builds=[*tapped]).stop(1, "08:20"), SNOOZED) == []
    assert when(Told(builds=[*tapped]).revise(1, "08:20", slots(3, "12:00")), SNOOZED) == ["1 08:35"]
    assert when(Told(builds=[*tapped]).says(1, "08:20", None, "seizure"), SNOOZED) == []
    assert when(Told(builds=[*tapped]).cancel(1, "08:20"), SNOOZED) == []
    # What was logged the day's other slot for leaves no room for it.
    assert when(Told(builds=[*tapped]).dose(1, "05:00", "2"), SNOOZED) == []


def test_a_slot_that_is_not_in_the_plan_calls_for_nothing() -> None:
    assert when(morning().later(1, "12:00", "11:45"), SNOOZED) == []


def test_a_slot_that_a_move_jumped_over_calls_for_nothing() -> None:
    story = morning().move(1, "07:00", "Asia/Tokyo").later(1, "07:30", "08:00")
    assert when(story, SNOOZED) == []
