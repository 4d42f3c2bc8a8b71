"""The fold: when flags open, rise, are acknowledged, open again, are withdrawn."""

from datetime import timedelta

import pytest

from courses.rules.facts import Outcome, Use
from courses.rules.judging import advance, next_judgement
from courses.rules.record import Record, Severity, Status
from tests.courses.rules.telling import Told, slots, told_by

BEYOND = "use_beyond_window"


def story_of(told: Told, rule: str, day: int, wall: str, of: str = "c1") -> list[tuple[str, str, str]]:
    """Every change of a flag up to an instant: when (in UTC), what, how severe."""
    return [
        (f"{event.at:%m-%d %H:%M}", event.change.value, event.severity.word)
        for event in told.record(day, wall).history
        if (event.course, event.rule) == (of, rule)
    ]


def status(told: Told, rule: str, day: int, wall: str) -> str | None:
    flag = told.flag(rule, day, wall)
    return flag.status.value if flag else None


def short() -> Told:
    return Told().course(slots(3, "08:00"))


def test_a_flag_opens_at_the_fact_that_raises_it_and_opened_never_moves() -> None:
    story = short().dose(5, "08:00", told=(6, "12:00")).dose(4, "08:00", told=(7, "12:00"))
    flag = story.flag(BEYOND, 9, "12:00")
    assert flag
    assert flag.opened_at == story.at(6, "12:00")
    assert told_by(flag) == ("warning", ["4/08:00", "5/08:00"])


def test_more_evidence_raises_less_lowers_none_withdraws_and_new_opens_again() -> None:
    story = short().takes([4, 5, 6], "08:00").undo(6, "09:00", "c1/5/08:00")
    story.undo(6, "10:00", "c1/4/08:00").undo(6, "11:00", "c1/6/08:00").dose(7, "08:00")
    assert story_of(story, BEYOND, 9, "12:00") == [
        ("06-04 08:00", "opened", "warning"),
        ("06-06 08:00", "raised", "high"),
        ("06-06 09:00", "lowered", "warning"),
        ("06-06 11:00", "withdrawn", "warning"),
        ("06-07 08:00", "reopened", "warning"),
    ]


def test_a_withdrawn_flag_keeps_the_severity_and_evidence_of_just_before() -> None:
    story = short().takes([4, 5, 6], "08:00").extend(6, "12:00", slots(9, "08:00"), begins=6)
    story.undo(7, "09:00", "c1/4/08:00").undo(7, "10:00", "c1/5/08:00")
    flag = story.flag(BEYOND, 9, "12:00")
    assert flag
    assert (flag.status, told_by(flag)) == (Status.WITHDRAWN, ("warning", ["c1/5/08:00"]))


def test_a_withdrawn_flag_that_holds_again_more_severely_opens_and_rises_at_once() -> None:
    story = short().dose(4, "08:00").undo(4, "09:00", "4/08:00").dose(7, "08:00")
    story.dose(8, "08:00", told=(9, "08:00")).dose(9, "08:00")
    assert story_of(story, BEYOND, 9, "12:00")[-2:] == [
        ("06-07 08:00", "reopened", "warning"),
        ("06-09 08:00", "raised", "high"),
    ]
    three = short().takes([4, 5], "08:00").cancel(5, "09:00")
    assert story_of(three, BEYOND, 9, "12:00")[-1] == ("06-05 09:00", "withdrawn", "warning")


def test_a_withdrawn_flag_may_come_back_at_another_severity() -> None:
    story = Told().course(slots(14, "08:00"), risk="yes").plan(8, "12:00", see_by=13)
    story.says(9, "09:00", Use.STOPPED).says(12, "12:00", Use.AS_PLANNED)
    rule = "ending_without_plan"
    assert story_of(story, rule, 30, "12:00") == [("06-14 04:00", "opened", "high")]
    story = Told().course(slots(14, "08:00"), risk="yes").says(11, "09:00", Use.STOPPED).says(12, "12:00", Use.LESS)
    assert story_of(story, rule, 30, "12:00") == [
        ("06-09 10:00", "opened", "warning"),
        ("06-11 09:00", "withdrawn", "warning"),
        ("06-12 12:00", "reopened", "high"),
        ("06-12 12:00", "raised", "high"),
    ]


