"""The sweep on a real database: what falls due goes out once, to the right people, whenever the sweep comes."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.end import stop
from courses.actions.snooze import snooze_dose
from courses.models import Flag, Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications import agenda
from notifications.models import Agenda, Delivery, Message, Person, Reminder
from notifications.sweep import sweep
from tests.notifications.house import (
    EIGHT,
    ENTERED_AT,
    FIRST_DAY,
    TWENTY,
    House,
    at,
    messages_to,
    reachable,
    take,
    told,
)


def test_a_dose_reminder_goes_out_at_its_slot(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    course = house.course(patient)
    assert Agenda.objects.get(patient=patient).next_due_at == EIGHT
    assert sweep(EIGHT - timedelta(seconds=1)).patients == 0
    sweep(EIGHT)
    reminder = Reminder.objects.get(kind="dose_due")
    assert (reminder.scope_id, reminder.key, reminder.due_at, reminder.went_at) == (course.pk, "08:00", EIGHT, EIGHT)
    (message,) = messages_to(Person.PATIENT, patient.pk)
    assert (message.at, message.wording, reminder.message_id) == (EIGHT, "dose_due", message.pk)
    assert Delivery.objects.get(message_id=message.pk).endpoint.address == "ann@example.org"


def test_a_second_sweep_of_the_same_instant_adds_nothing(house: House) -> None:
    house.course(house.patient(mail="ann@example.org"))
    sweep(EIGHT)
    Agenda.objects.update(next_due_at=EIGHT, reminded_to=ENTERED_AT)
    sweep(EIGHT)
    assert (Reminder.objects.count(), Message.objects.count(), Delivery.objects.count()) == (1, 1, 1)


def test_a_dose_that_was_taken_is_not_reminded(house: House) -> None:
    course = house.course(house.patient())
    take(course, EIGHT - timedelta(minutes=5))
    sweep(EIGHT)
    assert told(course) == []
    assert Agenda.objects.get(patient=course.patient).next_due_at is not None


def test_a_day_of_punctual_sweeps_sends_what_the_schedule_says(house: House) -> None:
    course = house.course(house.patient())
    now = EIGHT - timedelta(minutes=1)
    while (due_at := Agenda.objects.get(patient=course.patient).next_due_at) and due_at < at(13, 7):
        now = due_at
        sweep(now)
    assert now > EIGHT
    assert told(course) == [
        ("dose_due", "sent"),
        ("dose_follow_up", "sent"),
        ("dose_due", "sent"),
        ("dose_follow_up", "sent"),
    ]


def test_after_an_outage_what_is_stale_expires_and_there_is_no_burst(house: House) -> None:
    course = house.course(house.patient(mail="ann@example.org"))
    sweep(at(13, 20, 30))
    outcomes = dict(Reminder.objects.filter(scope_id=course.pk).values_list("key", "outcome"))
    assert told(course)[-1] == ("dose_due", "sent")
    assert Reminder.objects.filter(outcome="expired").exists()
    assert Message.objects.filter(person_kind=Person.PATIENT).count() == 1
    assert outcomes


def test_a_late_sweep_opens_a_flag_at_its_exact_instant(house: House) -> None:
    house.course(house.patient())
    sweep(at(20, 12))
    flag = Flag.objects.get(rule="not_started")
    # Both of the first two days are full at 04:00 of the third.
    assert flag.opened_at == at(14, 4)


def test_quiet_hours_hold_a_message_and_let_it_out_at_their_end(house: House) -> None:
    patient = house.patient(quiet=(time(21, 30), time(6)))
    course = house.course(patient, slots=("21:00",))
    sweep(at(12, 21))
    sweep(at(12, 22))
    follow_up = Reminder.objects.get(kind="dose_follow_up")
    assert (follow_up.outcome, follow_up.went_at) == ("pending", None)
    assert Agenda.objects.get(patient=patient).next_due_at is not None
    sweep(at(13, 6))
    follow_up.refresh_from_db()
    assert follow_up.outcome == "expired"
    assert told(course) == [("dose_due", "sent"), ("dose_follow_up", "expired")]


def test_what_one_person_gets_at_one_instant_is_one_message(house: House) -> None:
    patient = house.patient()
    first, second = house.course(patient), house.course(patient)
    sweep(EIGHT)
    (message,) = messages_to(Person.PATIENT, patient.pk)
    assert set(Reminder.objects.values_list("scope_id", "message_id")) == {
        (first.pk, message.pk),
        (second.pk, message.pk),
    }


def test_the_most_urgent_kind_gives_the_words(house: House) -> None:
    patient = house.patient()
    house.course(patient, days=2, slots=("10:00",))
    sweep(at(12, 10))
    (message,) = messages_to(Person.PATIENT, patient.pk)
    kinds = set(Reminder.objects.filter(message_id=message.pk).values_list("kind", flat=True))
    assert kinds == {"course_ending", "dose_due"}
    assert (message.kind, message.wording, message.leavable) == ("course_ending", "ending_without_plan", False)


def test_a_fact_makes_its_reminder_due_at_once(house: House) -> None:
    course = house.course(house.patient())
    when = at(12, 11)
    sweep(when)
    stop(
        course=course, reason="rash", told="stop and call", by=house.by, through="page", now=when + timedelta(minutes=1)
    )
    assert Agenda.objects.get(patient=course.patient).next_due_at == when + timedelta(minutes=1)
    sweep(when + timedelta(minutes=1, seconds=1))
    assert ("plan_changed", "sent") in told(course)
    assert all(kind != "dose_due" or outcome != "pending" for kind, outcome in told(course))


def test_the_prescriber_gets_one_message_for_many_patients(house: House) -> None:
    reachable(Person.CLINICIAN, house.prescriber.pk, "doctor@example.org")
    for _ in range(3):
        house.course(house.patient(), days=8)
    # 8 days: the first ending message, and with it `plan_needed`, is 3 days before the last one.
    sweep(at(16, 10), limit=1)
    (message,) = messages_to(Person.CLINICIAN, house.prescriber.pk)
    assert message.kind == "plan_needed"
    assert Reminder.objects.filter(kind="plan_needed", outcome="sent").count() == 3
    assert Delivery.objects.filter(message_id=message.pk).count() == 1


def test_what_joins_after_a_worker_took_the_message_gets_one_of_its_own(house: House) -> None:
    reachable(Person.CLINICIAN, house.prescriber.pk, "doctor@example.org")
    house.course(house.patient(), days=8)
    late = house.course(house.patient(), days=8)
    Agenda.objects.filter(patient=late.patient).update(next_due_at=None)
    sweep(at(16, 10))
    Delivery.objects.update(status="sent", finished_at=at(16, 10), attempts=1)
    Agenda.objects.filter(patient=late.patient).update(next_due_at=at(16, 10))
    sweep(at(16, 10) + timedelta(seconds=2))
    assert len(messages_to(Person.CLINICIAN, house.prescriber.pk)) == 2
    assert Delivery.objects.filter(status="queued").count() == 1


def test_reviewers_hear_of_high_flags_only_if_they_want_to(house: House) -> None:
    course = house.course(house.patient(), days=8)
    house.reviewer.wants_flag_messages = False
    house.reviewer.save()
    # The second ending instant makes the flag high.
    sweep(at(18, 10))
    assert ("flag_raised", "sent") in told(course)
    assert messages_to(Person.CLINICIAN, house.reviewer.pk) == []
    assert messages_to(Person.CLINICIAN, house.prescriber.pk)


def test_a_patient_whom_nobody_can_reach_still_has_the_message_on_the_page(house: House) -> None:
    patient = house.patient()
    house.course(patient)
    sweep(EIGHT)
    assert len(messages_to(Person.PATIENT, patient.pk)) == 1
    assert not Delivery.objects.exists()


def test_later_brings_the_dose_back_after_half_an_hour(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    course = house.course(patient)
    sweep(EIGHT)
    tapped = EIGHT + timedelta(minutes=5)
    snooze_dose(
        course=course,
        client_id=uuid4(),
        day=FIRST_DAY,
        wall=time(8),
        by=patient.as_viewer(),
        through="page",
        now=tapped,
    )
    again = tapped + timedelta(minutes=30)
    assert Agenda.objects.get(patient=patient).next_due_at == again
    sweep(again)
    assert told(course) == [("dose_due", "sent"), ("dose_snoozed", "sent")]
    row = Reminder.objects.get(kind="dose_snoozed")
    assert (row.key, row.medication_day, row.due_at, row.went_at) == ("08:00/1", FIRST_DAY, again, again)
    assert [message.kind for message in messages_to(Person.PATIENT, patient.pk)] == ["dose_due", "dose_snoozed"]


def test_a_clock_set_back_judges_at_what_was_reached(house: House) -> None:
    course = house.course(house.patient())
    sweep(EIGHT)
    Agenda.objects.update(next_due_at=EIGHT - timedelta(hours=1))
    sweep(EIGHT - timedelta(minutes=30))
    assert told(course) == [("dose_due", "sent")]
    assert Patient.objects.get().judged_to == EIGHT
    assert Agenda.objects.get(patient__isnull=False).reminded_to == EIGHT


def test_a_poisoned_patient_stops_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    healthy = house.course(house.patient())
    poisoned = house.course(house.patient())
    # What was decided beforehand would go out even so.
    Agenda.objects.update(ready=None)

    def raise_for_one(record: Record, knowledge: Knowledge, until: datetime) -> Record:
        if UUID(knowledge.patient.id) == poisoned.patient_id:
            raise ValueError("Ann Example")
        return advance(record, knowledge, until)

    monkeypatch.setattr("notifications.sweep.advance", raise_for_one)
    now = EIGHT
    assert sweep(now).failed == 1
    assert told(healthy) == [("dose_due", "sent")]
    for _ in range(4):
        now += timedelta(hours=1)
        sweep(now)
    aside = Agenda.objects.get(patient=poisoned.patient)
    assert (aside.failures, aside.next_due_at, aside.set_aside_at) == (5, now + timedelta(minutes=15), now)
    assert aside.failure.startswith("ValueError at test_sweep.py")
    assert "Ann" not in aside.failure
    sweep(now + timedelta(minutes=15))
    again = Agenda.objects.get(patient=poisoned.patient)
    assert (again.failures, again.set_aside_at) == (6, now)
    # A mended program needs no new fact.
    monkeypatch.undo()
    sweep(now + timedelta(minutes=30))
    back = Agenda.objects.get(patient=poisoned.patient)
    assert (back.failures, back.failure, back.set_aside_at) == (0, "", None)
    assert back.next_due_at is not None


def test_a_new_fact_gives_who_was_set_aside_another_chance(house: House) -> None:
    course = house.course(house.patient())
    told_at = EIGHT - timedelta(minutes=1)
    Agenda.objects.filter(patient=course.patient).update(
        failures=5, failure="ValueError", set_aside_at=told_at, next_due_at=told_at + timedelta(minutes=15)
    )
    take(course, EIGHT)
    back = Agenda.objects.get(patient=course.patient)
    assert (back.failures, back.set_aside_at) == (0, None)


def test_the_number_of_queries_does_not_grow_with_patients(house: House) -> None:
    def queries(patients: int) -> int:
        for number in range(patients):
            house.course(house.patient(mail=f"{number}@example.org"))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            sweep(EIGHT)
        Agenda.objects.filter(patient__isnull=False).update(next_due_at=None)
        return len(caught)

    sweep(EIGHT - timedelta(minutes=1))  # The practice has its agenda from here on.

    assert queries(2) == queries(12)


def test_nor_does_it_with_patients_whose_flags_change(house: House) -> None:
    def queries(patients: int) -> int:
        for _ in range(patients):
            house.course(house.patient())
        sweep(at(14, 3))
        before = Flag.objects.count()
        with CaptureQueriesContext(connection) as caught:
            # Both of the first two days are full by now, and nobody took anything.
            sweep(at(14, 4))
        assert Flag.objects.count() == before + patients
        Agenda.objects.filter(patient__isnull=False).update(next_due_at=None)
        return len(caught)

    sweep(ENTERED_AT)
    # The practice's own business is no part of it.
    Agenda.objects.filter(practice__isnull=False).update(next_due_at=None)
    assert queries(2) == queries(12)


def test_the_agenda_is_moved_without_the_rules_when_the_sweep_is_due_anyway(house: House) -> None:
    course = house.course(house.patient())
    Agenda.objects.update(next_due_at=EIGHT)
    take(course, EIGHT + timedelta(seconds=1))
    assert Agenda.objects.get(patient=course.patient).next_due_at == EIGHT
    assert timedelta(microseconds=1) == agenda.INSTANT


def test_late_reminders_of_the_evening_go_with_the_evening(house: House) -> None:
    course = house.course(house.patient())
    sweep(EIGHT)
    sweep(TWENTY + timedelta(minutes=10))
    assert told(course)[-1] == ("dose_due", "sent")
    assert Reminder.objects.get(key="20:00").went_at == TWENTY + timedelta(minutes=10)
