"""`ending_without_plan`, clause by clause."""

import pytest

from courses.rules.facts import Step, Use
from tests.courses.rules.telling import Told, needed, slots, told_by

RULE = "ending_without_plan"


def two_weeks(risk: str = "yes", enhanced: bool = False) -> Told:
    """The end is announced on days 9 and 12."""
    return Told().course(slots(14, "08:00"), risk=risk, enhanced=enhanced)


def test_it_opens_at_the_first_announcement_and_is_high_from_the_second() -> None:
    story = two_weeks()
    assert story.find(RULE, 9, "09:59") is None
    assert told_by(story.find(RULE, 9, "10:00")) == ("warning", [])
    assert told_by(story.find(RULE, 12, "09:59")) == ("warning", [])
    assert told_by(story.find(RULE, 12, "10:00")) == ("high", [])
    assert told_by(story.find(RULE, 40, "10:00")) == ("high", [])


def test_under_enhanced_monitoring_each_is_a_day_earlier() -> None:
    story = two_weeks(enhanced=True)
    assert story.find(RULE, 8, "09:59") is None
    assert told_by(story.find(RULE, 8, "10:00")) == ("warning", [])
    assert told_by(story.find(RULE, 11, "10:00")) == ("high", [])


@pytest.mark.parametrize(("days", "opens"), [(6, None), (7, 4), (13, 10), (14, 9)])
def test_only_windows_of_seven_days_or_more(days: int, opens: int | None) -> None:
    flag = Told().course(slots(days, "08:00"), risk="yes").flag(RULE, 30, "12:00")
    story = Told()
    assert (flag and flag.opened_at) == (opens and story.at(opens, "10:00"))


@pytest.mark.parametrize(
    ("risk", "holds"),
    [("yes", True), ("no", False), ("", False), ("after 14 days", True), ("after 15 days", False), ("unknown", False)],
)
def test_abrupt_stop_risk_is_what_the_catalogue_says(risk: str, holds: bool) -> None:
    assert (two_weeks(risk).find(RULE, 12, "10:00") is not None) is holds


def test_after_so_many_days_counts_days_with_slots_in_the_plan_those_a_stop_cut_off_included() -> None:
    def risk(*steps: Step, days: int = 7) -> bool:
        return Told().course(*steps, risk=f"after {days} days").known(1, "12:00").abrupt_stop_risk

    assert risk(slots(7, "08:00"))
    assert not risk(slots(6, "08:00"), needed(5))
    assert risk(slots(6, "08:00"), needed(5), slots(1, "08:00"))
    stopped = Told().course(slots(7, "08:00"), risk="after 7 days").stop(2, "12:00")
    assert stopped.known(2, "12:00").abrupt_stop_risk
    late = Told().course(slots(7, "08:00"), risk="after 7 days", entered=(1, "12:00"))
    assert not late.known(2, "12:00").abrupt_stop_risk


def test_after_so_many_days_of_regular_use_logged() -> None:
    story = Told().course(needed(9, most="2"), risk="after 3 days").takes([1, 2, 4], "08:00")
    assert not story.known(4, "07:59").abrupt_stop_risk
    assert story.known(4, "08:00").abrupt_stop_risk


@pytest.mark.parametrize(("last", "holds"), [("1", False), ("2", True), ("3", True)])
def test_a_last_step_that_is_a_taper_is_a_plan(last: str, holds: bool) -> None:
    story = Told().course(slots(10, "08:00", amount="2"), slots(4, "08:00", amount=last), risk="yes")
    assert (story.find(RULE, 12, "10:00") is not None) is holds


def test_a_taper_revised_into_the_last_days_is_one_and_a_revision_of_the_first_day_is_none() -> None:
    def revised(day: int) -> Told:
        story = Told().course(slots(14, "08:00", amount="2"), risk="yes")
        return story.revise(day, "12:00", slots(14, "08:00", amount="1"))

    assert revised(2).find(RULE, 30, "12:00") is None
    assert revised(1).find(RULE, 30, "12:00") is not None


