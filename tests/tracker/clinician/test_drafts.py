"""Drafts of courses: kept as one types, for whoever typed them, past the end of a session, until they are signed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from courses.models import Course
from tests.courses.making import a_clinician, a_patient, a_practice
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_enter import Entry, words
from tracker.clinician.drafts import draft_key
from tracker.clinician.models import Draft

LIVE = {"HX-Request": "true"}


@pytest.fixture
def entry(desk: Desk) -> Entry:
    return Entry(desk)


def key_of(entry: Entry) -> str:
    return draft_key(entry.desk.by, entry.patient.pk)


def test_what_is_typed_is_kept_and_shown_again(entry: Entry) -> None:
    entry.sent("", indication="knee", **{"override-interaction": "Agreed.", "screen-times": "0"})
    page = words(entry.client.get(entry.url))
    assert 'value="knee"' in page
    assert "Draft kept" in page
    assert entry.courses == []


def test_as_one_types_only_what_follows_is_drawn_anew(entry: Entry) -> None:
    entry.sent("")
    answer = entry.client.post(entry.url, {"medicine": "soma", "strength": "350 mg"}, headers=LIVE)
    page = words(answer)
    assert answer.status_code == 200
    assert 'id="live-medicine" hx-swap-oob="true"' in page
    assert "openFDA label" in page
    assert "<form" not in page
    assert 'name="strength"' not in page
    assert Draft.objects.get().typed["strength"] == ["350 mg"]


def test_checks_and_preview_are_there_before_all_is_whole(entry: Entry) -> None:
    data = {
        "medicine": "carisoprodol", "strength": "350 mg tablet", "first_day": "2026-03-02", "wall-0": "08:00",
        "step-0-days": "30", "step-0-amount-0": "1", "liver_disease": "no", "kidney_disease": "no", "pregnancy": "no",
        "work_needs_alertness": "no", "activity-0-on": "no day", "supply": "10",
    }  # fmt: skip
    page = words(entry.client.post(entry.url, data, headers=LIVE))
    assert "30 days of carisoprodol; the label's maximum is 21" in page
    assert "20 tablets too few" in page
    assert "Last day Tue 31 Mar" in page
    assert "a reason for longer than the label" in page


def test_a_form_into_which_nothing_was_typed_keeps_nothing(entry: Entry) -> None:
    entry.client.post(entry.url, {"first_day": "2026-03-02", "pregnancy": "not_asked", "medicine": " "}, headers=LIVE)
    assert not Draft.objects.exists()


def test_a_signed_course_takes_its_draft_along_and_a_refused_one_leaves_it(entry: Entry) -> None:
    entry.sent("")
    assert entry.sent("sign", strength="").status_code == 422
    assert Draft.objects.get().typed["strength"] == [""]
    assert entry.sent("sign").status_code == 302
    assert not Draft.objects.exists()


def test_what_arrives_late_of_a_signed_form_is_no_draft(entry: Entry) -> None:
    key = "5a1f2c9e-93cb-4c0f-8b6e-2f1f86a3f6a1"
    assert entry.sent("sign", form_key=key).status_code == 302
    entry.sent("", form_key=key)
    assert not Draft.objects.exists()


def test_a_confirmation_is_never_kept(entry: Entry) -> None:
    entry.sent("", confirmed_twice="yes", csrfmiddlewaretoken="x", form_key="y")
    assert not {"confirmed_twice", "csrfmiddlewaretoken", "form_key", "do"} & Draft.objects.get().typed.keys()


def test_a_draft_is_its_writers_alone(desk: Desk, entry: Entry) -> None:
    entry.sent("", indication="knee")
    colleague = a_clinician(desk.practice)
    page = words(desk.opened(colleague).get(entry.url))
    assert "knee" not in page
    assert "You have none." in words(desk.opened(colleague).get("/desk/drafts/"))
    desk.opened(colleague).post(f"/desk/patients/{entry.patient.pk}/draft/delete/")
    assert Draft.objects.count() == 1


def test_drafts_are_listed_and_deleted(entry: Entry) -> None:
    entry.sent("")
    assert "Okafor" in words(entry.client.get("/desk/drafts/"))
    assert "Your drafts (1)" in words(entry.client.get("/desk/patients/"))
    assert "Go on with your draft" in words(entry.client.get(f"/desk/patients/{entry.patient.pk}/"))
    url = f"/desk/patients/{entry.patient.pk}/draft/delete/"
    page = words(entry.client.post(url, follow=True))
    assert "The draft is deleted." in page
    assert "There is no such draft any more." in words(entry.client.post(url, follow=True))


class TestAfterTheSession:
    """A form that is sent when its writer is signed out is kept, and enters nothing."""

    def sent(self, entry: Entry, key: str, client: Client | None = None) -> Any:
        data = {"do": "sign", "medicine": "soma", "strength": "350 mg tablet", "draft_key": key}
        return (client or Client()).post(entry.url, data)

    def test_it_leads_to_the_sign_in_and_is_there_after_it(self, entry: Entry) -> None:
        answer = self.sent(entry, key_of(entry))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]
        assert 'value="soma"' in words(entry.client.get(entry.url))
        assert entry.courses == []

    @pytest.mark.parametrize("key", ["", "nonsense", "of another patient", "of another practice", "of who left"])
    def test_without_a_key_that_fits_nothing_is_kept(self, desk: Desk, entry: Entry, key: str) -> None:
        if key == "of another patient":
            key = draft_key(desk.by, a_patient(desk.practice).pk)
        elif key == "of another practice":
            key = draft_key(a_clinician(a_practice(name="Elsewhere")).as_viewer(), entry.patient.pk)
        elif key == "of who left":
            key = key_of(entry)
            desk.prescriber.is_active, desk.prescriber.deactivated_at = False, desk.now
            desk.prescriber.save()
        assert self.sent(entry, key).status_code == 302
        assert not Draft.objects.exists()

    def test_a_form_older_than_the_sign_in_is_kept_and_shown(self, desk: Desk, entry: Entry) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(desk.prescriber.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = self.sent(entry, key_of(entry), client)
        assert answer.headers["Location"] == entry.url
        page = words(client.get(entry.url))
        assert "This form was older than your sign-in. Nothing was signed; what you typed is here." in page
        assert 'value="soma"' in page
        assert Course.objects.filter(patient=entry.patient).count() == 0

    def test_any_other_form_without_a_token_is_refused(self, desk: Desk) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(desk.prescriber.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.post("/desk/patients/new/", {"given_name": "Ada"}).status_code == 403


def test_those_who_could_be_taken_for_the_patient_are_named(desk: Desk, entry: Entry) -> None:
    a_patient(desk.practice, given_name="Mary", family_name="OKAFOR", birth_date=date(1950, 1, 2))
    a_patient(a_practice(name="Elsewhere"), given_name="Zoe", family_name="Okafor")
    page = words(entry.client.get(entry.url))
    assert "Also in your practice:" in page
    assert "OKAFOR, Mary" in page.replace("</strong>", "")
    assert "(the same family name)" in page
    # The scene's own patient was born on the same day.
    assert "(the same birth date)" in page
    assert "Zoe" not in page
