"""Dead letters: what was given up is listed, explained, tried again or left at that, with who, when and why."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from courses.errors import NotFound, Refused, WrongInput
from courses.models import Course
from notifications import dead_letters as letters
from notifications.channels import only
from notifications.channels.interface import Transient
from notifications.channels.recorder import Recorder
from notifications.dead_letters import Operator
from notifications.deliver import deliver
from notifications.leases import LEASE, WORKER_DIED, lease
from notifications.models import Agenda, Delivery, OperatorDeed
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, at, reachable, recording, take

BY = Operator(name="root", through="command")
RETRIED, DROPPED = OperatorDeed.What.RETRIED, OperatorDeed.What.DROPPED


def told(now: datetime, why: str = "The mail server is back") -> dict[str, Any]:
    return {"by": BY, "why": why, "now": now}


@pytest.fixture
def course(house: House) -> Course:
    """A course whose plan is due: what goes out about it makes sense for a whole day."""
    return house.course(house.patient(mail="ann@example.org"), days=8)


@pytest.fixture
def dead(course: Course) -> Delivery:
    """A mail of its ending that the server refused five times."""
    now = at(16, 10)
    sweep(now)
    with only(Recorder("email", Transient("greylisted"))):
        for _ in range(5):
            deliver("email", now)
            now = Delivery.objects.get().available_at
    return Delivery.objects.get()


def test_what_was_given_up_is_listed_and_explained(dead: Delivery) -> None:
    (pile,) = letters.piles()
    assert (pile.channel, pile.reason, pile.count) == ("email", "greylisted", 1)
    (one,) = letters.letters()
    assert (one.id, one.attempts, one.to_staff, one.came_otherwise) == (dead.pk, 5, False, False)
    assert "failed 5 times, the last time with: greylisted" in letters.explained(one, at(16, 12))
    assert "too late" in letters.explained(one, at(18, 12))


def test_what_waits_or_went_out_is_no_dead_letter(course: Course) -> None:
    sweep(EIGHT)
    assert not letters.piles()
    with recording():
        deliver("email", EIGHT)
    assert not letters.letters()
    with pytest.raises(NotFound):
        letters.letter(Delivery.objects.get().pk)


def test_a_letter_that_kills_its_workers_says_so(course: Course) -> None:
    sweep(EIGHT)
    for attempt in range(6):
        lease("email", EIGHT + attempt * LEASE, size=1)
    (one,) = letters.letters()
    assert one.reason == WORKER_DIED
    assert "kills workers" in letters.explained(one, EIGHT)


def test_a_retry_has_five_attempts_before_it_and_goes_out_once(dead: Delivery) -> None:
    now = at(16, 15)
    assert letters.retry([dead.pk], **told(now)) == 1
    assert not letters.letters()
    with recording() as recorders:
        deliver("email", now)
        deliver("email", now)
    assert len(recorders["email"].handed) == 1
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == ("sent", 1)
    deed = OperatorDeed.objects.get()
    assert (deed.delivery_id, deed.what, deed.failure, deed.by_name, deed.at, deed.why) == (
        dead.pk, "retried", "greylisted", "root", now, "The mail server is back",
    )  # fmt: skip


def test_a_retry_that_comes_too_late_reaches_nobody(dead: Delivery) -> None:
    now = at(18, 15)
    letters.retry([dead.pk], **told(now))
    with recording() as recorders:
        deliver("email", now)
    assert not recorders["email"].handed
    dead.refresh_from_db()
    assert dead.status == "dropped"


def test_a_retry_of_what_is_called_for_no_longer_reaches_nobody(course: Course) -> None:
    sweep(EIGHT)
    Delivery.objects.update(status="dead", finished_at=EIGHT, reason="busy", attempts=5)
    take(course, EIGHT + timedelta(minutes=1))
    letters.retry(Delivery.objects.values_list("pk", flat=True), **told(EIGHT + timedelta(minutes=2)))
    with recording() as recorders:
        deliver("email", EIGHT + timedelta(minutes=2))
    assert not recorders["email"].handed


def test_what_is_dropped_is_listed_no_more_and_still_did_not_arrive(dead: Delivery) -> None:
    assert letters.drop([dead.pk], **told(at(16, 15), "No such mail server any more")) == 1
    assert not letters.piles()
    dead.refresh_from_db()
    assert dead.status == "dead"
    assert [deed.what for deed in letters.letter(dead.pk).deeds] == ["dropped"]


def test_what_is_settled_is_not_settled_again(dead: Delivery) -> None:
    letters.drop([dead.pk], **told(at(16, 15)))
    with pytest.raises(Refused):
        letters.retry([dead.pk], **told(at(16, 16)))
    assert OperatorDeed.objects.count() == 1


@pytest.mark.parametrize("why", ["", "   ", "x" * 201, "two\nlines"])
def test_nothing_is_done_without_a_reason_on_one_line(dead: Delivery, why: str) -> None:
    for deed in (letters.retry, letters.drop):
        with pytest.raises(WrongInput):
            deed([dead.pk], **told(at(16, 15), why))
    with pytest.raises(WrongInput):
        letters.settle_pile(DROPPED, channel="email", reason="greylisted", **told(at(16, 15), why))
    assert letters.piles()
    assert not OperatorDeed.objects.exists()


def test_all_that_ended_alike_are_settled_at_once_and_no_others(
    dead: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    last = dead.finished_at or at(16, 15)
    rows = [("email", "greylisted", last)] * 4 + [("console", "greylisted", last), ("email", "full", last)]
    rows.append(("email", "greylisted", last + timedelta(seconds=1)))
    for channel, reason, finished_at in rows:
        Delivery.objects.create(
            day=last.date(), message_id=uuid4(), endpoint=dead.endpoint, channel=channel, status="dead", attempts=5,
            available_at=last, finished_at=finished_at, reason=reason,
        )  # fmt: skip
    now = last + timedelta(minutes=1)
    assert letters.settle_pile(RETRIED, channel="email", reason="greylisted", before=last, **told(now)) == 5
    assert sorted((pile.channel, pile.reason, pile.count) for pile in letters.piles()) == [
        ("console", "greylisted", 1), ("email", "full", 1), ("email", "greylisted", 1),
    ]  # fmt: skip


def test_what_went_out_another_way_meanwhile_is_said(course: Course) -> None:
    reachable("patient", course.patient_id, "second@example.org", place=1)
    sweep(EIGHT)
    Delivery.objects.update(status="leased", attempts=5, available_at=EIGHT)
    lease("email", EIGHT, size=1)
    first = Delivery.objects.get()
    assert not letters.letter(first.pk).came_otherwise
    Delivery.objects.create(
        day=first.day, message_id=first.message_id,
        endpoint=reachable("patient", course.patient_id, "third@example.org", place=2), channel="email",
        status="sent", available_at=EIGHT, finished_at=EIGHT,
    )  # fmt: skip
    assert letters.letter(first.pk).came_otherwise


def test_who_is_set_aside_is_listed_and_looked_at_at_once(course: Course) -> None:
    later = EIGHT + timedelta(minutes=15)
    Agenda.objects.filter(patient=course.patient).update(
        set_aside_at=EIGHT, failures=5, failure="ValueError at slots.py:7", next_due_at=later
    )
    (row,) = letters.set_aside()
    assert (row.practice, row.patient, row.failures, row.tried_at) == ("Practice", course.patient_id, 5, later)
    letters.try_again(row.number, **told(EIGHT, "Mended"))
    sweep(EIGHT)
    assert not letters.set_aside()
    assert Delivery.objects.count() == 1
    assert OperatorDeed.objects.get().agenda_id == row.number
    with pytest.raises(NotFound):
        letters.try_again(row.number, **told(EIGHT))
