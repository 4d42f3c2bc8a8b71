"""`talk_request_waiting`, clause by clause."""

import pytest

from courses.rules.facts import Outcome
from tests.courses.rules.telling import Told, dates, slots, told_by

RULE = "talk_request_waiting"


def waiting() -> Told:
    return Told().course(slots(5, "08:00")).asks_to_talk(2, "03:00")


def test_after_24_hours_and_high_after_72() -> None:
    story = waiting()
    assert story.find(RULE, 3, "02:59") is None
    assert told_by(story.find(RULE, 3, "03:00")) == ("warning", dates(1))
    assert told_by(story.find(RULE, 5, "02:59")) == ("warning", dates(1))
    assert told_by(story.find(RULE, 5, "03:00")) == ("high", dates(1))


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [(Outcome.SPOKE, True), (Outcome.APPOINTMENT, True), (Outcome.MESSAGE_LEFT, False), (Outcome.NO_ANSWER, False)],
)
def test_a_talk_or_an_appointment_ends_the_wait_of_all(outcome: Outcome, ends: bool) -> None:
    story = waiting().asks_to_talk(2, "12:00").answer(3, "09:00", outcome)
    assert (story.find(RULE, 9, "09:00") is None) is ends


def test_the_oldest_that_waits_is_the_one_named() -> None:
    story = waiting().asks_to_talk(3, "12:00").asks_to_talk(4, "12:00")
    assert told_by(story.find(RULE, 4, "12:00")) == ("warning", dates(1))
    story = waiting().answer(2, "09:00").asks_to_talk(3, "12:00").asks_to_talk(4, "12:00")
    assert told_by(story.find(RULE, 4, "12:00")) == ("warning", dates(3))


def test_an_answer_before_the_request_is_none_to_it() -> None:
    story = Told().course(slots(5, "08:00")).answer(1, "09:00").asks_to_talk(2, "09:00")
    assert told_by(story.find(RULE, 3, "09:00")) == ("warning", dates(2))


def test_a_request_undone_waits_no_more() -> None:
    story = waiting().undo(2, "12:00", "talk", "talk_requests")
    assert story.find(RULE, 3, "09:00") is None


def test_it_opens_at_the_instant_though_nobody_looks() -> None:
    story = waiting()
    flag = story.flag(RULE, 30, "12:00")
    assert flag
    assert (flag.opened_at, told_by(flag)) == (story.at(3, "03:00"), ("high", dates(1)))
