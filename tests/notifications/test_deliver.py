"""Delivering: leases, fences, retries, falling back, and deciding again at the moment of sending."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from courses.models import Course, Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications import leases
from notifications.channels import only
from notifications.channels.interface import AddressGone, Away, Handed, Outgoing, Permanent, Transient, one_by_one
from notifications.channels.recorder import Recorder
from notifications.circuits import LONGEST
from notifications.deliver import deliver, deliver_batch
from notifications.leases import LEASE, Result
from notifications.models import Delivery, Endpoint, Person, Reminder, Status
from notifications.recheck import AFTER_FAILURE, UNDECIDED
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, TWENTY, House, at, reachable, recording, take

SECOND = timedelta(seconds=1)


@pytest.fixture
def course(house: House) -> Course:
    """A course of a patient who gets mail, with its first reminder queued."""
    course = house.course(house.patient(mail="ann@example.org"))
    sweep(EIGHT)
    return course


@pytest.mark.usefixtures("course")
def test_what_waits_is_handed_over_once() -> None:
    with recording() as recorders:
        assert deliver("email", EIGHT + SECOND) == {"sent": 1}
        assert not deliver("email", EIGHT + SECOND)
    (outgoing,) = recorders["email"].handed
    delivery = Delivery.objects.get()
    assert (outgoing.address, outgoing.tag) == ("ann@example.org", str(delivery.pk))
    assert outgoing.leave is not None
    assert (delivery.status, delivery.attempts, delivery.finished_at) == ("sent", 1, EIGHT + SECOND)


def test_what_goes_out_names_the_language_of_its_person(house: House) -> None:
    for mail, language in (("ann@example.org", "en"), ("ana@example.org", "es")):
        patient = house.patient(mail=mail)
        Patient.objects.filter(pk=patient.pk).update(language=language)
        house.course(patient)
    sweep(EIGHT)
    with recording() as recorders:
        deliver("email", EIGHT)
    handed = {one.address: one.language for one in recorders["email"].handed}
    assert handed == {"ann@example.org": "en", "ana@example.org": "es"}


def test_what_cannot_be_handed_over_waits_longer_each_time_and_is_set_aside_after_five(house: House) -> None:
    house.course(house.patient(mail="ann@example.org"), days=8)
    now, waits = at(16, 10), []
    sweep(now)
    with only(Recorder("email", Transient("greylisted"))):
        for _ in range(5):
            deliver("email", now)
            delivery = Delivery.objects.get()
            waits.append(delivery.available_at - now)
            now = delivery.available_at
    assert (delivery.status, delivery.attempts, delivery.reason) == ("dead", 5, "greylisted")
    assert waits[:4] == list(leases.WAITS)


def test_an_outage_of_a_channel_counts_as_no_attempt_however_long_it_lasts(house: House) -> None:
    reachable(Person.CLINICIAN, house.prescriber.pk, "doctor@example.org")
    house.course(house.patient(), days=8)
    began = now = at(16, 10)
    sweep(now)
    with only(Recorder("email", Away("TimeoutError"))):
        while now < began + timedelta(hours=5):
            deliver("email", now)
            now += leases.WHILE_AWAY
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("queued", 0)
    with recording() as recorders:
        deliver("email", now + LONGEST)
    assert [one.address for one in recorders["email"].handed] == ["doctor@example.org"]


@pytest.mark.usefixtures("course")
def test_it_waits_as_long_as_the_other_side_asked() -> None:
    with only(Recorder("email", Transient("busy", retry_after=timedelta(minutes=7)))):
        deliver("email", EIGHT)
    assert Delivery.objects.get().available_at == EIGHT + timedelta(minutes=7)


def test_an_address_that_is_gone_is_retired_and_the_next_endpoint_tried(course: Course) -> None:
    second = reachable(Person.PATIENT, course.patient_id, "second@example.org", place=1)
    with only(Recorder("email", AddressGone("no such mailbox"))):
        deliver_batch("email", lambda: EIGHT)
    gone = Endpoint.objects.get(address="ann@example.org")
    assert (gone.retired_at, gone.retired_because) == (EIGHT, "no such mailbox")
    with recording() as recorders:
        deliver("email", EIGHT + SECOND)
    assert [one.address for one in recorders["email"].handed] == ["second@example.org"]
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["retired", "sent"]
    assert Delivery.objects.latest("pk").endpoint == second


def test_a_refusal_for_good_falls_back_to_another_channel_and_keeps_the_address(course: Course) -> None:
    reachable(Person.PATIENT, course.patient_id, "screen", channel="console", place=1)
    with only(Recorder("email", Permanent("refused"))):
        deliver("email", EIGHT)
    with recording() as recorders:
        deliver("console", EIGHT)
    assert len(recorders["console"].handed) == 1
    assert Endpoint.objects.get(address="ann@example.org").retired_at is None


def test_a_dose_taken_while_its_reminder_waited_drops_the_mail(course: Course) -> None:
    take(course, EIGHT + SECOND)
    with recording() as recorders:
        deliver("email", EIGHT + 2 * SECOND)
    assert recorders["email"].handed == []
    assert Delivery.objects.get().reason == "no longer called for"
    reminder = Reminder.objects.get()
    assert (reminder.outcome, reminder.went_at) == ("cancelled", None)


@pytest.mark.usefixtures("course")
def test_a_reminder_that_waited_until_it_is_too_late_is_dropped() -> None:
    with recording() as recorders:
        deliver("email", EIGHT + timedelta(hours=2))
    assert recorders["email"].handed == []
    assert (Delivery.objects.get().status, Delivery.objects.get().reason) == ("dropped", "too late")
    assert Reminder.objects.get().outcome == "expired"


def test_what_quiet_hours_caught_in_the_queue_waits_for_their_end(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    course = house.course(patient, slots=("20:55",))
    sweep(at(12, 20, 55))
    with recording():
        deliver("email", at(12, 20, 55))
    sweep(at(12, 21, 55))
    with recording() as recorders:
        deliver("email", at(12, 22, 5))
    delivery = Delivery.objects.latest("pk")
    assert (recorders["email"].handed, delivery.status, delivery.attempts) == ([], "queued", 0)
    assert delivery.available_at == at(13, 7)
    assert Reminder.objects.get(scope_id=course.pk, kind="dose_follow_up").outcome == "sent"


@pytest.mark.usefixtures("course")
def test_a_dead_workers_lease_runs_out_and_is_taken_again() -> None:
    (first,) = leases.lease("email", EIGHT, size=10).leased
    assert leases.lease("email", EIGHT + LEASE - SECOND, size=10).leased == []
    (second,) = leases.lease("email", EIGHT + LEASE, size=10).leased
    assert (second.id, second.fence, second.attempts) == (first.id, 2, 2)


@pytest.mark.usefixtures("course")
def test_a_worker_that_was_given_up_for_dead_writes_nothing() -> None:
    (first,) = leases.lease("email", EIGHT, size=10).leased
    (second,) = leases.lease("email", EIGHT + LEASE, size=10).leased
    assert leases.write([Result(first, Status.FAILED, "late")], EIGHT + LEASE) == 0
    assert leases.write([Result(second, Status.SENT)], EIGHT + LEASE) == 1
    assert Delivery.objects.get().status == "sent"


class Crash(BaseException):
    """The worker is gone: nothing of it may run any more."""


class Killing(Recorder):
    """A channel that takes a message and kills its worker before it can tell."""

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        for one in outgoing[:1]:
            self.handed.append(one)
            raise Crash
        yield from ()


@pytest.mark.usefixtures("course")
def test_a_crash_between_sending_and_writing_repeats_the_same_mail() -> None:
    killing = Killing("email")
    with only(killing), pytest.raises(Crash):
        deliver("email", EIGHT)
    assert Delivery.objects.get().status == "leased"
    with recording() as recorders:
        assert not deliver("email", EIGHT + LEASE - SECOND)
        deliver("email", EIGHT + LEASE)
    assert recorders["email"].handed[0].tag == killing.handed[0].tag
    assert Delivery.objects.get().status == "sent"


def test_a_poison_message_dies_alone_and_its_neighbours_arrive(house: House) -> None:
    for name in ("ann", "poison", "eve"):
        house.course(house.patient(mail=f"{name}@example.org"))
    sweep(EIGHT)
    arrived: list[str] = []

    class Poisoned(Recorder):
        def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
            for one in outgoing:
                if one.address.startswith("poison"):
                    raise Crash
                arrived.append(one.address)
                yield Handed(one)

    now = EIGHT
    with only(Poisoned("email")):
        for _ in range(12):
            try:
                deliver("email", now)
            except Crash:
                now += LEASE
    assert set(arrived) == {"ann@example.org", "eve@example.org"}
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["dead", "sent", "sent"]
    assert Delivery.objects.get(status="dead").reason == leases.WORKER_DIED


def test_an_error_of_a_channel_stops_no_neighbour(house: House) -> None:
    for name in ("ann", "bad"):
        house.course(house.patient(mail=f"{name}@example.org"))
    sweep(EIGHT)

    def send(outgoing: Outgoing) -> None:
        if outgoing.address.startswith("bad"):
            raise ZeroDivisionError

    class Erring(Recorder):
        def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
            return one_by_one(send, outgoing)

    with only(Erring("email")):
        deliver("email", EIGHT)
    assert sorted(Delivery.objects.values_list("status", "reason")) == [("queued", "ZeroDivisionError"), ("sent", "")]


def test_what_a_slow_channel_had_no_time_for_is_given_back_untried(house: House) -> None:
    for number in range(3):
        house.course(house.patient(mail=f"{number}@example.org"))
    sweep(EIGHT)
    ticking = iter(EIGHT + n * timedelta(seconds=20) for n in range(100))

    def clock() -> datetime:
        return next(ticking)

    with recording() as recorders:
        deliver_batch("email", clock)
    given_back = Delivery.objects.filter(status="queued")
    assert len(recorders["email"].handed) == 3 - given_back.count()
    assert set(given_back.values_list("attempts", flat=True)) == {0}


@pytest.mark.usefixtures("course")
def test_a_channel_that_is_off_fails_what_waits_for_it() -> None:
    with only():
        deliver("email", EIGHT)
    assert (Delivery.objects.get().status, Delivery.objects.get().reason) == ("failed", "the channel is off")


def test_an_unconfirmed_address_gets_nothing(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    Endpoint.objects.update(verified_at=None)
    house.course(patient)
    sweep(TWENTY)
    assert not Delivery.objects.exists()


def test_a_patient_who_cannot_be_decided_waits_and_their_neighbour_gets_mail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ann", "bad"):
        house.course(house.patient(mail=f"{name}@example.org"))
    sweep(EIGHT)
    bad = Endpoint.objects.get(address="bad@example.org").person_id

    def raise_for_one(record: Record, knowledge: Knowledge, until: datetime) -> Record:
        if UUID(knowledge.patient.id) == bad:
            raise ValueError("Ann Example")
        return advance(record, knowledge, until)

    monkeypatch.setattr("notifications.recheck.advance", raise_for_one)
    later = EIGHT + timedelta(minutes=2)
    with recording() as recorders:
        deliver("email", later)
    assert [one.address for one in recorders["email"].handed] == ["ann@example.org"]
    waiting = Delivery.objects.get(status="queued")
    assert (waiting.endpoint.address, waiting.attempts, waiting.reason) == ("bad@example.org", 0, UNDECIDED)
    assert waiting.available_at == later + AFTER_FAILURE
    monkeypatch.undo()
    with recording() as recorders:
        deliver("email", waiting.available_at)
    assert [one.address for one in recorders["email"].handed] == ["bad@example.org"]
