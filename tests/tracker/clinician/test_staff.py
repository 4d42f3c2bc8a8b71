"""Staff at the desk: a manager adds colleagues and says what each does."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from courses.models import Clinician, HandOver
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, retire
from tests.courses.making import ENTERED, Scene, a_clinician
from tests.tracker.clinician.conftest import Desk

NEW = "/desk/practice/staff/new/"
COLLEAGUE: dict[str, Any] = {"name": "Dr. Vega", "email": "vega@example.org", "roles": ["prescriber"]}


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> None:
    settings.MAIL_IN_USE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_a_manager_adds_a_colleague_and_the_page_says_where_the_link_went(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    assert "Add a colleague" in client.get("/desk/practice/").content.decode()
    page = client.post(NEW, COLLEAGUE, follow=True).content.decode()
    assert "Dr. Vega is added. A link to set a password went to vega@example.org." in page
    assert "invited, no password set yet" in page
    row = Clinician.objects.get(name="Dr. Vega")
    assert (row.practice, row.is_prescriber, row.is_reviewer, row.is_manager) == (desk.practice, True, False, False)
    assert len(mail.outbox) == 1


def test_a_new_link_goes_out_until_the_password_is_set(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    client.post(NEW, COLLEAGUE)
    row = Clinician.objects.get(name="Dr. Vega")
    path = f"/desk/practice/staff/{row.pk}/invite/"
    assert "Send Dr. Vega a new link" in client.get("/desk/practice/").content.decode()
    assert "A new link went to Dr. Vega" in client.post(path, follow=True).content.decode()
    row.user.set_password("four-good-words-here")
    row.user.save()
    page = client.post(path, follow=True).content.decode()
    assert "has set a password already" in page
    assert "Send Dr. Vega a new link" not in page
    assert len(mail.outbox) == 2


def test_a_form_sent_twice_adds_one(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    form = {**COLLEAGUE, "form_key": "0b7d1d6e-6f0f-4d0c-9d57-3f3b2c1f4f11"}
    client.post(NEW, form)
    assert "This form was sent before" in client.post(NEW, form, follow=True).content.decode()
    assert (Clinician.objects.filter(name="Dr. Vega").count(), len(mail.outbox)) == (1, 1)


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    for wrong, field in (
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["owner"]}, "roles"),
        ({"name": "x" * 201}, "name"),
    ):
        answer = client.post(NEW, {**COLLEAGUE, **wrong})
        assert answer.status_code == 422, wrong
        assert f"id_{field}_error" in answer.content.decode(), wrong
    client.post(NEW, COLLEAGUE)
    taken = client.post(NEW, {**COLLEAGUE, "name": "Somebody else"})
    assert taken.status_code == 422
    assert "has an account already" in taken.content.decode()
    assert "Somebody else" in taken.content.decode()


def test_roles_change_at_once_and_a_practice_keeps_a_manager(desk: Desk) -> None:
    client, nurse = desk.opened(desk.manager), desk.opened(desk.reviewer)
    path = f"/desk/practice/staff/{desk.reviewer.pk}/roles/"
    assert nurse.get(NEW).status_code == 403
    answer = client.post(path, {"roles": ["reviewer", "manager"], "takes_escalations": "on"})
    assert answer.status_code == 302
    assert nurse.get(NEW).status_code == 200
    assert "manager, reviewer, takes escalations" in " ".join(client.get("/desk/practice/").content.decode().split())
    assert client.post(path, {"roles": ["reviewer"]}).status_code == 302
    assert nurse.get(NEW).status_code == 403
    own = f"/desk/practice/staff/{desk.manager.pk}/roles/"
    refused = client.post(own, {"roles": ["reviewer"]})
    assert refused.status_code == 422
    assert "Make somebody else a manager first." in refused.content.decode()


def test_a_prescriber_with_courses_stays_one(desk: Desk) -> None:
    path = f"/desk/practice/staff/{desk.prescriber.pk}/roles/"
    answer = desk.opened(desk.manager).post(path, {"roles": ["reviewer"]})
    assert answer.status_code == 422
    assert "Name a prescriber who takes them over." in answer.content.decode()
    assert Clinician.objects.get(pk=desk.prescriber.pk).is_prescriber


def test_another_practices_staff_is_not_there_and_others_change_nobody(desk: Desk) -> None:
    theirs = Scene().prescriber
    for kind in ("roles", "invite"):
        path = f"/desk/practice/staff/{theirs.pk}/{kind}/"
        assert desk.opened(desk.manager).post(path, {"roles": ["manager"]}).status_code == 404
        own = f"/desk/practice/staff/{a_clinician(desk.practice).pk}/{kind}/"
        assert desk.opened(desk.reviewer).post(own, {"roles": ["manager"]}).status_code == 403
    assert not Clinician.objects.get(pk=theirs.pk).is_manager
    page = desk.opened(desk.reviewer).get("/desk/practice/").content.decode()
    assert "Add a colleague" not in page
    assert "Change roles" not in page


def left(desk: Desk) -> Clinician:
    """Dr. Vega came in, set a password, and left."""
    client = desk.opened(desk.manager)
    client.post(NEW, COLLEAGUE)
    row = Clinician.objects.get(name="Dr. Vega")
    row.user.set_password("four-good-words-here")
    row.user.save()
    client.post(f"/desk/practice/staff/{row.pk}/deactivate/", {})
    mail.outbox.clear()
    return row


def test_who_left_comes_back_under_the_same_address_by_a_new_link(desk: Desk) -> None:
    row = left(desk)
    client = desk.opened(desk.manager)
    path = f"/desk/practice/staff/{row.pk}/return/"
    assert path in client.get("/desk/practice/").content.decode()
    assert "vega@example.org" in client.get(path).content.decode()
    page = client.post(path, {"name": "Dr. Vega", "roles": ["reviewer"]}, follow=True).content.decode()
    assert "Dr. Vega is back. A link to set a password went to vega@example.org." in page
    row.refresh_from_db()
    assert (row.is_active, row.deactivated_at, row.is_prescriber, row.is_reviewer) == (True, None, False, True)
    assert not row.user.has_usable_password()
    assert [one.to for one in mail.outbox] == [["vega@example.org"]]
    assert "Dr. Vega came back" in client.get("/desk/practice/").content.decode()
    open_ones = Endpoint.objects.filter(person_id=row.pk, retired_at=None)
    assert [one.verified_at for one in open_ones] == [None]


def test_adding_the_address_of_who_left_brings_them_back_and_makes_nobody(desk: Desk) -> None:
    row = left(desk)
    page = desk.opened(desk.manager).post(NEW, {**COLLEAGUE, "name": "Dr. A. Vega"}, follow=True).content.decode()
    assert "Dr. A. Vega is back." in page
    assert Clinician.objects.get(user__email="vega@example.org").pk == row.pk


def test_a_session_and_a_password_of_before_open_nothing_when_somebody_is_back(desk: Desk) -> None:
    row = left(desk)
    old = desk.opened(row)
    assert old.get("/desk/").status_code == 404
    desk.opened(desk.manager).post(f"/desk/practice/staff/{row.pk}/return/", {"name": "V", "roles": ["manager"]})
    assert old.get("/desk/").status_code == 302
    sent = Client().post("/accounts/login/", {"login": "vega@example.org", "password": "four-good-words-here"})
    assert sent.status_code == 200


def test_only_who_left_comes_back_and_only_a_manager_brings_them(desk: Desk) -> None:
    row = left(desk)
    path = f"/desk/practice/staff/{row.pk}/return/"
    form = {"name": "Dr. Vega", "roles": ["reviewer"]}
    assert desk.opened(desk.prescriber).post(path, form).status_code == 403
    assert desk.opened(a_clinician(Scene().practice, "manager")).post(path, form).status_code == 404
    client = desk.opened(desk.manager)
    assert client.post(path, {**form, "roles": []}).status_code == 422
    assert client.post(path, form).status_code == 302
    assert client.post(path, form).status_code == 404
    assert client.get(f"/desk/practice/staff/{desk.prescriber.pk}/return/").status_code == 404


def test_a_prescriber_who_stays_hands_all_courses_over_and_may_be_something_else_then(desk: Desk) -> None:
    successor = a_clinician(desk.practice, "prescriber")
    client = desk.opened(desk.manager)
    path = f"/desk/practice/staff/{desk.prescriber.pk}/hand-over/"
    assert path in client.get("/desk/practice/").content.decode()
    assert "prescribes 1 course;" in " ".join(client.get(path).content.decode().split())
    assert client.post(path, {"successor": "", "reason": "on leave"}).status_code == 422
    assert client.post(path, {"successor": str(desk.reviewer.pk)}).status_code == 422
    page = client.post(path, {"successor": str(successor.pk), "reason": "on leave"}, follow=True).content.decode()
    assert "Dr. Vega has 1 course of Dr. Reyes now." in page
    over = HandOver.objects.get()
    assert (over.given_by, over.taken_by, over.reason) == (desk.prescriber, successor, "on leave")
    roles = f"/desk/practice/staff/{desk.prescriber.pk}/roles/"
    assert client.post(roles, {"roles": ["reviewer"]}).status_code == 302
    assert "prescribes no course" in client.get(path).content.decode()
    assert desk.opened(desk.prescriber).post(path, {"successor": str(successor.pk)}).status_code == 403


def test_a_mailbox_that_mails_come_back_from_is_said_and_can_be_used_again(desk: Desk) -> None:
    someone = Someone(Person.CLINICIAN, desk.reviewer.pk)
    lost = add_endpoint(person=someone, channel="email", address="nurse@example.org", verified_at=ENTERED, now=ENTERED)
    retire(lost, because="mails to it come back", now=ENTERED)
    assert "Mails to you come back" in desk.opened(desk.reviewer).get("/desk/").content.decode()
    client = desk.opened(desk.manager)
    assert f"Mails to {desk.reviewer.name} come back" in client.get("/desk/practice/").content.decode()
    path = f"/desk/practice/staff/{desk.reviewer.pk}/mailbox/"
    assert f"Mails go to {desk.reviewer.name} again" in client.post(path, follow=True).content.decode()
    assert "come back" not in client.get("/desk/practice/").content.decode()
    assert Endpoint.objects.of(*someone).get(retired_at=None).verified_at == ENTERED
    assert "were not held back" in client.post(path, follow=True).content.decode()
    assert Endpoint.objects.of(*someone).filter(retired_at=None).count() == 1
