"""Which words the messages about the end go out with."""

from datetime import date

import pytest

from notifications.rules.reminder import Kind
from notifications.rules.wording import ENDINGS, WORDINGS, date_told, wording
from tests.courses.rules.telling import Told, on, slots


def two_weeks(risk: str = "yes", last: str = "2") -> Told:
    return Told().course(slots(10, "08:00", amount="2"), slots(4, "08:00", amount=last), risk=risk)


def told(story: Told, day: int = 12, wall: str = "10:00") -> tuple[str, date]:
    known, at = story.known(day, wall), story.at(day, wall)
    assert wording(known, Kind.COURSE_ENDING, at) == wording(known, Kind.LAST_DAY, at)
    return wording(known, Kind.LAST_DAY, at), date_told(known, at)


@pytest.mark.parametrize(
    ("story", "words", "named"),
    [
        (two_weeks("no"), "ending_without_risk", 14),
        (two_weeks("no").plan(9, "12:00", see_by=13), "ending_without_risk", 13),
        (two_weeks(), "ending_without_plan", 14),
        (two_weeks().plan(9, "12:00"), "ending_stop_as_planned", 14),
        (two_weeks().plan(9, "12:00", see_by=13), "ending_see_patient", 13),
        (two_weeks().plan(9, "12:00", see_by=11), "ending_without_plan", 14),
        (two_weeks(last="1"), "ending_taper", 14),
        (two_weeks(last="1").plan(9, "12:00"), "ending_taper", 14),
        (two_weeks(last="1").plan(9, "12:00", see_by=13), "ending_see_patient", 13),
    ],
)
def test_risk_then_plan_then_taper_choose_them(story: Told, words: str, named: int) -> None:
    assert told(story) == (words, on(named))


def test_every_other_kind_has_its_own() -> None:
    story = two_weeks()
    assert wording(story.known(12, "10:00"), Kind.COURSE_OVER, story.at(12, "10:00")) == "course_over"
    assert {*ENDINGS, "course_over", "dose_due"} <= WORDINGS
    assert not {"course_ending", "last_day"} & WORDINGS