def test_the_newest_check_in_that_says_stopped_ends_it_and_a_newer_one_brings_it_back() -> None:
    story = two_weeks().says(10, "09:00", Use.STOPPED).says(11, "09:00", Use.AS_PLANNED)
    assert story.find(RULE, 10, "08:59") is not None
    assert story.find(RULE, 10, "09:00") is None
    assert story.find(RULE, 11, "09:00") is not None


def test_the_newest_is_the_one_made_last_not_told_last() -> None:
    story = two_weeks().says(11, "09:00", Use.AS_PLANNED).says(10, "09:00", Use.STOPPED, told=(11, "12:00"))
    assert story.find(RULE, 11, "12:00") is not None


def test_a_stop_or_a_close_ends_it() -> None:
    assert two_weeks().stop(10, "09:00").find(RULE, 12, "10:00") is None
    assert two_weeks().close(10, "09:00").find(RULE, 12, "10:00") is None


def test_a_continued_course_needs_no_plan() -> None:
    story = two_weeks().course(slots(7, "08:00"), of="c2", first=15, entered=(10, "09:00"), risk="yes")
    assert story.find(RULE, 10, "08:59") is not None
    assert story.find(RULE, 10, "09:00") is None


def test_a_message_hour_before_the_boundary_is_on_the_days_own_date() -> None:
    story = Told(hour="03:00").course(slots(14, "08:00"), risk="yes")
    assert story.find(RULE, 9, "02:59") is None
    assert story.find(RULE, 9, "03:00") is not None


def test_a_move_over_the_hour_reaches_it_at_the_move() -> None:
    story = Told(zone="UTC").course(slots(14, "08:00"), risk="yes").move(9, "09:00", "Asia/Tokyo")
    flag = story.flag(RULE, 10, "12:00")
    assert flag
    assert flag.opened_at == Told().at(9, "09:00")


def test_another_message_hour_does_not_announce_the_same_day_again() -> None:
    story = two_weeks().choose(9, "12:00", message_hour=Told().at(1, "18:00").time())
    history = [event for event in story.record(9, "19:00").history if event.rule == RULE]
    assert [(event.at, event.change) for event in history] == [(story.at(9, "10:00"), "opened")]


class TestPlanInForce:
    """A plan is in force if it is the newest, not older than the steps, and has not lapsed."""

    def test_stop_as_planned(self) -> None:
        story = two_weeks().plan(9, "12:00")
        assert story.find(RULE, 9, "11:59") is not None
        assert story.find(RULE, 9, "12:00") is None
        assert story.find(RULE, 30, "12:00") is None

    def test_see_the_patient_holds_until_the_day_has_ended(self) -> None:
        story = two_weeks().plan(8, "12:00", see_by=13)
        assert story.find(RULE, 14, "03:59") is None
        assert told_by(story.find(RULE, 14, "04:00")) == ("high", [])
        flag = story.flag(RULE, 30, "12:00")
        assert flag
        assert flag.opened_at == story.at(14, "04:00")

    def test_only_the_newest_counts(self) -> None:
        story = two_weeks().plan(8, "12:00").plan(8, "13:00", see_by=10)
        assert story.find(RULE, 11, "04:00") is not None

    @pytest.mark.parametrize(("wall", "holds"), [("11:59", True), ("12:00", False), ("12:01", False)])
    def test_one_from_before_the_last_extension_is_none(self, wall: str, holds: bool) -> None:
        story = two_weeks()
        if wall == "12:00":
            story.extend(10, "12:00", slots(2, "08:00"), begins=15).plan(10, wall)
        else:
            story.plan(10, wall).extend(10, "12:00", slots(2, "08:00"), begins=15)
        if wall == "12:01":
            story.plan(10, "12:02")
        assert (story.find(RULE, 14, "10:00") is not None) is holds
