"""What is done from a row: acknowledge, give to a colleague, answer; the line with Undo; two people at once."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from courses import actions
from courses.models import Acknowledgement, AcknowledgementUndo, Assignment, Flag, TalkAnswer
from courses.rules.record import Status
from tests.courses.making import Scene, a_patient, an_id, at
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_worklist import judge, reached
from tracker.clinician.views.acts import ALREADY

INLINE = {"HX-Request": "true"}


@pytest.fixture
def beyond(desk: Desk) -> Desk:
    """A patient who takes it after the end, of whom nothing else is asked."""
    reached(desk.patient, desk.now)
    desk.dose(1, "2026-03-16T22:05")
    for flag in Flag.objects.filter(status=Status.OPEN).exclude(rule="use_beyond_window"):
        actions.acknowledge(course=desk.course, rule=flag.rule, **desk.told("2026-03-16T22:06"))
    return desk


def acknowledge(desk: Desk, client: Client, *, rule: str = "use_beyond_window", **sent: Any) -> Any:
    sent = {"seen": "99", "note": "Called.", **sent}
    return client.post(f"{desk.url}flags/{rule}/acknowledge/?from=list", sent, headers=INLINE)


def listed(client: Client, **asked: str) -> str:
    return " ".join(client.get("/desk/", asked).content.decode().split())


def test_the_line_with_undo_takes_the_rows_place(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    answer = acknowledge(beyond, client)
    assert answer.headers["HX-Retarget"] == f"#row-{beyond.patient.pk}"
    page = answer.content.decode()
    assert "<html" not in page
    assert f'id="done-{beyond.patient.pk}"' in page
    assert f"/desk/acknowledgements/{Acknowledgement.objects.get(rule='use_beyond_window').pk}/undo/" in page
    assert "Nobody is waiting" in listed(client)


def test_undo_brings_the_row_back(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    acknowledge(beyond, client)
    path = f"/desk/acknowledgements/{Acknowledgement.objects.get(rule='use_beyond_window').pk}/undo/?from=list"
    answer = client.post(path, headers=INLINE)
    assert answer.headers["HX-Retarget"] == f"#done-{beyond.patient.pk}"
    assert f'id="row-{beyond.patient.pk}"' in answer.content.decode()
    assert Flag.objects.get(rule="use_beyond_window").status == Status.OPEN
    again = client.post(path)
    assert again.headers["Location"] == "/desk/"
    assert AcknowledgementUndo.objects.count() == 1
    assert "Nothing was changed" in listed(client)


def test_without_a_script_undo_stands_above_the_list_once(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    client.post(f"{beyond.url}flags/use_beyond_window/acknowledge/?from=list", {"seen": "99", "note": ""})
    assert "/undo/" in listed(client)
    assert "/undo/" not in listed(client)


def test_what_else_is_asked_stays_under_the_line(beyond: Desk) -> None:
    actions.ask_to_talk(
        course=beyond.course, client_id=an_id(9), line="And now?",
        **beyond.told("2026-03-17T08:00", beyond.patient.as_viewer()),
    )  # fmt: skip
    page = acknowledge(beyond, beyond.opened(when="2026-03-17T09:00")).content.decode()
    assert f'id="done-{beyond.patient.pk}"' in page
    assert f'id="row-{beyond.patient.pk}"' in page
    assert "And now?" in page


def test_the_second_of_two_sees_what_the_first_did_and_keeps_the_words(beyond: Desk) -> None:
    second = beyond.opened(beyond.reviewer, "2026-03-17T09:00")
    shown = second.get(f"{beyond.url}flags/use_beyond_window/acknowledge/?from=list", headers=INLINE)
    seen = shown.context["seen"]
    acknowledge(beyond, beyond.opened(when="2026-03-17T09:01"))
    second = beyond.opened(beyond.reviewer, "2026-03-17T09:02")
    answer = acknowledge(beyond, second, note="I spoke with her too.", seen=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.index("Dr. Reyes acknowledged “Use beyond the window” (“Called.”), 1 min ago.") < page.index("I spoke")
    assert Acknowledgement.objects.filter(rule="use_beyond_window").count() == 1


def test_an_emergency_is_offered_no_date(beyond: Desk) -> None:
    told = beyond.told("2026-03-17T08:00", beyond.patient.as_viewer())
    actions.check_in(course=beyond.course, client_id=an_id(2), symptoms=["seizure"], **told)
    client = beyond.opened(when="2026-03-17T09:00")
    assert 'data-key="z"' not in listed(client)
    path = f"{beyond.url}flags/emergency_symptoms/acknowledge/?from=list"
    assert 'name="until"' not in client.get(path, headers=INLINE).content.decode()
    acknowledge(beyond, client, rule="emergency_symptoms")
    assert 'data-key="z"' in listed(client)


def test_a_person_is_given_to_a_colleague_and_back(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    path = f"/desk/patients/{beyond.patient.pk}/assign/?from=list"
    form = client.get(path, headers=INLINE).content.decode()
    assert "L. Lindqvist" in form
    assert "M. Okoro" not in form
    page = client.post(path, {"to": beyond.reviewer.pk}, headers=INLINE).content.decode()
    assert "Given to L. Lindqvist." in page
    assert '<span class="second">L. Lindqvist</span>' in listed(client)
    client.post(path, {"to": "", "undo": "1"}, headers=INLINE)
    assert '<span class="second">L. Lindqvist</span>' not in listed(client)
    assert Assignment.objects.count() == 2


def test_what_comes_up_later_is_nobodys_yet(beyond: Desk) -> None:
    actions.assign(patient=beyond.patient, to=beyond.reviewer, **beyond.told("2026-03-17T09:00"))
    actions.acknowledge(course=beyond.course, rule="use_beyond_window", **beyond.told("2026-03-17T09:01"))
    beyond.dose(2, "2026-03-18T22:05")
    page = listed(beyond.opened(when="2026-03-19T09:00"))
    assert "2 tablets on 2 days after the end" in page
    assert "L. Lindqvist" not in page


@pytest.mark.parametrize("to", ["zebra", "00000000-0000-0000-0000-000000000001"])
def test_nobody_else_can_be_given_anything(beyond: Desk, to: str) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    assert client.post(f"/desk/patients/{beyond.patient.pk}/assign/", {"to": to}).status_code == 422
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize(("outcome", "stays"), [("spoke", False), ("no_answer", True)])
def test_a_request_is_answered_in_its_row(desk: Desk, outcome: str, stays: bool) -> None:
    reached(desk.patient, desk.now)
    told = desk.told("2026-03-02T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="What now?", **told)
    client = desk.opened(when="2026-03-02T10:00")
    answer = client.post(f"{desk.url}answer/?from=list", {"seen": "99", "outcome": outcome}, headers=INLINE)
    page = answer.content.decode()
    assert f'id="done-{desk.patient.pk}"' in page
    path = f"/desk/answers/{TalkAnswer.objects.get().pk}/undo/?from=list"
    assert path in page
    assert f'id="row-{desk.patient.pk}"' in client.post(path, headers=INLINE).content.decode()
    assert ALREADY in client.post(path, headers=INLINE).content.decode()
    assert (f'id="row-{desk.patient.pk}"' in page) is stays
    assert TalkAnswer.objects.get().outcome == outcome


def test_mine_are_those_given_to_me_and_of_my_courses_those_given_to_nobody(beyond: Desk) -> None:
    mine, reviewers = beyond.opened(when="2026-03-17T09:00"), beyond.opened(beyond.reviewer)
    assert "Ruiz" in listed(mine, show="mine")
    assert "Nothing of yours is waiting" in listed(reviewers, show="mine")
    actions.assign(patient=beyond.patient, to=beyond.reviewer, **beyond.told("2026-03-17T09:00"))
    assert "Nothing of yours is waiting" in listed(mine, show="mine")
    assert "Ruiz" in listed(reviewers, show="mine")


def test_ending_this_week_are_those_whose_last_day_is_one_of_the_next_seven(desk: Desk) -> None:
    judge(desk, "2026-03-08T12:00")
    assert "Nobody whose course ends this week" in listed(desk.opened(when="2026-03-08T12:00"), show="ending")
    assert "Ruiz" in listed(desk.opened(when="2026-03-09T12:00"), show="ending")
    # In the evening of the last day it is the next day in Greenwich already.
    assert "Ruiz" in listed(desk.opened(when="2026-03-15T21:30"), show="ending")


def test_the_part_that_was_looked_at_last_comes_first_next_time(beyond: Desk) -> None:
    listed(beyond.opened(when="2026-03-17T09:00"), show="ending")
    assert '<a href="?show=ending" aria-current="page">' in listed(beyond.opened())
    assert '<a href="?show=all" aria-current="page">' in listed(beyond.opened(beyond.reviewer))
    assert '<a href="?show=ending" aria-current="page">' in listed(beyond.opened(), show="zebra")


def test_keys_are_switched_off_for_one_clinician(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    assert "data-no-keys" not in listed(client)
    assert client.post("/desk/keys/", {"keys": "off"}).status_code == 302
    assert "They are switched off for you." in client.get("/desk/keys/").content.decode()
    assert "data-no-keys" in listed(client)
    assert "data-no-keys" not in listed(beyond.opened(beyond.reviewer))


def test_a_row_says_that_a_helper_logs(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    assert "a helper logs too" not in listed(client)
    actions.let_help(
        patient=beyond.patient, user_id=beyond.reviewer.user_id, name="Bo",
        **beyond.told("2026-03-17T08:00", beyond.patient.as_viewer()),
    )  # fmt: skip
    assert ", English, a helper logs too" in listed(client)


def marks(page: str) -> list[str]:
    return re.findall(r'name="mark"\s+form="looking"\s+value="([^"]*)"', page)


def changes(client: Client, before: str, **sent: str) -> Any:
    return client.post("/desk/changes/", {"mark": marks(before), "show": "all", "page": "1", **sent})


def test_a_list_on_which_nothing_changed_is_told_nothing(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    before = listed(client)
    assert changes(client, before, people="1").status_code == 204
    assert "1 person needs someone" in changes(client, before, people="2").content.decode()


def test_only_rows_that_changed_are_sent(beyond: Desk) -> None:
    other = a_patient(beyond.practice, family_name="Other")
    told: dict[str, Any] = {"by": other.as_viewer(), "through": "page", "now": at("2026-03-17T08:00")}
    actions.ask_to_talk(course=beyond.enter(patient=other), client_id=an_id(4), **told)
    client = beyond.opened(when="2026-03-17T09:00")
    before = listed(client)
    assert len(marks(before)) == 2
    actions.assign(patient=beyond.patient, to=beyond.reviewer, **beyond.told("2026-03-17T09:00"))
    page = changes(client, before).content.decode()
    assert f'id="row-{beyond.patient.pk}"' in page
    assert str(other.pk) not in page


def test_a_row_that_left_says_what_was_done(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    before = listed(client)
    acknowledge(beyond, beyond.opened(beyond.reviewer))
    page = " ".join(changes(beyond.opened(when="2026-03-17T09:01"), before).content.decode().split())
    assert "has left the list. L. Lindqvist acknowledged this 1 min ago." in page


def test_the_open_row_is_not_drawn_anew_but_told(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    before = listed(client)
    acknowledge(beyond, beyond.opened(beyond.reviewer))
    answer = changes(beyond.opened(when="2026-03-17T09:01"), before, open=str(beyond.patient.pk))
    page = answer.content.decode()
    assert f'id="row-{beyond.patient.pk}"' not in page
    assert f'id="notice-{beyond.patient.pk}"' in page
    assert "L. Lindqvist acknowledged this 1 min ago." in page


def test_who_is_new_comes_in_their_place(beyond: Desk) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    before = listed(client)
    urgent = a_patient(beyond.practice, family_name="Urgent")
    course = beyond.enter(patient=urgent)
    told: dict[str, Any] = {"by": urgent.as_viewer(), "through": "page", "now": at("2026-03-17T09:00")}
    actions.check_in(course=course, client_id=an_id(3), symptoms=["seizure"], **told)
    page = changes(client, before).content.decode()
    assert 'hx-swap-oob="afterend:#list > thead"' in page
    assert f'id="row-{urgent.pk}"' in page
    assert "2 people need someone" in page


@pytest.mark.parametrize("mark", ["", "zebra", "zebra 12", "\0", "0" * 5000])
def test_marks_of_others_are_left_out(beyond: Desk, mark: str) -> None:
    client = beyond.opened(when="2026-03-17T09:00")
    assert client.post("/desk/changes/", {"mark": [mark], "page": "x", "open": mark}).status_code == 200


def test_another_practices_row_has_not_left_by_name(beyond: Desk) -> None:
    other = Scene()
    other.patient.family_name = "Faraway"
    other.patient.save()
    client = beyond.opened(when="2026-03-17T09:00")
    page = client.post("/desk/changes/", {"mark": [f"{other.patient.pk} x"], "page": "1"}).content.decode()
    assert "Faraway" not in page
