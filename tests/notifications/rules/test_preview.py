"""What a course would send, before it is signed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from courses.rules import facts
from courses.rules.record import Record
from notifications.rules.preview import Preview, Sending, preview
from notifications.rules.reminder import Kind, Recipient

ZONE = "America/New_York"
ENTERED = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)  # 07:00 local
BASIS = facts.Basis(
    medicine="carisoprodol", medicine_class="muscle relaxant", day_boundary=time(4), abrupt_stop="yes", sedating=True
)
HARMLESS = replace(BASIS, medicine="prednisone", abrupt_stop="no", sedating=False)


def step(days: int, *walls: str, amount: str = "1") -> facts.Step:
    return facts.Step(days, tuple(facts.StepSlot(time.fromisoformat(wall), Decimal(amount)) for wall in walls))


def course(*steps: facts.Step, basis: facts.Basis = BASIS, **changes: Any) -> facts.Course:
    revision = facts.Revision(2, ENTERED, facts.RevisionKind.PRESCRIBE, date(2026, 6, 1), steps, basis)
    return replace(facts.Course(id="new", first_day=date(2026, 6, 1), revisions=(revision,)), **changes)


def drawn(*courses: facts.Course, at: datetime = ENTERED, **settings: Any) -> Preview:
    patient = facts.Patient(
        id="p",
        birth_date=date(1980, 1, 1),
        settings=(facts.Settings(1, ENTERED - timedelta(days=1), ZONE, **settings),),
        courses=courses,
    )
    record = Record(judged_to=ENTERED - timedelta(days=1))
    return preview(patient, record, "new", at)


def local(sendings: Sequence[Sending], *kinds: Kind) -> list[str]:
    """Day and wall time of each sending of these kinds."""
    return [
        sending.at.astimezone(ZoneInfo(ZONE)).strftime("%m-%d %H:%M")
        for sending in sendings
        if {reminder.kind for reminder in sending.reminders} & set(kinds)
    ]


def test_taken_in_time_each_slot_is_announced_and_none_is_asked_about_again() -> None:
    found = drawn(course(step(3, "08:00", "20:00")))
    assert len(local(found.if_taken, Kind.DOSE_DUE)) == 6
    assert local(found.if_taken, Kind.DOSE_FOLLOW_UP) == []
    assert len(local(found.if_not, Kind.DOSE_FOLLOW_UP)) == 6


def test_the_messages_about_the_end_stand_on_their_days() -> None:
    found = drawn(course(step(14, "08:00", "20:00")))
    for way in (found.if_taken, found.if_not):
        assert local(way, Kind.COURSE_ENDING) == ["06-09 10:00", "06-12 10:00"]
        assert local(way, Kind.LAST_DAY) == ["06-14 10:00"]
        assert local(way, Kind.COURSE_OVER) == ["06-15 10:00"]
        assert local(way, Kind.AFTER_COURSE_CHECK_IN) == ["06-17 10:00", "06-21 10:00"]


def test_enhanced_monitoring_asks_more_often_and_announces_the_end_a_day_earlier() -> None:
    found = drawn(course(step(7, "08:00"), enhanced_monitoring=True))
    assert local(found.if_taken, Kind.CHECK_IN_DUE) == ["06-03 10:00", "06-06 10:00"]
    assert local(found.if_taken, Kind.COURSE_ENDING) == ["06-03 10:00", "06-05 10:00"]


def test_a_harmless_medicine_asks_for_no_check_in_and_no_plan() -> None:
    found = drawn(course(step(14, "08:00"), basis=HARMLESS))
    kinds = {reminder.kind for sending in found.if_taken for reminder in sending.reminders}
    assert kinds == {Kind.DOSE_DUE, Kind.COURSE_ENDING, Kind.LAST_DAY, Kind.COURSE_OVER}


def test_what_staff_would_get_is_in_it_too() -> None:
    found = drawn(course(step(14, "08:00")))
    asked = [sending for sending in found.if_taken if sending.to is Recipient.PRESCRIBER]
    assert local(asked, Kind.PLAN_NEEDED) == ["06-09 10:00"]
    raised = [sending for sending in found.if_taken if sending.to is Recipient.STAFF]
    assert local(raised, Kind.FLAG_RAISED) == ["06-12 10:00"]


def test_reminders_of_one_instant_are_one_sending() -> None:
    found = drawn(course(step(7, "10:00"), step(7, "10:00", amount="0.5")))
    [both] = [
        sending
        for sending in found.if_taken
        if {Kind.DOSE_DUE, Kind.STEP_CHANGES} <= {reminder.kind for reminder in sending.reminders}
    ]
    assert both.at == datetime(2026, 6, 7, 14, 0, tzinfo=UTC)


def test_quiet_hours_move_what_they_hold_back() -> None:
    found = drawn(course(step(3, "21:30")), quiet_start=time(22), quiet_end=time(7))
    assert local(found.if_not, Kind.DOSE_FOLLOW_UP) == []
    quiet = drawn(course(step(14, "08:00")), message_hour=time(6), quiet_start=time(22), quiet_end=time(7))
    assert local(quiet.if_taken, Kind.LAST_DAY) == ["06-14 07:00"]


def test_slots_before_the_course_was_entered_are_not_announced() -> None:
    found = drawn(course(step(2, "06:00", "18:00")))
    assert local(found.if_taken, Kind.DOSE_DUE) == ["06-01 18:00", "06-02 06:00", "06-02 18:00"]


def test_another_course_of_the_patient_sends_nothing_here_but_may_continue_this_one() -> None:
    later = facts.Revision(3, ENTERED, facts.RevisionKind.PRESCRIBE, date(2026, 6, 8), (step(7, "08:00"),), BASIS)
    next_one = facts.Course(id="next", first_day=date(2026, 6, 8), revisions=(later,))
    found = drawn(course(step(7, "08:00")), next_one)
    assert {reminder.course for sending in found.if_taken for reminder in sending.reminders} == {"new"}
    assert local(found.if_taken, Kind.LAST_DAY, Kind.COURSE_ENDING, Kind.COURSE_OVER) == []


def test_a_revision_says_that_the_plan_changed_and_leaves_what_was_taken_today_alone() -> None:
    at = datetime(2026, 6, 3, 13, 0, tzinfo=UTC)  # 09:00 local, the 08:00 slot taken
    first = course(step(7, "08:00", "20:00"))
    dose = facts.Dose(3, at - timedelta(minutes=30), "d", Decimal(1), at - timedelta(hours=1), date(2026, 6, 3))
    revised = facts.Revision(4, at, facts.RevisionKind.REVISE, date(2026, 6, 3), (step(2, "20:00"),), BASIS)
    found = drawn(replace(first, revisions=(*first.revisions, revised), doses=(dose,)), at=at)
    assert local(found.if_taken, Kind.PLAN_CHANGED) == ["06-03 09:00"]
    assert local(found.if_taken, Kind.DOSE_DUE) == ["06-03 20:00", "06-04 20:00"]


def test_as_needed_days_announce_no_dose() -> None:
    taken = facts.AsNeeded(Decimal(1), 360, Decimal(3))
    found = drawn(course(facts.Step(7, as_needed=taken)))
    assert local(found.if_taken, Kind.DOSE_DUE, Kind.DOSE_FOLLOW_UP) == []
    assert found.if_taken == found.if_not
