"""Several at once on a real PostgreSQL: sweeps, workers and actions, in threads with connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import connection

from courses.actions.check_ins import report_emergency
from courses.models import Clinician, Course, Dose
from notifications import leases
from notifications.models import Agenda, Delivery, Message, Person, Reminder
from notifications.sweep import Swept, sweep
from tests.notifications.house import EIGHT, House, at, build, messages_to, reachable, take
from tracker.accounts.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

T = TypeVar("T")


@pytest.fixture
def house(transactional_db: None) -> House:
    """A practice whose rows other connections see."""
    return build()


def at_once(*work: Callable[[], T]) -> list[T]:
    """Start all of it at the same moment, and give what each returns."""
    barrier = Barrier(len(work))

    def run(one: Callable[[], T]) -> T:
        barrier.wait()
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def courses_of(house: House, patients: int, days: int = 7) -> list[Course]:
    return [house.course(house.patient(mail=f"{number}@example.org"), days=days) for number in range(patients)]


def test_three_sweeps_at_once_make_no_double(house: House) -> None:
    courses_of(house, 30)
    swept: list[Swept] = at_once(*[lambda: sweep(EIGHT, limit=4)] * 3)
    assert sum(one.patients for one in swept) == 30
    assert sum(one.reminders["sent"] for one in swept) == 30
    assert Reminder.objects.filter(kind="dose_due").count() == 30
    assert Message.objects.filter(person_kind=Person.PATIENT).count() == 30
    assert Delivery.objects.count() == 30


def test_sweeps_at_once_make_one_message_for_the_prescriber_of_all(house: House) -> None:
    reachable(Person.CLINICIAN, house.prescriber.pk, "doctor@example.org")
    courses_of(house, 20, days=8)
    at_once(*[lambda: sweep(at(16, 10), limit=3)] * 3)
    (message,) = messages_to(Person.CLINICIAN, house.prescriber.pk)
    assert Reminder.objects.filter(kind="plan_needed", outcome="sent").count() == 20
    assert Delivery.objects.filter(message_id=message.pk).count() == 1


def test_sweeps_that_join_the_same_messages_in_opposite_orders_wait_and_never_deadlock(house: House) -> None:
    prescribers = [_another_prescriber(house, number) for number in range(12)]
    first, there, back = ([_course_by(house, one) for one in prescribers] for _ in range(3))
    ending = at(16, 10)
    _due(first, ending)
    sweep(ending)
    for _ in range(4):
        # The one sweep takes the patients of the first prescriber first, the other those of the last.
        Reminder.objects.filter(scope_id__in=[course.pk for course in there + back]).delete()
        Agenda.objects.filter(patient__isnull=False).update(reminded_to=EIGHT, holds=False)
        _due([*there, *reversed(back)], ending)
        swept = at_once(*[lambda: sweep(ending, limit=len(prescribers))] * 2)
        assert [one.failed for one in swept] == [0, 0]
        assert sum(one.patients for one in swept) == len(there + back)
    assert [len(messages_to(Person.CLINICIAN, one.pk)) for one in prescribers] == [1] * len(prescribers)


def _another_prescriber(house: House, number: int) -> Clinician:
    user = User.objects.create_user(f"prescriber{number}@example.org")
    return Clinician.objects.create(user=user, practice=house.practice, name=f"Dr. {number}", is_prescriber=True)


def _course_by(house: House, prescriber: Clinician) -> Course:
    return replace(house, prescriber=prescriber).course(house.patient(), days=8)


def _due(courses: list[Course], instant: datetime) -> None:
    """These patients alone are due by an instant, in this order."""
    Agenda.objects.filter(patient__isnull=False).update(next_due_at=instant + timedelta(days=30), ready=None)
    for place, course in enumerate(reversed(courses)):
        due_at = instant - timedelta(microseconds=place)
        Agenda.objects.filter(patient=course.patient).update(next_due_at=due_at)


def test_sweeps_at_once_escalate_each_flag_once_in_one_message(house: House) -> None:
    sweep(EIGHT)
    for course in courses_of(house, 6):
        told: dict[str, Any] = {"by": course.patient.as_viewer(), "through": "page", "now": EIGHT}
        report_emergency(course=course, client_id=uuid4(), symptoms=["seizure"], **told)
    sweep(EIGHT)
    due_at = EIGHT + timedelta(hours=1)
    for _ in range(3):
        Agenda.objects.filter(practice__isnull=False).update(next_due_at=due_at, reminded_to=EIGHT)
        at_once(*[lambda: sweep(due_at, limit=2)] * 3)
    assert Reminder.objects.filter(kind="escalation", outcome="sent", due_at=due_at).count() == 6
    kinds = [message.kind for message in messages_to(Person.CLINICIAN, house.prescriber.pk)]
    assert kinds == ["flag_raised", "escalation"]


def test_workers_at_once_lease_each_delivery_once(house: House) -> None:
    courses_of(house, 30)
    sweep(EIGHT)

    def lease_all() -> list[UUID]:
        taken: list[UUID] = []
        while leased := leases.lease("email", EIGHT, size=4).leased:
            taken += [one.id for one in leased]
        return taken

    taken = [key for keys in at_once(lease_all, lease_all, lease_all) for key in keys]
    assert (len(taken), len(set(taken))) == (30, 30)


def test_actions_and_sweeps_at_full_speed_never_deadlock(house: House) -> None:
    courses = courses_of(house, 8)
    rounds = 12

    def instants() -> Iterator[tuple[int, Course]]:
        return ((number, course) for number in range(rounds) for course in courses)

    def act() -> int:
        for number, course in instants():
            take(course, EIGHT + timedelta(minutes=number))
        return 0

    def act_backwards() -> int:
        for number, course in reversed(list(instants())):
            take(course, EIGHT + timedelta(minutes=number))
        return 0

    def sweep_on() -> int:
        done = 0
        for number in range(rounds * 4):
            Agenda.objects.filter(patient__isnull=False).update(next_due_at=EIGHT)
            done += sweep(EIGHT + timedelta(minutes=number), limit=3).failed
        return done

    failed = at_once(act, act_backwards, sweep_on, sweep_on)
    assert sum(failed) == 0
    assert Dose.objects.count() == 2 * rounds * len(courses)
    keys = Reminder.objects.values_list("scope_id", "kind", "medication_day", "key")
    assert len(keys) == len(set(keys))