class TestAcknowledged:
    """When an acknowledged flag opens again."""

    def test_it_is_acknowledged_until_something_changes(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND)
        assert status(story, BEYOND, 30, "12:00") == "acknowledged"
        flag = story.flag(BEYOND, 30, "12:00")
        assert flag
        assert flag.acknowledged
        assert (flag.acknowledged.at, flag.acknowledged.until) == (story.at(4, "12:00"), None)

    def test_evidence_of_the_same_medication_day_leaves_it_and_of_a_later_one_opens_it(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).dose(5, "03:59").dose(5, "04:00")
        assert status(story, BEYOND, 5, "03:59") == "acknowledged"
        assert status(story, BEYOND, 5, "04:00") == "open"

    def test_evidence_told_later_of_an_earlier_day_leaves_it(self) -> None:
        story = short().dose(5, "08:00").acknowledge(5, "12:00", BEYOND).dose(4, "08:00", told=(7, "12:00"))
        assert status(story, BEYOND, 7, "12:00") == "acknowledged"

    def test_evidence_that_stood_there_is_none_that_joins(self) -> None:
        story = short().dose(5, "08:00", told=(4, "08:00")).acknowledge(4, "12:00", BEYOND)
        assert status(story, BEYOND, 9, "12:00") == "acknowledged"

    def test_a_rise_opens_it_whatever_the_day(self) -> None:
        story = short().takes([5, 6], "08:00").acknowledge(6, "12:00", BEYOND).dose(4, "08:00", told=(6, "13:00"))
        assert status(story, BEYOND, 6, "12:59") == "acknowledged"
        assert story_of(story, BEYOND, 6, "13:00")[-2:] == [
            ("06-06 13:00", "reopened", "high"),
            ("06-06 13:00", "raised", "high"),
        ]

    def test_a_rise_is_above_what_it_was_just_before(self) -> None:
        story = short().takes([4, 5, 6], "08:00").acknowledge(6, "12:00", BEYOND).undo(6, "13:00", "c1/4/08:00")
        story.says(5, "09:00", Use.STILL_TAKING, told=(6, "14:00")).dose(4, "09:00", told=(6, "15:00"))
        assert status(story, BEYOND, 6, "14:00") == "acknowledged"
        assert story_of(story, BEYOND, 6, "15:00")[-3:] == [
            ("06-06 13:00", "lowered", "warning"),
            ("06-06 15:00", "reopened", "high"),
            ("06-06 15:00", "raised", "high"),
        ]

    def test_time_alone_may_open_it_by_a_rise(self) -> None:
        story = Told().course(slots(14, "08:00"), risk="yes").acknowledge(10, "12:00", "ending_without_plan")
        assert status(story, "ending_without_plan", 12, "09:59") == "acknowledged"
        assert status(story, "ending_without_plan", 12, "10:00") == "open"

    def test_withdrawn_and_back_it_is_open(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).undo(4, "13:00", "4/08:00")
        story.dose(4, "08:00", key="again", told=(4, "14:00"))
        assert status(story, BEYOND, 4, "13:00") == "withdrawn"
        assert status(story, BEYOND, 4, "14:00") == "open"

    def test_what_is_not_open_cannot_be_acknowledged(self) -> None:
        story = short().acknowledge(3, "12:00", BEYOND).dose(4, "08:00").acknowledge(4, "12:00", BEYOND)
        story.acknowledge(5, "12:00", BEYOND).dose(5, "08:00", told=(6, "12:00"))
        # The second changed nothing: day 5 is later than the first one's day.
        assert status(story, BEYOND, 6, "12:00") == "open"
        withdrawn = short().dose(4, "08:00").undo(4, "09:00", "4/08:00").acknowledge(4, "12:00", BEYOND)
        assert status(withdrawn, BEYOND, 9, "12:00") == "withdrawn"

    def test_an_acknowledgement_is_of_one_rule_and_course(self) -> None:
        story = short().course(slots(3, "08:00"), of="c2", medicine="n").dose(4, "08:00").dose(4, "08:00", of="c2")
        story.acknowledge(4, "12:00", BEYOND, of="c2")
        assert status(story, BEYOND, 4, "12:00") == "open"

    def test_up_to_a_date_only_a_rise_opens_it(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND, until=7).dose(5, "08:00")
        assert status(story, BEYOND, 7, "03:59") == "acknowledged"
        assert story_of(story, BEYOND, 9, "12:00")[-1] == ("06-07 04:00", "reopened", "warning")
        assert story_of(story.dose(6, "08:00"), BEYOND, 9, "12:00")[-1] == ("06-06 08:00", "raised", "high")
        assert status(story, BEYOND, 6, "08:00") == "open"

    def test_from_the_date_on_evidence_opens_it_at_once_and_nothing_new_does_not(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND, until=7)
        assert status(story, BEYOND, 9, "12:00") == "acknowledged"
        assert status(story.dose(8, "08:00"), BEYOND, 8, "08:00") == "open"

    def test_evidence_that_joined_and_left_before_the_date_does_not(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND, until=7).dose(5, "08:00")
        assert status(story.undo(6, "12:00", "5/08:00"), BEYOND, 9, "12:00") == "acknowledged"

    def test_taken_back_it_is_open_as_it_was_before(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND, until=7).take_back(4, "12:05", BEYOND)
        assert status(story, BEYOND, 4, "12:04") == "acknowledged"
        assert story_of(story, BEYOND, 30, "12:00") == [
            ("06-04 08:00", "opened", "warning"),
            ("06-04 12:00", "acknowledged", "warning"),
            ("06-04 12:05", "undone", "warning"),
        ]
        flag = story.flag(BEYOND, 30, "12:00")
        assert flag
        assert (flag.status, flag.acknowledged, flag.opened_at) == (Status.OPEN, None, story.at(4, "08:00"))

    def test_taken_back_and_acknowledged_again_it_is_acknowledged(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).take_back(4, "12:05", BEYOND)
        assert status(story.acknowledge(4, "12:10", BEYOND), BEYOND, 9, "12:00") == "acknowledged"

    def test_taken_back_after_it_opened_again_or_was_withdrawn_it_changes_nothing(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).dose(5, "08:00").take_back(5, "12:00", BEYOND)
        assert story_of(story, BEYOND, 9, "12:00")[-1] == ("06-05 08:00", "reopened", "warning")
        gone = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).undo(4, "13:00", "4/08:00")
        assert status(gone.take_back(4, "14:00", BEYOND), BEYOND, 9, "12:00") == "withdrawn"

    def test_an_earlier_one_taken_back_leaves_the_later_one(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND).dose(5, "08:00")
        story.acknowledge(5, "12:00", BEYOND).take_back(5, "13:00", BEYOND, place=0)
        assert status(story, BEYOND, 9, "12:00") == "acknowledged"

    def test_of_a_rule_that_never_held_there_is_nothing_to_take_back(self) -> None:
        story = short().acknowledge(2, "12:00", BEYOND).take_back(2, "12:05", BEYOND)
        assert story_of(story, BEYOND, 9, "12:00") == []

    def test_an_emergency_opens_by_any_new_evidence_whatever_was_named(self) -> None:
        rule = "emergency_symptoms"
        story = short().says(2, "09:00", None, "seizure").acknowledge(2, "12:00", rule, until=7)
        assert status(story, rule, 6, "12:00") == "acknowledged"
        assert (
            status(story.says(2, "08:00", None, "seizure", key="late", told=(2, "13:00")), rule, 2, "13:00") == "open"
        )


