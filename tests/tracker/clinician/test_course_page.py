"""A course on one page."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import actions
from courses.models import Medicine
from courses.rules.facts import Decision, Use
from notifications.models import Delivery, Endpoint, Message, Reminder
from tests.courses.making import FIRST_DAY, Scene, an_id, as_needed, at, slots
from tests.tracker.clinician.conftest import Desk
from tracker.accounts.models import AccessLog


def said(desk: Desk, when: str, path: str = "", **told: Any) -> str:
    return " ".join(unescape(desk.page(path, when=when, **told)).split())


def test_the_page_says_who_what_where_and_until_when(desk: Desk) -> None:
    page = said(desk, "2026-03-10T12:00")
    for words in (
        "Ruiz, Ada",
        "born 1 May 1984 (41)",
        "Carisoprodol 350 mg tablet",
        "Day 9 of 14.",
        "Last day Sun 15 Mar, in 5 days.",
        "Prescriber Dr. Reyes.",
    ):
        assert words in page
    noted = AccessLog.objects.get()
    assert (noted.page, noted.patient_id) == ("course", desk.patient.pk)


def test_each_day_says_what_was_prescribed_and_logged(desk: Desk) -> None:
    desk.dose(1, "2026-03-02T08:05")
    desk.dose(2, "2026-03-02T17:30")
    desk.dose(3, "2026-03-02T08:30")
    undone = desk.dose(4, "2026-03-02T09:00").dose
    actions.undo_dose(dose=undone, **desk.told("2026-03-02T09:05", desk.patient.as_viewer()))
    about: dict[str, Any] = {
        "client_id": an_id(5),
        "amount": Decimal("0.5"),
        "taken_at": at("2026-03-02T22:30"),
        "about": True,
    }
    actions.log_dose(course=desk.course, **about, **desk.told("2026-03-03T07:00", desk.patient.as_viewer()))
    page = said(desk, "2026-03-03T07:30")
    row = page[page.index("yesterday <span") :]
    assert "1 tablet at 08:00, 14:00, 20:00, 22:30" in row
    assert '<span class="second">08:00</span> 08:05' in row
    assert "none logged" in row
    assert "about then 0.5 tablet" in row
    assert "08:30, 1 tablet" in row
    assert "<s>09:00, 1 tablet</s>" in row
    assert "3.5 of 4" in row


def test_no_data_is_said_and_never_zero(desk: Desk) -> None:
    page = said(desk, "2026-03-10T12:00")
    assert page.count("<strong>no data</strong>") == 4
    assert "0 %" not in page
    assert "<dt>Silent days</dt> <dd> <strong>8</strong>" in page


def test_numbers_stand_with_what_they_mean(desk: Desk) -> None:
    desk.all_of(FIRST_DAY)
    page = said(desk, "2026-03-03T12:00")
    assert '<strong>4 of 4</strong> <span class="second">1.00, uncapped</span>' in page
    assert '<strong>1 of 1</strong> <span class="second">1.00 capped, 1.00 uncapped</span>' in page
    assert "Slots whose dose was taken within 2 hours" in page
    assert "the practice's limit 42" in page


def test_a_flag_says_its_rule_facts_source_and_history(desk: Desk) -> None:
    desk.dose(1, "2026-03-16T22:05")
    told = desk.told("2026-03-17T11:00", desk.patient.as_viewer())
    actions.check_in(course=desk.course, client_id=uuid4(), use=Use.STILL_TAKING, symptoms=["insomnia"], **told)
    page = said(desk, "2026-03-17T12:00")
    for words in (
        "Use beyond the window",
        "1 tablet on 1 day after the end, last yesterday 22:05. Check-in today 11:00: still taking some.",
        "A dose on a medication day after the window",
        "Yesterday 22:05, 1 tablet",
        "Today 11:00, check-in: still taking some, trouble sleeping",
        "yesterday 22:05 opened, warning",
        "Withdrawal symptoms",
        "Trouble sleeping, in the check-in of today 11:00.",
        "Abrupt-stop risk of carisoprodol: “yes”. openFDA label",
        "checked 6 Oct 2025",
    ):
        assert words in page
    assert "acknowledge/" in page


def test_check_ins_and_the_patients_own_words(desk: Desk) -> None:
    told = desk.told("2026-03-03T11:00", desk.patient.as_viewer())
    actions.check_in(course=desk.course, client_id=uuid4(), pain=6, drowsiness=3, line="Slept all day.", **told)
    page = said(desk, "2026-03-03T12:00")
    assert "pain 6 of 10, drowsiness 3 of 3" in page
    assert "“Slept all day.”" in page
    assert "Drowsiness, in the check-in of today 11:00." in page


def test_messages_say_what_became_of_them(desk: Desk) -> None:
    endpoint = Endpoint.objects.create(
        person_kind="patient", person_id=desk.patient.pk, channel="email", address="a@b.example", added_at=desk.now
    )
    for n, (status, outcome) in enumerate([("sent", "sent"), ("dead", "sent"), ("", "expired"), ("", "pending")]):
        due = at("2026-03-08T10:00") + timedelta(hours=n)
        message = Message.objects.create(
            day=due.date(), person_kind="patient", person_id=desk.patient.pk, at=due, kind="check_in_due",
            wording="check_in_due", leavable=True, decided_at=due,
        )  # fmt: skip
        Reminder.objects.create(
            scope_kind="course", scope_id=desk.course.pk, kind="check_in_due", medication_day=due.date(), key=str(n),
            due_at=due, recipient="patient", outcome=outcome, went_at=due if outcome == "sent" else None,
            message_id=message.pk if outcome == "sent" else None,
        )  # fmt: skip
        if status:
            Delivery.objects.create(
                day=due.date(), message_id=message.pk, endpoint=endpoint, channel="email", status=status,
                available_at=due, finished_at=due,
            )  # fmt: skip
    page = said(desk, "2026-03-08T14:00")
    for words in ("arrived", "did not arrive", "too late, not sent", "to come"):
        assert f"Check-in, {words}" in page
    assert "mail-failed" in page


def test_overuse_that_capping_hides_stands_beside_it(desk: Desk) -> None:
    desk.all_of(FIRST_DAY)
    desk.dose(9, "2026-03-02T12:00", amount=Decimal(4))
    page = said(desk, "2026-03-03T12:00")
    assert "<strong>8 of 4</strong>" in page
    assert "1.00 capped, 2.00 uncapped" in page
    assert "<strong>0 of 1</strong>" in page  # no day with exactly the plan


def test_the_picture_shows_decisions_with_names_and_what_is_to_come(desk: Desk) -> None:
    told = desk.told("2026-03-04T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="When?", **told)
    answer = actions.answer(course=desk.course, **desk.told("2026-03-04T10:00", desk.reviewer.as_viewer()))
    assert answer is not None
    actions.undo_answer(answer=answer, **desk.told("2026-03-05T10:01"))
    actions.plan_end(course=desk.course, decision=Decision.STOP_AS_PLANNED, **desk.told("2026-03-06T10:00"))
    page = said(desk, "2026-03-07T12:00")
    picture = page[page.index("<svg") : page.index("Day by day")]
    for words in (
        "Prescribed · Reyes",
        "Spoke with the patient · Lindqvist",
        "Took an answer back · Reyes",
        "Plan: stop as planned · Reyes",
        "sign talk",
        "sign mail-to-come",
        "1 tablet, 4 times a day",
    ):
        assert words in picture
    table = page[page.index("Day by day") :]
    assert "Spoke with the patient, L. Lindqvist" in table
    assert "The end is near, to come" in table


def test_each_day_of_the_table_says_by_whom_it_was_prescribed(desk: Desk) -> None:
    steps = (slots("08:00", "22:30", days=3),)
    actions.revise(course=desk.course, steps=steps, reason="x", **desk.told("2026-03-05T09:00", desk.by))
    page = said(desk, "2026-03-06T12:00")
    assert 'by <a href="#revision-1">Reyes, Sun 1 Mar' in page
    assert 'by <a href="#revision-2">Reyes, yesterday 09:00</a>' in page


def test_an_answer_and_an_acknowledgement_are_taken_back_from_the_page(desk: Desk) -> None:
    told = desk.told("2026-03-04T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="When?", **told)
    answer = actions.answer(course=desk.course, **desk.told("2026-03-04T10:00"))
    seen = actions.acknowledge(course=desk.course, rule="not_started", **desk.told("2026-03-04T10:00"))
    assert answer is not None
    assert seen is not None
    assert "all answered" in said(desk, "2026-03-04T11:00")
    client = desk.opened(desk.reviewer, "2026-03-04T11:00")
    for path in (f"/desk/answers/{answer.pk}/undo/", f"/desk/acknowledgements/{seen.pk}/undo/"):
        assert path in client.get(desk.url).content.decode()
        assert client.post(path).headers["Location"] == desk.url
        assert path not in client.get(desk.url).content.decode()
    page = said(desk, "2026-03-04T11:01")
    assert "Asked to talk" in page
    assert "1 open flag" in page
    assert "Taken back" in page


@pytest.mark.parametrize(
    ("first_dose", "when", "offered"),
    [
        ("2026-03-02T09:00", "2026-03-02T12:00", ""),
        ("2026-03-03T09:00", "2026-03-03T12:00", "day 2"),
        ("2026-03-04T09:00", "2026-03-06T12:00", "day 3"),
        ("2026-03-05T09:00", "2026-03-05T12:00", ""),
        ("2026-03-04T09:00", "2026-03-16T12:00", ""),
    ],
)
def test_a_first_dose_on_day_2_or_3_offers_a_revision(desk: Desk, first_dose: str, when: str, offered: str) -> None:
    desk.dose(1, first_dose)
    page = said(desk, when)
    assert ("?as=prescribed" in page) is bool(offered)
    if offered:
        assert f"The first dose came on {offered}" in page
        assert "?as=prescribed" not in said(desk, when, clinician=desk.reviewer)


def test_of_a_long_course_the_days_that_matter_are_drawn_and_all_when_asked(desk: Desk) -> None:
    desk.course = desk.enter(
        steps=(slots("08:00", days=120),),
        overrides={"longer_than_label": "x", "already_running": "x", "repeat_courses": "x"},
    )
    short, whole = said(desk, "2026-05-20T12:00"), said(desk, "2026-05-20T12:00", "?days=all")
    assert "Drawn: Sun 12 Apr to Wed 27 May." in short
    assert short.count("sign none") + short.count("sign to_come") < 60 < whole.count("sign none")
    assert whole.count('scope="row"') == short.count('scope="row"')


def test_a_dose_told_of_another_year_stretches_neither_picture_nor_table(desk: Desk) -> None:
    desk.dose(1, "2024-03-02T08:05", now="2026-03-03T09:00")
    page = said(desk, "2026-03-03T12:00")
    assert "Sat 2 Mar 2024" in page
    assert page.count('scope="row"') < 60


def test_what_was_prescribed_on_a_day_outside_or_nonsense(desk: Desk) -> None:
    assert "Nothing was prescribed on this day." in said(desk, "2026-03-03T12:00", "?on=2026-05-01")
    for nonsense in ("?on=zebra", "?on=0000-00-00", "?on="):
        assert desk.opened(when="2026-03-03T12:00").get(f"{desk.url}{nonsense}").status_code == 200


def test_a_newer_fact_of_the_catalogue_is_said(desk: Desk) -> None:
    Medicine.objects.filter(code="carisoprodol").update(version=2)
    assert "A newer fact exists (version 2)" in said(desk, "2026-03-03T12:00")


def test_the_drug_screen_is_for_prescribers_alone(desk: Desk) -> None:
    assessment = actions.assess(patient=desk.patient, risk_factors=["falls"], **desk.told(desk.now))
    actions.screen_for_drug_use(assessment=assessment, times=3, **desk.told(desk.now))
    desk.course = desk.enter(
        assessment=assessment, overrides={"risk_factors": "x", "already_running": "x", "longer_than_label": "x"}
    )
    assert "3 times in the past year: positive" in said(desk, "2026-03-03T12:00")
    reviewers = said(desk, "2026-03-03T12:00", clinician=desk.reviewer)
    assert "Risk factors: falls" in reviewers
    assert "in the past year" not in reviewers


def test_as_needed_days_have_their_own_numbers(desk: Desk) -> None:
    desk.course = desk.enter(
        steps=(as_needed(),),
        medicine=Medicine.objects.get(code="oxycodone"),
        strength="5 mg tablet",
        overrides={"interaction": "x", "longer_than_label": "x"},
    )
    desk.dose(1, "2026-03-02T08:05")
    page = said(desk, "2026-03-03T12:00")
    assert "1 tablet as needed, at least 6 hours apart, at most 4 a day" in page
    assert "As needed, mean a day" in page
    assert '<li class="mark-on_time">08:05, 1 tablet</li>' in page
    assert "sign needed" in page  # not an extra dose: there is no slot for it to be beside


def test_the_picture_has_its_meaning_as_a_name_and_no_style_of_its_own(desk: Desk) -> None:
    desk.dose(1, "2026-03-02T08:05")
    page = said(desk, "2026-03-10T12:00")
    picture = page[
        page.index('<svg class="course-picture"') : page.index("</svg>", page.index('<svg class="course-picture"'))
    ]
    assert "Day 9 of 14. Last day Sun 15 Mar, in 5 days." in picture
    assert 'class="post"' in picture
    assert "style=" not in page
    assert "onclick" not in page


def test_another_practices_course_is_not_there(desk: Desk) -> None:
    other = Scene()
    client = desk.opened(when="2026-03-03T09:00")
    assert client.get(f"/desk/courses/{other.course.pk}/").status_code == 404
    assert client.get(f"/desk/courses/{uuid4()}/").status_code == 404
    assert client.post(desk.url).status_code == 405
    assert AccessLog.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_doses(desk: Desk) -> None:
    def queries() -> int:
        client = desk.opened(when="2026-03-05T12:00")
        client.get(desk.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(desk.url)
        return len(captured)

    desk.dose(1, "2026-03-02T08:05")
    endpoint = Endpoint.objects.create(
        person_kind="patient", person_id=desk.patient.pk, channel="email", address="a@b.example", added_at=desk.now
    )
    _messages(desk, endpoint, 1)
    few = queries()
    desk.days(FIRST_DAY + timedelta(days=1), 2)
    _messages(desk, endpoint, 30)
    assert queries() == few
    assert few < 70


def _messages(desk: Desk, endpoint: Endpoint, count: int) -> None:
    for n in range(count):
        due = at("2026-03-03T10:00") + timedelta(minutes=n + 60 * count)
        message = Message.objects.create(
            day=due.date(), person_kind="patient", person_id=desk.patient.pk, at=due, kind="check_in_due",
            wording="check_in_due", leavable=True, decided_at=due,
        )  # fmt: skip
        Reminder.objects.create(
            scope_kind="course", scope_id=desk.course.pk, kind="check_in_due", medication_day=due.date(),
            key=f"{count}-{n}", due_at=due, recipient="patient", outcome="sent", went_at=due, message_id=message.pk,
        )  # fmt: skip
        Delivery.objects.create(
            day=due.date(), message_id=message.pk, endpoint=endpoint, channel="email", status="sent",
            available_at=due, finished_at=due,
        )  # fmt: skip


@pytest.mark.parametrize("when", ["2026-03-01T13:00", "2026-03-02T03:59", "2026-03-15T23:00", "2026-04-20T12:00"])
def test_the_page_stands_before_during_and_long_after_the_course(desk: Desk, when: str) -> None:
    desk.page(when=when)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-03-15T12:00", "Day 14 of 14."),
        ("2026-03-18T12:00", "Day 15 of 17."),
        ("2026-03-20T12:00", "Day 17 of 17."),
    ],
)
def test_the_days_of_a_gap_are_none_of_the_course(desk: Desk, when: str, words: str) -> None:
    if "of 17" in words:
        told = desk.told("2026-03-18T09:00")
        steps = (slots("22:30", days=3),)
        actions.extend(course=desk.course, steps=steps, reason="x", plan=Decision.STOP_AS_PLANNED, **told)
    page = said(desk, when)
    assert words in page
    assert ("day 15" in page) == ("of 17" in words)


def test_what_outlives_a_cancelled_course_is_shown_and_dealt_with(desk: Desk) -> None:
    told = desk.told("2026-03-02T06:00", desk.patient.as_viewer())
    actions.check_in(course=desk.course, client_id=uuid4(), symptoms=["seizure"], **told)
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="What now?", **told)
    actions.cancel(course=desk.course, reason="wrong person", **desk.told("2026-03-02T06:30"))
    client = desk.opened(when="2026-03-03T09:00")
    listed = client.get("/desk/").content.decode()
    assert "1 person needs someone" in listed
    assert "Emergency" in listed
    assert "What now?" in listed
    whole = client.get(f"/desk/patients/{desk.patient.pk}/").content.decode()
    assert "open flag" in whole
    assert "What now?" in whole
    page = client.get(desk.url).content.decode()
    assert "Cancelled" in page
    path = f"{desk.url}flags/emergency_symptoms/acknowledge/"
    assert path in page
    assert f"{desk.url}answer/" in page
    sent = client.post(path, {"seen": "99", "note": "Called."})
    assert sent.status_code == 302
    assert client.post(f"{desk.url}answer/", {"seen": "99", "outcome": "spoke"}).status_code == 302
    client.get(desk.url)  # which says what was done
    listed = client.get("/desk/").content.decode()
    assert "Emergency" not in listed
    assert "What now?" not in listed
