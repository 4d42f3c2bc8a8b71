"""What the SMS provider calls back with is heard only where it is signed."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from courses.models import Patient
from notifications import leases
from notifications.channels.sms.twilio import signature
from notifications.channels.sms.words import Word, word_of
from notifications.leases import Result
from notifications.models import Delivery, Endpoint, Person, SmsStop, Status
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, reachable
from tests.sms_service import SID, TOKEN
from tracker import clock

NUMBER = "+12025550143"
SITE = "https://t.example"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def now() -> datetime:
        return EIGHT

    monkeypatch.setattr(clock, "now", now)
    with override_settings(SMS=("https://sms.example", SID, TOKEN, "+12025550100"), BASE_URL=SITE):
        yield


@pytest.fixture
def patient(house: House) -> Patient:
    """A patient with a number and a mailbox after it, and a text that went out."""
    patient = house.patient()
    reachable(Person.PATIENT, patient.pk, NUMBER, channel="sms")
    reachable(Person.PATIENT, patient.pk, "ann@example.org", place=90)
    house.course(patient)
    sweep(EIGHT)
    Delivery.objects.update(status=Status.SENT, finished_at=EIGHT, attempts=1)
    return patient


def call(path: str, *, token: str = TOKEN, **form: str) -> HttpResponse:
    """A call back, signed with a token."""
    signed = signature(token, SITE + path, {name: [value] for name, value in form.items()})
    answer: HttpResponse = Client().post(path, form, headers={"X-Twilio-Signature": signed})  # type: ignore[assignment]
    return answer


def says(text: str, **more: str) -> str:
    """Somebody texts; what is answered."""
    answer = call("/hooks/sms/incoming", From=NUMBER, Body=text, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_signature_is_the_providers_own() -> None:
    # The example of Twilio's documentation.
    form = {
        "CallSid": ["CA1234567890ABCDE"], "Caller": ["+14158675309"], "Digits": ["1234"], "From": ["+14158675309"],
        "To": ["+18005551212"],
    }  # fmt: skip
    assert signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.usefixtures("patient")
def test_without_its_signature_a_call_does_nothing() -> None:
    delivery = Delivery.objects.get()
    assert call("/hooks/sms/incoming", token="another", From=NUMBER, Body="STOP").status_code == 403
    assert call(f"/hooks/sms/status/{delivery.pk}", token="another", MessageStatus="failed").status_code == 403
    with override_settings(SMS=None):
        assert call("/hooks/sms/incoming", From=NUMBER, Body="STOP").status_code == 403
    assert not SmsStop.objects.exists()
    assert Delivery.objects.get().status == "sent"


@pytest.mark.usefixtures("patient")
def test_a_text_that_the_carrier_could_not_deliver_goes_by_the_next_channel() -> None:
    sent = Delivery.objects.get()
    call(f"/hooks/sms/status/{sent.pk}", MessageStatus="undelivered", ErrorCode="30003")
    assert list(Delivery.objects.order_by("pk").values_list("channel", "status", "reason")) == [
        ("sms", "failed", "the carrier answered with 30003"),
        ("email", "queued", ""),
    ]
    # Off for a while is not gone.
    assert Endpoint.objects.get(address=NUMBER).retired_at is None
    call(f"/hooks/sms/status/{sent.pk}", MessageStatus="undelivered", ErrorCode="30003")
    assert Delivery.objects.count() == 2


@pytest.mark.usefixtures("patient")
def test_a_number_that_takes_no_texts_is_retired() -> None:
    call(f"/hooks/sms/status/{Delivery.objects.get().pk}", MessageStatus="failed", ErrorCode="30006")
    assert Endpoint.objects.get(address=NUMBER).retired_because == "the carrier answered with 30006"


@pytest.mark.usefixtures("patient")
def test_a_provider_that_is_quicker_than_the_worker_is_believed() -> None:
    Delivery.objects.update(status=Status.QUEUED, finished_at=None, attempts=0)
    (leased,) = leases.lease("sms", EIGHT, size=1).leased
    call(f"/hooks/sms/status/{leased.id}", MessageStatus="failed", ErrorCode="30008")
    assert leases.write([Result(leased, Status.SENT)], EIGHT) == 0
    assert Delivery.objects.get(channel="sms").status == "failed"


@pytest.mark.usefixtures("patient")
def test_a_text_that_came_is_known_to_have_come() -> None:
    call(f"/hooks/sms/status/{Delivery.objects.get().pk}", MessageStatus="delivered")
    assert Delivery.objects.get().confirmed_at == EIGHT
    assert call(f"/hooks/sms/status/{uuid4()}", MessageStatus="delivered").status_code == 204


@pytest.mark.parametrize(
    "text", ["STOP", "stop.", " Stop All ", "STOPALL", "Unsubscribe", "ALTO", "Parar", "¡Alto!", "opt-out"]
)
def test_stop_ends_every_text_to_the_number(patient: Patient, text: str) -> None:
    assert "START" in says(text)
    assert SmsStop.objects.get().number == NUMBER
    assert Endpoint.objects.get(address=NUMBER).retired_because == "the number said STOP"
    says(text)
    assert SmsStop.objects.count() == 1


@pytest.mark.parametrize("text", ["START", "unstop", "Yes", "Iniciar", "Sí"])
def test_start_begins_them_again(patient: Patient, text: str) -> None:
    says("STOP")
    says(text)
    assert not SmsStop.objects.exists()
    again = Endpoint.objects.get(address=NUMBER, retired_at=None)
    assert (again.person_id, again.verified_at is not None) == (patient.pk, True)


def test_start_begins_nothing_for_who_took_the_number_out(patient: Patient) -> None:
    Endpoint.objects.filter(address=NUMBER).update(retired_at=EIGHT, retired_because="the person removed it")
    says("START")
    assert not Endpoint.objects.filter(address=NUMBER, retired_at=None).exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [("HELP", "Reply STOP"), ("ayuda", "responda STOP"), ("I feel very bad", "In an emergency call 911.")],
)
def test_who_asks_for_help_is_told_where_it_is(patient: Patient, text: str, word: str) -> None:
    answer = says(text)
    assert word in answer
    assert "https://t.example" in answer
    assert "Practice" not in answer


@pytest.mark.usefixtures("patient")
def test_what_the_provider_answers_itself_is_not_answered_twice() -> None:
    assert "<Message>" not in says("STOP", OptOutType="STOP")
    with override_settings(SMS=("https://api.twilio.com", SID, TOKEN, "+12025550100")):
        assert "<Message>" not in says("HELP")
        assert "<Message>" in says("AYUDA")


@pytest.mark.django_db
def test_two_machines_do_not_answer_each_other_for_ever() -> None:
    assert sum("<Message>" in says("hello") for _ in range(10)) == 6


def test_a_sentence_with_the_word_in_it_is_no_order() -> None:
    assert word_of("please do not stop my tablets") is Word.OTHER
