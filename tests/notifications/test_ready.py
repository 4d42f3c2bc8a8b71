"""What was decided beforehand goes out as if the rules had been asked; where it might not, they are asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from notifications.models import Agenda, Delivery, Message, Person, Preference, Reminder
from notifications.ready import take as take_ready
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, TWENTY, House, at, reachable, take, told

pytestmark = pytest.mark.postgres


def rows() -> dict[str, list[Any]]:
    """All that a sweep leaves, without the keys that are made anew."""
    return {
        "reminders": sorted(
            Reminder.objects.values_list("scope_id", "kind", "medication_day", "key", "due_at", "outcome", "went_at")
        ),
        "wordings": sorted(Reminder.objects.values_list("kind", "wording", "recipient")),
        "messages": sorted(
            Message.objects.values_list(
                "person_id", "at", "day", "kind", "wording", "leavable", "decided_at", "decided_seq", "too_late_at"
            )
        ),
        "carried": sorted(
            (row.kind, Message.objects.get(pk=row.message_id).at) for row in Reminder.objects.all() if row.message_id
        ),
        "deliveries": sorted(
            Delivery.objects.values_list("endpoint__address", "day", "channel", "status", "available_at", "attempts")
        ),
        "agendas": sorted(
            Agenda.objects.exclude(patient=None).values_list("patient_id", "next_due_at", "reminded_to", "holds")
        ),
    }


def by_asking(do: Callable[[], object]) -> dict[str, list[Any]]:
    """What the rules leave, asked for everything; then it is as if nothing had been done."""
    kept = transaction.savepoint()
    Agenda.objects.update(ready=None)
    do()
    found = rows()
    transaction.savepoint_rollback(kept)
    return found


def test_a_day_goes_out_as_the_rules_would_have_it(house: House) -> None:
    for number in range(3):
        patient = house.patient(mail=f"{number}@example.org")
        house.course(patient, slots=("08:00", "14:00", "20:00"))
    two = house.patient()
    house.course(two)
    house.course(two, slots=("08:00", "12:00"))
    instants = [at(12, hour) for hour in (8, 9, 12, 13, 14, 15, 20, 21)]

    def asked() -> None:
        for instant in instants:
            Agenda.objects.update(ready=None)
            sweep(instant)

    expected = by_asking(asked)
    for instant in instants:
        sweep(instant)
    assert rows() == expected
    assert len(expected["reminders"]) == 3 * 3 * 2 + 2 * 2 * 2


def test_it_is_taken_without_a_rule(house: House) -> None:
    house.course(house.patient(mail="ann@example.org"))
    with transaction.atomic():
        taken = take_ready(EIGHT)
    assert (taken.patients, taken.messages, taken.reminders["sent"]) == (1, 1, 1)
    (agenda,) = Agenda.objects.exclude(patient=None)
    assert (agenda.reminded_to, agenda.next_due_at) == (EIGHT, EIGHT + timedelta(hours=1))


@pytest.mark.parametrize(("late", "taken"), [(0, 1), (59, 1), (60, 0), (7200, 0)])
def test_a_sweep_that_comes_late_asks(house: House, late: int, taken: int) -> None:
    house.course(house.patient(mail="ann@example.org"))
    assert take_ready(EIGHT + timedelta(seconds=late)).patients == taken


def test_a_fact_told_at_the_last_moment_counts(house: House) -> None:
    course = house.course(house.patient(mail="ann@example.org"))
    take(course, EIGHT + timedelta(seconds=1))
    assert take_ready(EIGHT + timedelta(seconds=2)).patients == 0
    sweep(EIGHT + timedelta(seconds=2))
    assert told(course) == [("dose_due", "cancelled")]


def test_a_dose_takes_the_rest_of_the_day_along(house: House) -> None:
    course = house.course(house.patient(mail="ann@example.org"))
    take(course, EIGHT - timedelta(minutes=20))
    assert take_ready(EIGHT).patients == 0
    assert take_ready(TWENTY).patients == 1
    assert told(course) == [("dose_due", "sent")]


def test_who_left_a_kind_is_asked_for(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    Preference.objects.create(
        person_kind=Person.PATIENT, person_id=patient.pk, kind="dose_due", choice="left", chosen_at=EIGHT
    )
    assert take_ready(EIGHT).patients == 0
    sweep(EIGHT)
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 0)


def test_the_endpoints_are_those_of_the_moment(house: House) -> None:
    patient = house.patient()
    house.course(patient)
    house.course(house.patient())
    reachable(Person.PATIENT, patient.pk, "later@example.org", place=5)
    reachable(Person.PATIENT, patient.pk, "first@example.org", place=1)
    assert take_ready(EIGHT).messages == 2
    assert list(Delivery.objects.values_list("endpoint__address", flat=True)) == ["first@example.org"]


def test_of_several_phones_each_gets_it(house: House) -> None:
    patient = house.patient()
    house.course(patient)
    reachable(Person.PATIENT, patient.pk, "ann@example.org", place=10)
    for phone in ("https://push.example/1", "https://push.example/2"):
        reachable(Person.PATIENT, patient.pk, phone, channel="web_push")
    Agenda.objects.exclude(patient=patient).delete()
    expected = by_asking(lambda: sweep(EIGHT))
    sweep(EIGHT)
    assert rows() == expected
    assert len(expected["deliveries"]) == 2


def test_what_is_there_already_is_left_to_the_rules(house: House) -> None:
    course = house.course(house.patient(mail="ann@example.org"))
    Reminder.objects.create(
        scope_kind="course", scope_id=course.pk, kind="dose_due", medication_day=at(12, 8).date(), key="08:00",
        due_at=EIGHT, recipient="patient", outcome="sent", went_at=EIGHT, wording="dose_due",
    )  # fmt: skip
    sweep(EIGHT)
    assert (Reminder.objects.count(), Message.objects.count()) == (1, 0)


def test_however_many_are_due_the_agenda_is_read_by_its_index(house: House) -> None:
    """The planner would rather read a small table whole, as it would a large one of which much is due."""
    house.course(house.patient(mail="ann@example.org"))
    sweep(EIGHT - timedelta(hours=1))
    plans: list[str] = []

    def explained(execute: Any, statement: str, given: Any, many: bool, context: dict[str, Any]) -> Any:
        if statement.startswith("\nWITH due"):
            with context["connection"].cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN {statement}", given)
                plans.append("\n".join(line for (line,) in cursor.cursor.fetchall()))
        return execute(statement, given, many, context)

    with connection.execute_wrapper(explained):
        assert take_ready(EIGHT + timedelta(seconds=1)).patients == 1
    assert "Index Scan using agenda_due" in plans[0]
    assert "Seq Scan on notifications_agenda" not in plans[0]