def test_of_one_instant_facts_come_first_one_after_the_other_then_time() -> None:
    story = short().dose(4, "08:00").undo(4, "08:00", "4/08:00")
    assert [change for _, change, _ in story_of(story, BEYOND, 9, "12:00")] == ["opened", "withdrawn"]
    # A dose told at the very closing of the second day: not_started never opens.
    in_time = Told().course(slots(5, "08:00")).dose(3, "04:00")
    assert in_time.flag("not_started", 9, "12:00") is None
    # An answer at the very end of 24 hours: nothing waited so long.
    answered = short().asks_to_talk(1, "12:00").answer(2, "12:00", Outcome.SPOKE)
    assert answered.flag("talk_request_waiting", 9, "12:00") is None


def test_with_facts_only_what_time_makes_true_at_that_instant_is_left_to_come() -> None:
    story = short().asks_to_talk(1, "12:00")
    at = story.at(2, "12:00")
    before = advance(Record(story.start), story.patient, at, facts_only=True)
    assert ("c1", "talk_request_waiting") not in before.flags
    assert before.judged_to == at
    after = advance(before, story.patient, at)
    assert after.flags["c1", "talk_request_waiting"].opened_at == at


def test_nothing_is_judged_twice_and_a_clock_set_back_takes_nothing_away() -> None:
    story = short().takes([4, 5, 6], "08:00")
    record = story.record(9, "12:00")
    assert advance(record, story.patient, story.at(9, "12:00")) == record
    assert advance(record, story.patient, story.at(2, "12:00")) == record


