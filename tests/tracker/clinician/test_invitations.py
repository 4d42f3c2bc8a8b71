"""The desk invites: one page of paper, a link shown once, wrong tries in sight, and a way to take it back."""

import re
from html import unescape

import pytest
from django.test import Client

from courses.models import Language
from tests.courses.making import Scene
from tests.tracker.clinician.conftest import Desk
from tracker.accounts.models import BoundTo, Invitation

pytestmark = pytest.mark.django_db


def invite(desk: Desk, client: Client, **sent: str) -> str:
    """Make an invitation; the address of its sheet."""
    path = f"/desk/patients/{desk.patient.pk}/invite/"
    answer = client.post(path, {"bound_to": "mailbox", "email": "ada@example.org", **sent})
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def patient_page(desk: Desk, client: Client) -> str:
    page = client.get(f"/desk/patients/{desk.patient.pk}/").content.decode()
    return re.sub(r"\s+", " ", page)


def test_the_sheet_shows_the_link_and_its_square_once_and_names_no_medicine(desk: Desk) -> None:
    client = desk.opened()
    sheet = invite(desk, client)
    page = client.get(sheet).content.decode()
    words = page.partition("<article")[2].partition("</article>")[0]
    assert re.search(r"http://testserver/accounts/invitation/</span>\s*<span>([2-9a-z]{4}-){3}[2-9a-z]{4}/<", words)
    assert "<svg" in words
    assert "style=" not in page
    assert "Ada, come in" in words
    assert "Sun 8 Mar" in words
    assert "carisoprodol" not in page.lower()
    again = client.get(sheet)
    assert (again.status_code, again.headers["Location"]) == (302, f"/desk/patients/{desk.patient.pk}/")


def test_the_sheet_speaks_the_patients_language(desk: Desk) -> None:
    desk.patient.language = Language.ES
    desk.patient.save()
    client = desk.opened()
    assert '<article class="invitation-sheet" lang="es">' in client.get(invite(desk, client)).content.decode()


def test_face_to_face_it_is_bound_to_the_birth_date_for_an_hour(desk: Desk) -> None:
    client = desk.opened()
    page = client.get(invite(desk, client, bound_to="birth_date", email="")).content.decode()
    made = Invitation.objects.get()
    assert (made.bound_to, made.email) == (BoundTo.BIRTH_DATE, "")
    assert (made.expires_at - made.made_at).total_seconds() == 3600
    assert "Type your birth date" in page
    assert "1:00\xa0pm" in unescape(page)


def test_a_code_by_email_needs_its_mailbox(desk: Desk) -> None:
    answer = desk.opened().post(f"/desk/patients/{desk.patient.pk}/invite/", {"bound_to": "mailbox", "email": ""})
    assert answer.status_code == 422
    assert "Write the email address" in answer.content.decode()


@pytest.mark.parametrize("bound_to", ["sms", "\0", "x" * 5000])
def test_another_way_is_no_way(desk: Desk, bound_to: str) -> None:
    sent = {"bound_to": bound_to, "email": "ada@example.org"}
    assert desk.opened().post(f"/desk/patients/{desk.patient.pk}/invite/", sent).status_code == 422
    assert not Invitation.objects.exists()


def test_what_is_taken_back_opens_nothing_more(desk: Desk) -> None:
    client = desk.opened()
    page = client.get(invite(desk, client)).content.decode()
    found = re.search(r"(?<![0-9a-z-])(?:[2-9a-z]{4}-){3}[2-9a-z]{4}(?![0-9a-z-])", page)
    assert found is not None
    link = f"/accounts/invitation/{found[0]}/"
    assert Client().get(link, follow=True).status_code == 200
    assert "Take it back" in patient_page(desk, client)
    client.post(f"/desk/patients/{desk.patient.pk}/invitation/withdraw/")
    assert Client().get(link, follow=True).status_code == 410
    page = patient_page(desk, client)
    assert "Taken back" in page
    assert "Take it back" not in page


def test_the_practice_sees_wrong_tries(desk: Desk) -> None:
    client = desk.opened()
    invite(desk, client, bound_to="birth_date")
    assert "Wrong tries" not in patient_page(desk, client)
    Invitation.objects.update(wrong_tries=2)
    assert "Wrong tries: 2 of 5." in patient_page(desk, client)
    Invitation.objects.update(wrong_tries=5)
    assert "It was tried too often and works no more." in patient_page(desk, client)


def test_another_practices_patient_is_neither_invited_nor_uninvited(desk: Desk) -> None:
    other = Scene()
    client = desk.opened()
    assert client.get(f"/desk/patients/{other.patient.pk}/invitation/").status_code == 404
    assert client.post(f"/desk/patients/{other.patient.pk}/invitation/withdraw/").status_code == 404
