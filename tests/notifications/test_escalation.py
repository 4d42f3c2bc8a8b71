"""Escalations on a real database: to the right people, once, at their instant, whenever the sweep comes."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Min
from django.test.utils import CaptureQueriesContext

from courses.access import Viewer
from courses.actions.check_ins import report_emergency
from courses.actions.flags import acknowledge
from courses.actions.practices import change_practice
from courses.actions.staff import deactivate_clinician
from courses.models import Clinician, Course
from notifications import digest, practices
from notifications.deliver import deliver
from notifications.models import Agenda, Delivery, Endpoint, Message, Person, Reminder
from notifications.sweep import sweep
from tests.notifications.house import ENTERED_AT, House, at, messages_to, reachable, recording
from tracker.accounts.models import User

NINE = at(12, 9)
ALERTED = at(12, 10)


def staff(house: House, name: str, **chosen: bool) -> Clinician:
    user = User.objects.create_user(f"{name}@more.example")
    return Clinician.objects.create(user=user, practice=house.practice, name=name, **chosen)


@pytest.fixture
def nurse(house: House) -> Clinician:
    """Who takes escalations."""
    taking = staff(house, "nurse", is_reviewer=True, takes_escalations=True)
    reachable(Person.CLINICIAN, taking.pk, "nurse@example.org")
    return taking


def punctually(until: datetime) -> None:
    """Sweep at every instant of every agenda."""
    if not Agenda.objects.filter(practice__isnull=False).exists():
        sweep(ENTERED_AT)
    while due_at := Agenda.objects.filter(next_due_at__lte=until).aggregate(first=Min("next_due_at"))["first"]:
        sweep(due_at)


def report(course: Course, when: datetime = NINE) -> None:
    punctually(when - timedelta(seconds=1))
    report_emergency(
        course=course, client_id=uuid4(), symptoms=["seizure"], by=course.patient.as_viewer(), through="page", now=when
    )


def see(course: Course, by: Viewer, when: datetime) -> None:
    """A clinician sees it, and no sweep came since it was reported."""
    acknowledge(course=course, rule="emergency_symptoms", by=by, through="page", now=when)


def told() -> list[tuple[str, datetime, datetime | None]]:
    rows = Reminder.objects.filter(kind="escalation").order_by("due_at", "key")
    return list(rows.values_list("outcome", "due_at", "went_at"))


def kinds(to: Clinician) -> list[str]:
    return [message.kind for message in messages_to(Person.CLINICIAN, to.pk)]


def test_an_emergency_that_nobody_saw_goes_to_who_takes_escalations_after_an_hour(
    house: House, nurse: Clinician
) -> None:
    course = house.course(house.patient())
    report(course)
    punctually(ALERTED - timedelta(seconds=1))
    assert told() == []
    punctually(ALERTED)
    assert told() == [("sent", ALERTED, ALERTED)]
    row = Reminder.objects.get(kind="escalation")
    assert (row.scope_kind, row.scope_id, row.recipient) == ("practice", house.practice.pk, "staff")
    assert row.key.startswith(f"{course.pk} emergency_symptoms 2026-01-12T14:00")
    assert kinds(nurse) == ["flag_raised", "escalation"]
    assert kinds(house.prescriber) == kinds(house.reviewer) == ["flag_raised"]


def test_it_is_opaque(house: House, nurse: Clinician) -> None:
    report(house.course(house.patient()))
    sweep(NINE)
    with recording() as recorders:
        deliver("email", NINE)
        sweep(ALERTED)
        deliver("email", ALERTED)
    (_, sent) = recorders["email"].handed
    assert sent.to_staff
    assert sent.leave is None
    assert Message.objects.get(kind="escalation").pk.hex in sent.link.replace("-", "")


def test_however_often_it_is_looked_at_it_goes_out_once(house: House, nurse: Clinician) -> None:
    report(house.course(house.patient()))
    punctually(ALERTED)
    for minutes in range(0, 2000, 100):
        Agenda.objects.filter(practice__isnull=False).update(next_due_at=ALERTED, reminded_to=NINE)
        sweep(ALERTED + timedelta(minutes=minutes))
    assert len(told()) == 1
    assert kinds(nurse).count("escalation") == 1


def test_who_saw_it_in_time_stops_it(house: House, nurse: Clinician) -> None:
    course = house.course(house.patient())
    report(course)
    punctually(ALERTED - timedelta(seconds=1))
    see(course, house.by, ALERTED)
    punctually(at(12, 13))
    assert told() == []


def test_a_late_sweep_tells_what_fell_due_and_what_became_of_it(house: House, nurse: Clinician) -> None:
    seen, open_still = house.course(house.patient()), house.course(house.patient())
    report(seen)
    report(open_still, NINE + timedelta(minutes=1))
    # Nothing runs from here on.
    see(seen, house.by, at(12, 10, 30))
    late = at(12, 14, 20)
    sweep(late)
    assert told() == [("cancelled", ALERTED, None), ("sent", ALERTED + timedelta(minutes=1), late)]
    assert kinds(nurse).count("escalation") == 1


def test_after_a_day_it_is_too_late(house: House, nurse: Clinician) -> None:
    report(house.course(house.patient()))
    sweep(NINE)
    sweep(ALERTED + timedelta(hours=24))
    assert told() == [("expired", ALERTED, None)]
    assert kinds(nurse).count("escalation") == 0


def test_an_emergency_that_is_reported_anew_after_it_was_seen_escalates_anew(house: House, nurse: Clinician) -> None:
    course = house.course(house.patient())
    report(course)
    punctually(ALERTED)
    see(course, house.by, at(12, 11))
    report(course, at(12, 12))
    punctually(at(12, 13))
    assert [due_at for _, due_at, _ in told()] == [ALERTED, at(12, 13)]


def test_what_one_person_gets_at_one_instant_is_one_message(house: House, nurse: Clinician) -> None:
    for _ in range(3):
        report(house.course(house.patient()))
    punctually(ALERTED)
    assert len(told()) == 3
    assert kinds(nurse) == ["flag_raised", "escalation"]
    assert Delivery.objects.filter(endpoint__person_id=nurse.pk).count() == 2


def test_the_practice_may_shorten_it_and_what_is_high_already_goes_within_minutes(
    house: House, nurse: Clinician
) -> None:
    manager = staff(house, "manager", is_manager=True)
    report(house.course(house.patient()))
    punctually(at(12, 9, 20))
    change_practice(
        practice=house.practice,
        changes={"emergency_escalation_after_hours": Decimal("0.25")},
        by=manager.as_viewer(),
        through="page",
        now=at(12, 9, 20),
    )
    punctually(at(12, 9, 20) + practices.LOOK_EVERY)
    ((outcome, due_at, went_at),) = told()
    assert (outcome, due_at) == ("sent", at(12, 9, 15))
    assert went_at is not None
    assert went_at <= at(12, 9, 20) + practices.LOOK_EVERY
    # From then on each at its very instant.
    report(house.course(house.patient()), at(12, 11))
    punctually(at(12, 12))
    assert told()[-1] == ("sent", at(12, 11, 15), at(12, 11, 15))


def test_longer_hours_bring_none_a_second_time(house: House, nurse: Clinician) -> None:
    house.practice.emergency_escalation_after_hours = Decimal("0.01")
    house.practice.save()
    report(house.course(house.patient()))
    punctually(at(12, 9, 30))
    assert [due_at for _, due_at, _ in told()] == [NINE + timedelta(seconds=36)]
    house.practice.emergency_escalation_after_hours = Decimal(1)
    house.practice.save()
    punctually(at(12, 12))
    assert len(told()) == 1


def test_where_nobody_takes_them_the_managers_hear_of_it_and_where_there_is_none_the_prescriber(house: House) -> None:
    report(house.course(house.patient()))
    punctually(ALERTED)
    assert kinds(house.prescriber) == ["flag_raised", "escalation"]
    manager = staff(house, "manager", is_manager=True)
    reachable(Person.CLINICIAN, manager.pk, "manager@example.org")
    gone = staff(house, "gone", is_reviewer=True, takes_escalations=True)
    deactivate_clinician(clinician=gone, by=manager.as_viewer(), through="page", now=at(12, 10, 30))
    report(house.course(house.patient()), at(12, 11))
    punctually(at(12, 12))
    assert kinds(manager) == ["escalation"]
    assert "escalation" not in kinds(gone)
    assert kinds(house.prescriber).count("escalation") == 1


def test_where_mails_to_who_takes_them_come_back_the_next_hear_of_it(house: House, nurse: Clinician) -> None:
    manager = staff(house, "manager", is_manager=True)
    reachable(Person.CLINICIAN, manager.pk, "manager@example.org")
    Endpoint.objects.filter(person_id=nurse.pk).update(retired_at=ENTERED_AT, retired_because="mails to it come back")
    report(house.course(house.patient()))
    punctually(ALERTED)
    assert kinds(manager) == ["escalation"]
    assert "escalation" not in kinds(nurse)
    reachable(Person.CLINICIAN, house.prescriber.pk, "prescriber@example.org")
    Endpoint.objects.filter(person_id=manager.pk).update(retired_at=ENTERED_AT, retired_because="mails to it come back")
    report(house.course(house.patient()), at(12, 11))
    punctually(at(12, 12))
    assert kinds(house.prescriber).count("escalation") == 1


def test_where_mails_reach_nobody_it_is_written_down_for_who_takes_them(house: House, nurse: Clinician) -> None:
    Endpoint.objects.exclude(person_kind=Person.PATIENT).update(retired_at=ENTERED_AT)
    report(house.course(house.patient()))
    punctually(ALERTED)
    assert "escalation" in kinds(nurse)


@pytest.mark.parametrize(("seen", "status"), [(False, "sent"), (True, "dropped")])
def test_it_is_decided_again_when_it_is_handed_over(house: House, nurse: Clinician, seen: bool, status: str) -> None:
    course = house.course(house.patient())
    report(course)
    punctually(ALERTED)
    if seen:
        see(course, house.by, ALERTED + timedelta(minutes=2))
    with recording():
        deliver("email", ALERTED + timedelta(minutes=5))
    assert Delivery.objects.get(message_id=Message.objects.get(kind="escalation").pk).status == status


def test_a_digest_that_fails_holds_up_no_escalation(
    house: House, nurse: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise ZeroDivisionError

    report(house.course(house.patient()), at(12, 6, 40))
    sweep(at(12, 6, 40))
    monkeypatch.setattr(digest, "something_open", fail)
    punctually(at(12, 7, 45))
    assert told() == [("sent", at(12, 7, 40), at(12, 7, 40))]
    monkeypatch.undo()
    punctually(at(12, 8))
    assert Reminder.objects.filter(kind="daily_digest", outcome="sent").count() == 1
    assert len(told()) == 1
    assert Agenda.objects.get(practice=house.practice).failure == ""


def test_the_number_of_queries_does_not_grow_with_what_is_escalated(house: House, nurse: Clinician) -> None:
    def queries(flags: int, hour: int) -> int:
        for _ in range(flags):
            report(house.course(house.patient()), at(12, hour))
        punctually(at(12, hour + 1) - timedelta(seconds=1))
        Agenda.objects.filter(patient__isnull=False).update(next_due_at=None)
        with CaptureQueriesContext(connection) as caught:
            sweep(at(12, hour + 1))
        return len(caught)

    assert queries(2, 9) == queries(8, 13)
    assert len(told()) == 10