def test_a_fact_of_an_instant_that_was_judged_is_judged_at_where_the_record_stands() -> None:
    story = short()
    record = story.record(9, "12:00")
    flag = advance(record, story.dose(4, "08:00").patient, story.at(9, "12:00")).flags["c1", BEYOND]
    assert flag.opened_at == story.at(9, "12:00")


def test_arranged_facts_may_be_handed_over_too() -> None:
    story = short().dose(4, "08:00")
    assert advance(Record(story.start), story.knowledge, story.at(9, "12:00")) == story.record(9, "12:00")


def test_the_record_says_up_to_which_instant_and_fact() -> None:
    story = short().dose(4, "08:00").dose(5, "08:00")
    record = story.record(4, "12:00")
    assert (record.judged_to, record.judged_seq) == (story.at(4, "12:00"), 3)


class TestNextJudgement:
    """The next instant at which time alone may change a flag."""

    def at(self, story: Told, day: int, wall: str) -> str:
        found = next_judgement(story.record(day, wall), story.patient)
        return f"{found - story.at(1, '00:00') + timedelta(days=1)}" if found else "never"

    def test_the_closing_of_each_day_then_never(self) -> None:
        story = short()
        assert self.at(story, 0, "13:00") == "2 days, 4:00:00"
        assert self.at(story, 2, "03:59") == "2 days, 4:00:00"
        assert self.at(story, 2, "04:00") == "2 days, 10:00:00"
        assert self.at(story, 3, "12:00") == "4 days, 4:00:00"
        assert self.at(story, 4, "04:00") == "never"

    def test_the_wait_for_an_answer(self) -> None:
        story = short().asks_to_talk(5, "12:00")
        assert self.at(story, 5, "12:00") == "6 days, 12:00:00"
        assert self.at(story, 6, "12:00") == "8 days, 12:00:00"
        assert self.at(story.answer(7, "12:00"), 7, "12:00") == "never"

    def test_the_end_of_an_acknowledgement_and_of_a_plan(self) -> None:
        story = short().dose(4, "08:00").acknowledge(4, "12:00", BEYOND, until=7)
        assert self.at(story, 4, "12:00") == "7 days, 4:00:00"
        assert self.at(short().plan(2, "12:00", see_by=9), 5, "12:00") == "10 days, 4:00:00"

    def test_nothing_of_a_cancelled_course(self) -> None:
        assert self.at(short().cancel(0, "13:00"), 0, "13:00") == "never"


def test_severities_are_ordered_and_have_words() -> None:
    assert sorted(Severity) == [Severity.INFO, Severity.WARNING, Severity.HIGH]
    assert [severity.word for severity in Severity] == ["info", "warning", "high"]


@pytest.mark.parametrize("late", [1, 10, 500])
def test_a_sweep_that_comes_late_leaves_the_record_of_a_punctual_one(late: int) -> None:
    story = Told().course(slots(14, "08:00"), risk="yes").takes(range(1, 9), "08:00").asks_to_talk(9, "12:00")
    at = story.at(12, "12:00")
    record, now = Record(story.start), story.start
    while now < at:
        now = min(at, now + timedelta(hours=late))
        record = advance(record, story.patient, now)
    assert record == story.record(12, "12:00")


def test_what_a_patient_said_of_themselves_outlives_a_cancelled_course() -> None:
    story = short().says(1, "09:00", None, "seizure").asks_to_talk(1, "10:00").cancel(1, "11:00")
    record = story.record(3, "10:00")
    assert [(rule, flag.status) for (_, rule), flag in record.flags.items()] == [
        ("emergency_symptoms", Status.OPEN),
        ("talk_request_waiting", Status.OPEN),
    ]
