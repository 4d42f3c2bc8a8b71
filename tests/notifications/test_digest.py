"""The daily digest: at the practice's hour, on days with something open, to the staff who want it."""

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from courses.actions.talk import answer, ask_to_talk
from courses.models import Course, Flag, Severity, Status
from courses.rules.facts import Outcome
from notifications import digest
from notifications.models import Agenda, Person, Reminder
from notifications.sweep import sweep
from tests.notifications.house import ENTERED_AT, House, at, build, messages_to
from tracker.clinician import worklist

DIGEST = at(12, 7, 30)


def ask(house: House) -> Course:
    course = house.course(house.patient())
    ask_to_talk(course=course, client_id=uuid4(), by=course.patient.as_viewer(), through="page", now=ENTERED_AT)
    return course


def test_a_day_with_something_open_has_a_digest(house: House) -> None:
    ask(house)
    sweep(ENTERED_AT)
    sweep(DIGEST - timedelta(seconds=1))
    assert not Reminder.objects.filter(kind="daily_digest").exists()
    sweep(DIGEST)
    digest = Reminder.objects.get(kind="daily_digest")
    assert (digest.scope_id, digest.due_at, digest.outcome) == (house.practice.pk, DIGEST, "sent")
    for clinician in (house.prescriber, house.reviewer):
        assert [message.kind for message in messages_to(Person.CLINICIAN, clinician.pk)] == ["daily_digest"]


def test_a_day_with_nothing_open_has_none(house: House) -> None:
    course = ask(house)
    sweep(ENTERED_AT)
    answer(course=course, outcome=Outcome.SPOKE, by=house.by, through="page", now=ENTERED_AT + timedelta(hours=1))
    sweep(DIGEST)
    assert not Reminder.objects.filter(kind="daily_digest").exists()


def test_who_does_not_want_it_gets_none(house: House) -> None:
    ask(house)
    house.reviewer.wants_digest = False
    house.reviewer.save()
    sweep(ENTERED_AT)
    sweep(DIGEST)
    assert messages_to(Person.CLINICIAN, house.reviewer.pk) == []


def test_after_an_outage_only_the_newest_comes(house: House) -> None:
    ask(house)
    sweep(ENTERED_AT)
    sweep(at(15, 12))
    assert Reminder.objects.get(kind="daily_digest").due_at == at(15, 7, 30)


def test_a_changed_hour_holds_within_minutes_and_makes_no_second_one(house: House) -> None:
    ask(house)
    sweep(ENTERED_AT)
    house.practice.digest_hour = time(9)
    house.practice.save()
    sweep(DIGEST)
    assert not Reminder.objects.filter(kind="daily_digest").exists()
    sweep(at(12, 9))
    house.practice.digest_hour = time(11)
    house.practice.save()
    sweep(at(12, 12))
    assert Reminder.objects.filter(kind="daily_digest").count() == 1


def test_a_practice_that_fails_keeps_no_other_from_its_digest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    other = build("two")
    ask(house)
    ask(other)
    sweep(ENTERED_AT)
    whole = digest.something_open

    def raise_for_one(practice: UUID) -> bool:
        if practice == house.practice.pk:
            raise ZeroDivisionError
        return whole(practice)

    monkeypatch.setattr(digest, "something_open", raise_for_one)
    sweep(DIGEST)
    assert Reminder.objects.get(kind="daily_digest").scope_id == other.practice.pk
    assert Agenda.objects.get(practice=house.practice).failure.startswith("ZeroDivisionError")
    # It comes when the fault is mended.
    monkeypatch.undo()
    sweep(DIGEST + timedelta(minutes=15))
    assert Reminder.objects.filter(kind="daily_digest").count() == 2


@pytest.mark.parametrize(("severity", "rows"), [(Severity.WARNING, 0), (Severity.HIGH, 1)])
def test_the_digest_comes_where_the_list_has_something_and_closing_hides_no_high_flag(
    house: House, severity: Severity, rows: int
) -> None:
    course = house.course(house.patient(mail="ann@example.org"))
    Flag.objects.create(
        course=course, rule="doses_too_close", severity=severity, opened_at=ENTERED_AT, status=Status.OPEN
    )
    Course.objects.filter(pk=course.pk).update(
        closed_at=ENTERED_AT + timedelta(hours=1), close_seq=99, closed_by_kind="system", closed_through="system"
    )
    assert digest.something_open(house.practice.pk) is bool(rows)
    assert len(worklist.find_rows(house.by, DIGEST)) == rows
