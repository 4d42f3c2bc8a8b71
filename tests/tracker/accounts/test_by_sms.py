"""Coming in by a code from a text: an invitation bound to a number, coming back by it, and what it may cost."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from courses.models import Patient
from notifications.channel_names import IN_APP, SMS
from notifications.models import Endpoint, SmsPractice, SmsStop
from tests.courses.making import a_patient, a_practice
from tests.push_service import wait_until
from tests.sms_service import SmsService
from tracker import clock
from tracker.accounts.invitations import invite
from tracker.accounts.models import BoundTo, Invitation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NUMBER = "+12025550143"


@pytest.fixture
def service() -> Iterator[SmsService]:
    """The provider."""
    with SmsService() as service, override_settings(SMS=service.account):
        yield service


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Patient:
    """A patient of a practice that sends texts."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    practice = a_practice()
    SmsPractice.objects.create(practice=practice, since=NOW)
    return a_patient(practice)


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """What begins at a commit really does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def link(patient: Patient) -> str:
    told: dict[str, Any] = {"practice_id": patient.practice_id, "made_by": None, "now": NOW}
    return invite(patient_id=patient.pk, bound_to=BoundTo.NUMBER, number=NUMBER, **told).path


def texted(service: SmsService, count: int = 1) -> str:
    """The code of the newest text."""
    assert wait_until(lambda: len(service.texts) == count)
    assert service.texts[-1]["To"] == NUMBER
    found = re.search(r"\b[0-9]{6}\b", service.texts[-1]["Body"])
    assert found is not None
    return found[0]


def come_in(patient: Patient, service: SmsService, commits: Any) -> Client:
    client = Client()
    page = client.get(link(patient), follow=True).content.decode()
    assert "…43" in page
    assert NUMBER not in page
    assert service.asked == 0
    with commits():
        client.post("/accounts/invitation/")
    client.post("/accounts/patient/code/", {"code": texted(service), "shared": "own_phone"})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def ask(client: Client, commits: Any, number: str = "202-555-0143") -> Any:
    with commits():
        return client.post("/accounts/patient/", {"email": number})


def test_a_link_and_a_code_from_a_text_sign_in_and_texts_go_there(
    patient: Patient, service: SmsService, commits: Any
) -> None:
    assert is_in(come_in(patient, service, commits))
    assert set(Endpoint.objects.values_list("channel", "address")) == {(SMS, NUMBER), (IN_APP, "app")}
    text = service.texts[0]["Body"].lower()
    assert not [word for word in ("medicine", "dose", "elm street", "http") if word in text]


def test_who_came_in_so_comes_back_by_the_number(patient: Patient, service: SmsService, commits: Any) -> None:
    come_in(patient, service, commits)
    client = Client()
    ask(client, commits)
    assert "Look at your texts" in client.get("/accounts/patient/code/").content.decode()
    client.post("/accounts/patient/code/", {"code": texted(service, 2), "shared": "own_phone"})
    assert is_in(client)


def test_a_number_that_nobody_has_gets_no_text_and_the_same_page(
    patient: Patient, service: SmsService, commits: Any
) -> None:
    come_in(patient, service, commits)
    known, unknown = ask(Client(), commits), ask(Client(), commits, "202-555-0199")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    texted(service, 2)
    assert service.asked == 2


def test_texts_to_one_number_have_an_end(patient: Patient, service: SmsService, commits: Any) -> None:
    come_in(patient, service, commits)
    answers = [ask(Client(), commits).status_code for _ in range(6)]
    assert answers.count(429) == 2
    assert wait_until(lambda: service.asked == 5)


def test_a_practice_whose_day_is_used_up_sends_no_code(patient: Patient, service: SmsService, commits: Any) -> None:
    SmsPractice.objects.update(segments_a_day=1)
    come_in(patient, service, commits)
    assert ask(Client(), commits).status_code == 302
    assert service.asked == 1


def test_a_number_that_said_stop_gets_no_code(patient: Patient, service: SmsService, commits: Any) -> None:
    come_in(patient, service, commits)
    SmsStop.objects.create(number=NUMBER, stopped_at=NOW)
    ask(Client(), commits)
    assert service.asked == 1


def test_wrong_codes_end_the_link(
    patient: Patient, service: SmsService, commits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(patient)
    client = Client()
    client.get(path)
    for hour in range(4):
        monkeypatch.setattr(clock, "now", lambda hour=hour: NOW + timedelta(hours=hour))
        with commits():
            client.post("/accounts/invitation/")
        right = int(texted(service, hour + 1))
        for _ in range(5):
            client.post("/accounts/patient/code/", {"code": f"{(right + 1) % 10**6:06}", "shared": "own_phone"})
    assert Invitation.objects.get().wrong_tries == 20
    assert client.post("/accounts/invitation/").status_code == 410


def test_a_new_number_ends_what_the_old_one_opened(patient: Patient, service: SmsService, commits: Any) -> None:
    client = come_in(patient, service, commits)
    Invitation.objects.update(number="+12025550199")
    come_in_again = Client()
    come_in_again.get(link(patient))
    with commits():
        come_in_again.post("/accounts/invitation/")
    come_in_again.post("/accounts/patient/code/", {"code": texted(service, 2), "shared": "own_phone"})
    assert client.get("/me/").status_code == 302
    assert come_in_again.get("/me/").status_code == 200
