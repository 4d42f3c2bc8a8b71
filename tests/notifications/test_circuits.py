"""A provider that fails is left alone, tried with one delivery, and used again once that works."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from notifications.channels import only
from notifications.channels.interface import AddressGone, Away, NotDelivered, Transient, Trouble
from notifications.channels.recorder import Recorder
from notifications.circuits import FIRST, LONGEST, TRIAL, Watch
from notifications.deliver import ELSEWHERE_AFTER, PROVIDER_FAILS, deliver
from notifications.models import Circuit, Delivery, Endpoint, Person
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, reachable, recording

SECOND = timedelta(seconds=1)


@pytest.fixture
def six(house: House) -> None:
    """Six patients who get mail, each with a reminder that is queued."""
    for number in range(6):
        house.course(house.patient(mail=f"{number}@example.org"))
    sweep(EIGHT)


def failing(failure: NotDelivered, now: datetime) -> int:
    """So many were handed to a channel that fails."""
    recorder = Recorder("email", failure)
    with only(recorder):
        deliver("email", now)
    return len(recorder.handed)


@pytest.mark.usefixtures("six")
def test_a_provider_that_fails_is_left_alone_until_one_delivery_shows_that_it_works() -> None:
    assert failing(Away("TimeoutError"), EIGHT) == 6
    circuit = Circuit.objects.get()
    assert (circuit.provider, circuit.open_until, circuit.reason) == ("email", EIGHT + FIRST, "TimeoutError")
    Delivery.objects.update(available_at=EIGHT)
    # The time is not up: nothing goes there, and nothing counts as an attempt.
    assert failing(Away("TimeoutError"), EIGHT + FIRST - SECOND) == 0
    assert set(Delivery.objects.values_list("reason", "attempts")) == {(PROVIDER_FAILS, 0)}
    Delivery.objects.update(available_at=EIGHT)
    assert failing(Away("still"), EIGHT + FIRST) == 1
    again = Circuit.objects.get()
    assert (again.opened, again.open_until) == (2, EIGHT + FIRST + 2 * FIRST)
    Delivery.objects.update(available_at=EIGHT)
    with recording() as recorders:
        deliver("email", EIGHT + 3 * FIRST)
        assert len(recorders["email"].handed) == 1
        assert not Circuit.objects.exists()
        deliver("email", EIGHT + 4 * FIRST)
    assert len({one.address for one in recorders["email"].handed}) == 6


@pytest.mark.usefixtures("six")
def test_waits_grow_and_have_an_end() -> None:
    now, waits = EIGHT, []
    for _ in range(8):
        Delivery.objects.update(available_at=EIGHT)
        failing(Away("down"), now)
        open_until = Circuit.objects.get().open_until
        assert open_until is not None
        waits.append(open_until - now)
        now = open_until
    assert waits[:5] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, LONGEST]
    assert waits[-1] == LONGEST


@pytest.mark.usefixtures("six")
def test_one_worker_alone_makes_the_trial_and_should_it_die_another_does_later() -> None:
    failing(Away("down"), EIGHT)
    endpoint, at = Endpoint.objects.all()[0], EIGHT + FIRST
    first, second = Watch([endpoint], at), Watch([endpoint], at)
    assert first.held_until(endpoint) is None
    assert first.held_until(endpoint) == at + FIRST
    assert second.held_until(endpoint) == at + TRIAL
    assert Watch([endpoint], at + TRIAL).held_until(endpoint) is None


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("failure", [AddressGone("no such mailbox"), Transient("greylisted")])
def test_a_fault_of_messages_or_addresses_opens_nothing(failure: NotDelivered) -> None:
    assert failing(failure, EIGHT) == 6
    assert not Circuit.objects.exists()


def test_what_goes_well_forgets_the_failures_before_it(house: House) -> None:
    for name in ("a", "b"):
        house.course(house.patient(mail=f"{name}@example.org"))
    sweep(EIGHT)
    for seconds in range(2):
        Delivery.objects.update(available_at=EIGHT)
        assert failing(Trouble("500"), EIGHT + seconds * SECOND) == 2
    circuit = Circuit.objects.get()
    assert (circuit.failures, circuit.open_until) == (4, None)
    Delivery.objects.update(available_at=EIGHT)
    with recording():
        deliver("email", EIGHT + 3 * SECOND)
    assert not Circuit.objects.exists()


@pytest.fixture
def two_ways(house: House) -> Iterator[Recorder]:
    """A patient who has a mailbox and a screen; the mail server fails."""
    patient = house.patient(mail="ann@example.org")
    reachable(Person.PATIENT, patient.pk, "screen", channel="console", place=1)
    house.course(patient)
    sweep(EIGHT)
    Circuit.objects.create(provider="email", failures=5, open_until=EIGHT + timedelta(hours=1), since=EIGHT, reason="x")
    screen = Recorder("console")
    with only(Recorder("email"), screen):
        yield screen


def test_what_waited_long_for_its_provider_goes_by_the_next_channel(two_ways: Recorder) -> None:
    deliver("email", EIGHT + ELSEWHERE_AFTER - SECOND)
    assert Delivery.objects.get().status == "queued"
    Delivery.objects.update(available_at=EIGHT)
    deliver("email", EIGHT + ELSEWHERE_AFTER)
    deliver("console", EIGHT + ELSEWHERE_AFTER)
    assert [one.address for one in two_ways.handed] == ["screen"]
    told = dict(Delivery.objects.values_list("channel", "status"))
    assert told == {"email": "dropped", "console": "sent"}


def test_where_the_app_alone_is_left_it_waits_for_its_provider(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    reachable(Person.PATIENT, patient.pk, "app", channel="in_app", place=200)
    house.course(patient)
    sweep(EIGHT)
    Circuit.objects.create(provider="email", failures=5, open_until=EIGHT + timedelta(hours=1), since=EIGHT, reason="x")
    with recording():
        deliver("email", EIGHT + ELSEWHERE_AFTER)
    assert list(Delivery.objects.values_list("channel", "status")) == [("email", "queued")]
