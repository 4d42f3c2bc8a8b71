"""What raises, and what kills whoever takes it up: set aside after five attempts, its neighbours served."""

from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection
from django.test import override_settings

from courses.models import Course
from notifications.leases import AFTER_A_DEATH, MOST_ATTEMPTS, WORKER_DIED
from notifications.models import Agenda, Delivery, Endpoint, Message, Reminder, Status
from notifications.sweep import MOST_FAILURES, sweep
from tests.faults.conftest import Results
from tests.faults.places import wait_until
from tests.faults.test_killed import this_minute
from tests.faults.test_push_answers import TimedService, service, with_phone
from tests.push_service import Phone
from tracker import clock
from tracker.bench.clockwork import RUN_REMINDERS, Clockwork, Part
from tracker.bench.due import Crowd

__all__ = ["service"]

NEIGHBOURS = 30


def crowd_of(service: TimedService) -> tuple[list[Phone], Phone]:
    """Neighbours and the poisoned one, all due this minute."""
    crowd, minute = Crowd.open(service.origin, clock.now()), this_minute()
    phones = [service.phone() for _ in range(NEIGHBOURS + 1)]
    for phone in phones:
        with_phone(crowd, minute, phone)
    return phones[1:], phones[0]


def patient_of(phone: Phone) -> UUID:
    return UUID(str(Endpoint.objects.get(address=phone.address).person_id))


def delivery_to(phone: Phone) -> Delivery | None:
    return Delivery.objects.filter(endpoint__address=phone.address).first()


def let_time_pass() -> None:
    """Waits and leases are over: minutes and hours go by."""
    now = clock.now()
    Delivery.objects.filter(status__in=[Status.QUEUED, Status.LEASED]).update(available_at=now)
    Agenda.objects.filter(patient__isnull=False, failures__gt=0).update(next_due_at=now)


def test_a_patient_whose_facts_raise_and_a_message_that_raises(
    clockwork: Clockwork, service: TimedService, results: Results
) -> None:
    neighbours, poisoned = crowd_of(service)
    raising = neighbours.pop()
    # No such zone: whatever asks the rules about this patient raises.
    Agenda.objects.filter(patient=patient_of(raising)).update(ready=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE courses_patientsettings SET time_zone = 'Nowhere/Nothing' WHERE patient_id = %s",
            [patient_of(raising)],
        )
    sweep(clock.now)
    # The words of a message are made of the reminder's key: nothing can be made of this one.
    course = Course.objects.get(patient=patient_of(poisoned))
    assert Reminder.objects.filter(scope_id=course.pk).update(key="poison") == 1
    clockwork.start(*RUN_REMINDERS, PUSH_LOCAL_SERVICE=service.origin)
    wait_until(lambda: all(phone.received for phone in neighbours), "the neighbours")
    ended = {Status.DEAD, Status.FAILED}

    def both_are_set_aside() -> bool:
        let_time_pass()
        delivery = delivery_to(poisoned)
        agenda = Agenda.objects.get(patient=patient_of(raising))
        return delivery is not None and delivery.status in ended and agenda.set_aside_at is not None

    wait_until(both_are_set_aside, "both are set aside", within=240)
    dead, agenda = delivery_to(poisoned), Agenda.objects.get(patient=patient_of(raising))
    assert dead is not None
    repeated = sum(len(phone.received) - 1 for phone in neighbours)
    results.note("poison that raises: its neighbours", of=len(neighbours), repeated=repeated)
    assert (dead.status, dead.attempts) == (Status.DEAD, MOST_ATTEMPTS)
    assert dead.reason
    assert dead.reason != WORKER_DIED
    assert agenda.failures >= MOST_FAILURES
    assert agenda.failure
    assert repeated == 0
    assert poisoned.received == []


class Killer(TimedService):
    """Kills who writes to one of its phones."""

    victim: Part
    deadly: str = ""

    def take(self, request: BaseHTTPRequestHandler) -> None:
        if request.path == self.deadly:
            self.victim.kill()
        super().take(request)


def test_a_message_that_kills_its_worker(clockwork: Clockwork, vapid_key: str, results: Results) -> None:
    with Killer() as service, override_settings(PUSH_LOCAL_SERVICE=service.origin):
        neighbours, poisoned = crowd_of(service)
        service.victim = part = clockwork.start(*RUN_REMINDERS, PUSH_LOCAL_SERVICE=service.origin)
        service.deadly = urlsplit(poisoned.address).path
        kills = 0

        def is_set_aside() -> bool:
            nonlocal kills
            if not part.runs:
                kills += 1
                let_time_pass()
                part.start_again()
            delivery = delivery_to(poisoned)
            return delivery is not None and delivery.status == Status.DEAD

        wait_until(is_set_aside, "the poison is set aside", within=300)
        wait_until(lambda: all(phone.received for phone in neighbours), "the neighbours")
        dead = delivery_to(poisoned)
        assert dead is not None
        repeated = sum(len(phone.received) - 1 for phone in neighbours)
        lost = sum(not phone.received for phone in neighbours)
        results.note("poison that kills its worker: its neighbours", of=NEIGHBOURS, lost=lost, repeated=repeated)
        assert (dead.reason, dead.attempts, kills) == (WORKER_DIED, MOST_ATTEMPTS, MOST_ATTEMPTS)
        assert lost == 0
        # Only what was in flight beside it when it killed for the first and the second time may come again.
        assert repeated <= NEIGHBOURS + AFTER_A_DEATH
        assert all(len({push.headers["topic"] for push in phone.received}) == 1 for phone in neighbours)
        assert Message.objects.count() == NEIGHBOURS + 1
