"""Leaving a kind by the link in a mail: without signing in, and only what may be left."""

import pytest
from django.db import IntegrityError
from django.test import Client

from courses.models import Patient
from notifications.deliver import deliver
from notifications.models import Delivery, Message, Person, Preference
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, TWENTY, House, at, messages_to, recording


def leave_link(house: House) -> tuple[str, Message]:
    """The link in a mail about a dose, without the host."""
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    sweep(EIGHT)
    with recording() as recorders:
        deliver("email", EIGHT)
    link = recorders["email"].handed[0].leave
    assert link is not None
    return "/" + link.split("/", 3)[3], messages_to(Person.PATIENT, patient.pk)[0]


def test_following_the_link_changes_nothing_and_offers_a_button(house: House, client: Client) -> None:
    link, _ = leave_link(house)
    response = client.get(link)
    assert response.status_code == 200
    assert b"<button" in response.content
    assert b"dose" not in response.content.lower()
    assert not Preference.objects.exists()


def test_the_page_speaks_the_language_of_whom_the_mail_went_to(house: House, client: Client) -> None:
    link, message = leave_link(house)
    Patient.objects.filter(pk=message.person_id).update(language="es")
    page = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="es"' in page
    assert "¿Ya no quiere estos correos?" in page


def test_one_click_leaves_without_cookie_or_sign_in(house: House) -> None:
    link, message = leave_link(house)
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = strict.post(link, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    left = Preference.objects.get()
    assert (left.person_id, left.kind, left.choice) == (message.person_id, "dose_due", "left")
    sweep(TWENTY)
    evening = messages_to(Person.PATIENT, message.person_id)[-1]
    # The page still shows it; nothing is sent.
    assert evening.kind == "dose_due"
    assert not Delivery.objects.filter(message_id=evening.pk).exists()


def test_a_forged_link_changes_nothing(house: House, client: Client) -> None:
    link, _ = leave_link(house)
    assert client.post(link[:-2] + "xx").status_code == 404
    assert not Preference.objects.exists()


def test_a_mail_about_the_end_cannot_be_left(house: House) -> None:
    house.course(house.patient(mail="ann@example.org"), days=2)
    sweep(at(12, 10))
    with recording() as recorders:
        deliver("email", at(12, 10))
    assert recorders["email"].handed[-1].leave is None


def test_the_database_keeps_the_ending_and_talk_kinds_from_being_left(house: House) -> None:
    patient = house.patient()
    with pytest.raises(IntegrityError):
        Preference.objects.create(
            person_kind=Person.PATIENT, person_id=patient.pk, kind="talk_to_prescriber", choice="left", chosen_at=EIGHT
        )
