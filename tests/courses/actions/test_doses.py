"""Logging doses and undoing them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.errors import Conflict, NotAllowed, NotFound, WrongInput
from courses.load import load_record
from courses.models import Dose, Patient
from tests.courses.making import FIRST_DAY, Scene, a_patient, a_user, an_id, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_same_dose_sent_again_changes_nothing_and_answers_as_before(scene: Scene) -> None:
    first = scene.dose(1, "2026-03-02T08:00")
    before = Patient.objects.get(pk=scene.patient.pk)
    again = scene.dose(1, "2026-03-02T08:00", now="2026-03-02T09:00", device="another phone")
    assert (first.created, again.created) == (True, False)
    assert again.dose == first.dose
    after = Patient.objects.get(pk=scene.patient.pk)
    assert (after.last_seq, after.judged_to) == (before.last_seq, before.judged_to)


def test_a_dose_takes_few_queries(scene: Scene, django_assert_num_queries: Any) -> None:
    scene.dose(1, "2026-03-02T08:00")
    # Lock, facts and record, the dose, how far it is judged, the agenda: none of them twice.
    with django_assert_num_queries(14):
        scene.dose(2, "2026-03-02T14:01")
    with django_assert_num_queries(12):
        scene.dose(2, "2026-03-02T14:01")


def test_an_amount_may_be_written_otherwise_and_is_the_same(scene: Scene) -> None:
    scene.dose(1, "2026-03-02T08:00", amount=Decimal("1.50"))
    assert not scene.dose(1, "2026-03-02T08:00", amount=Decimal("1.5")).created


@pytest.mark.parametrize(
    "other",
    [{"amount": Decimal(2)}, {"taken_at": at("2026-03-02T08:01")}, {"about": True}],
    ids=lambda one: next(iter(one)),
)
def test_the_same_id_with_other_content_is_a_conflict(scene: Scene, other: dict[str, Any]) -> None:
    scene.dose(1, "2026-03-02T08:00")
    with pytest.raises(Conflict) as conflict:
        scene.dose(1, "2026-03-02T08:00", **other)
    assert conflict.value.code == "same_id_other_content"
    assert Dose.objects.count() == 1


def test_the_same_id_on_another_course_is_a_conflict(scene: Scene) -> None:
    scene.dose(1, "2026-03-01T12:30", now="2026-03-01T12:30")
    other = scene.enter(first_day=date(2026, 4, 20), now=at("2026-03-01T13:00"), overrides={"repeat_courses": "x"})
    with pytest.raises(Conflict):
        scene.dose(1, "2026-03-01T12:30", course=other)


def test_another_patients_same_id_is_another_dose(scene: Scene) -> None:
    scene.dose(1, "2026-03-02T08:00")
    scene.patient = a_patient(scene.practice)
    scene.course = scene.enter()
    assert scene.dose(1, "2026-03-02T08:00").created


def test_a_dose_from_the_future_is_stored_as_taken_when_received(scene: Scene) -> None:
    logged = scene.dose(1, "2026-03-03T08:00", now="2026-03-02T22:30")
    assert logged.dose.taken_at == at("2026-03-02T22:30")
    assert logged.dose.told_taken_at == at("2026-03-03T08:00")
    assert logged.dose.medication_day == date(2026, 3, 2)
    assert not scene.dose(1, "2026-03-03T08:00", now="2026-03-03T09:00").created


def test_a_bedtime_tablet_after_midnight_belongs_to_the_day_before(scene: Scene) -> None:
    assert scene.dose(1, "2026-03-03T03:59").dose.medication_day == date(2026, 3, 2)
    assert scene.dose(2, "2026-03-03T04:00").dose.medication_day == date(2026, 3, 3)


def test_a_dose_before_the_first_day_is_stored_and_counts_for_nothing(scene: Scene) -> None:
    assert scene.dose(1, "2026-03-01T13:00").created
    assert load_record(scene.patient.pk).flags == {}
    actions.cancel(course=scene.course, **scene.told("2026-03-01T14:00"))


def test_a_dose_keeps_the_day_of_the_zone_in_force_when_it_was_logged(scene: Scene) -> None:
    before = scene.dose(1, "2026-03-03T01:00").dose
    actions.move_zone(patient=scene.patient, time_zone="Asia/Tokyo", **scene.told("2026-03-03T02:00"))
    after = scene.dose(2, "2026-03-03T01:00", now="2026-03-03T02:01").dose
    before.refresh_from_db()
    assert (before.medication_day, after.medication_day) == (date(2026, 3, 2), date(2026, 3, 3))


def test_a_dose_is_never_refused_for_being_too_many_or_too_late(scene: Scene) -> None:
    for number in range(9):
        assert scene.dose(number, "2026-03-02T08:00").created
    assert scene.dose(20, "2026-03-16T08:00").created
    rules = {rule for _, rule in load_record(scene.patient.pk).flags}
    assert {"over_daily_maximum", "use_beyond_window"} <= rules


@pytest.mark.parametrize("end", ["stop", "cancel", "close"])
def test_a_dose_on_a_course_that_was_ended_is_stored_all_the_same(scene: Scene, end: str) -> None:
    now = "2026-04-20T09:00" if end == "close" else "2026-03-01T18:00"
    told = {"reason": "rash", **({"told": "come in at once"} if end == "stop" else {})}
    getattr(actions, end)(course=scene.course, **told, **scene.told(now))
    assert scene.dose(1, "2026-04-20T09:30").created


def test_undoing_twice_answers_as_the_first_time(scene: Scene) -> None:
    dose = scene.dose(1, "2026-03-02T08:00").dose
    first = actions.undo_dose(dose=dose, undo_id=an_id(9), **scene.told("2026-03-02T08:05"))
    assert first.undone_at == at("2026-03-02T08:05")
    second = actions.undo_dose(dose=dose, undo_id=an_id(9), **scene.told("2026-03-02T09:00"))
    assert second.undone_at == at("2026-03-02T08:05")
    assert Patient.objects.get(pk=scene.patient.pk).last_seq == second.undone_seq


def test_an_undone_dose_stays_in_the_record_and_counts_for_nothing(scene: Scene) -> None:
    dose = scene.dose(1, "2026-03-20T08:00").dose
    flag = (str(scene.course.pk), "use_beyond_window")
    assert load_record(scene.patient.pk).flags[flag].status == "open"
    actions.undo_dose(dose=dose, **scene.told("2026-03-20T08:05"))
    assert load_record(scene.patient.pk).flags[flag].status == "withdrawn"
    assert Dose.objects.filter(pk=dose.pk).exists()
    assert not scene.dose(1, "2026-03-20T08:00", now="2026-03-20T09:00").created


def test_the_id_of_an_undo_undoes_one_dose(scene: Scene) -> None:
    one, two = (scene.dose(number, "2026-03-02T08:00").dose for number in (1, 2))
    actions.undo_dose(dose=one, undo_id=an_id(9), **scene.told("2026-03-02T08:05"))
    with pytest.raises(Conflict):
        actions.undo_dose(dose=two, undo_id=an_id(9), **scene.told("2026-03-02T08:06"))


def test_every_dose_says_who_when_through_what_and_from_where(scene: Scene) -> None:
    dose = scene.dose(1, "2026-03-02T08:00", now="2026-03-02T08:03", device="phone", phone_zone="Not/AZone").dose
    dose.refresh_from_db()
    assert (dose.by_kind, dose.by_id, dose.through) == ("patient", scene.patient.pk, "page")
    assert (dose.known_at, dose.device, dose.phone_zone) == (at("2026-03-02T08:03"), "phone", "Not/AZone")


def test_a_helper_logs_a_dose_while_the_leave_holds_and_not_after(scene: Scene) -> None:
    leave = actions.let_help(
        patient=scene.patient,
        user_id=a_user().pk,
        name="Bo",
        until=at("2026-03-05T00:00"),
        **scene.told("2026-03-01T13:00"),
    )
    by = leave.as_viewer(at("2026-03-02T08:00"))
    assert scene.dose(1, "2026-03-02T08:00", by=by).dose.by_kind == "helper"
    with pytest.raises(NotAllowed):
        scene.dose(2, "2026-03-05T08:00", by=leave.as_viewer(at("2026-03-05T00:00")))
    ended = actions.end_help(helper=leave, **scene.told("2026-03-03T08:00"))
    with pytest.raises(NotAllowed):
        scene.dose(3, "2026-03-03T09:00", by=ended.as_viewer(at("2026-03-03T09:00")))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("Infinity")}, "amount"),
        ({"amount": Decimal("1e999")}, "amount"),
        ({"amount": Decimal("0.12345")}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"taken_at": at("2026-03-02T08:00").replace(tzinfo=None)}, "taken_at"),
        ({"taken_at": at("1899-03-02T08:00")}, "taken_at"),
        ({"taken_at": at("9999-12-31T23:00")}, "taken_at"),
        ({"client_id": "1"}, "id"),
        ({"device": "a\0b"}, "device"),
        ({"device": "x" * 201}, "device"),
        ({"phone_zone": "x" * 65}, "phone_zone"),
        ({"through": "window"}, "through"),
    ],
)
def test_what_no_dose_can_be_is_refused_by_field(scene: Scene, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as error:
        scene.dose(1, "2026-03-02T08:00", **wrong)
    assert error.value.field == field
    assert not Dose.objects.exists()


def test_a_patient_who_is_not_there_is_not_found(scene: Scene) -> None:
    course, scene.course.patient_id = scene.course, an_id(1)
    with pytest.raises(NotFound):
        scene.dose(1, "2026-03-02T08:00", course=course)


def test_a_clock_set_back_takes_nothing_away(scene: Scene) -> None:
    scene.days(FIRST_DAY, 2)
    scene.dose(1, "2026-03-04T08:00")
    early = scene.dose(2, "2026-03-03T12:00", now="2026-03-03T12:00")
    assert early.dose.known_at == at("2026-03-04T08:00")
    assert early.dose.taken_at == at("2026-03-03T12:00")


def test_the_clock_is_read_once_the_lock_is_held(scene: Scene) -> None:
    read: list[int] = []

    def clock() -> Any:
        read.append(1)
        return at("2026-03-02T08:00") + timedelta(seconds=len(read))

    dose = actions.log_dose(
        course=scene.course,
        client_id=an_id(1),
        amount=Decimal(1),
        taken_at=at("2026-03-02T08:00"),
        by=scene.by,
        through="api",
        now=clock,
    ).dose
    assert (len(read), dose.known_at) == (1, at("2026-03-02T08:00") + timedelta(seconds=1))


def test_a_dose_asks_the_database_the_same_however_many_there_are(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    scene.days(FIRST_DAY, 3)
    with django_assert_max_num_queries(26):
        scene.dose(1, "2026-03-05T08:00")
