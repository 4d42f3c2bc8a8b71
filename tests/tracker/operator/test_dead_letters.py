"""Dead letters from the page for operators and from the command line."""

from datetime import UTC, datetime
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courses.models import Patient
from notifications.models import Agenda, Delivery, Endpoint, OperatorDeed
from tests.notifications.house import build
from tracker.accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "/operator/dead-letters/"
DIED = datetime(2026, 1, 12, 14, 30, tzinfo=UTC)


@pytest.fixture
def patient() -> Patient:
    """A patient whose mail was refused three times over: twice alike."""
    house = build()
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    for reason in ("greylisted", "greylisted", "mailbox full"):
        Delivery.objects.create(
            day=DIED.date(), message_id=uuid4(), endpoint=Endpoint.objects.get(), channel="email", status="dead",
            attempts=5, available_at=DIED, finished_at=DIED, reason=reason,
        )  # fmt: skip
    return patient


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(
        User.objects.create_superuser("op@example.org"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def run(*words: str) -> str:
    out = StringIO()
    call_command("dead_letters", *words, stdout=out)
    return out.getvalue()


def standing() -> list[str]:
    return sorted(Delivery.objects.filter(status="dead").values_list("reason", flat=True))


def test_the_page_lists_them_without_saying_whose_they_are(operator: Client, patient: Patient) -> None:
    page = operator.get(LIST).content.decode()
    for word in ("3 messages could not be handed over", "2 by email", "greylisted", "mailbox full", "12 Jan 14:30"):
        assert word in page
    one = Delivery.objects.filter(reason="mailbox full").get()
    told = operator.get(f"{LIST}{one.pk}/").content.decode()
    assert "failed 5 times" in told
    for word in ("ann@example.org", "Ann", "carisoprodol", str(patient.pk)):
        assert word not in page + told


def test_a_pile_is_tried_again_from_the_page_with_who_and_why(operator: Client, patient: Patient) -> None:
    sent = {"channel": "email", "reason": "greylisted", "before": DIED.isoformat(), "what": "retried", "why": "Back"}
    answer = operator.post(LIST, sent, follow=True)
    assert "2 retried." in answer.content.decode()
    assert standing() == ["mailbox full"]
    deed = OperatorDeed.objects.first()
    assert deed is not None
    assert (deed.by_name, deed.through, deed.why) == ("op@example.org", "page", "Back")


def test_without_a_reason_nothing_is_done_and_the_page_says_so(operator: Client, patient: Patient) -> None:
    sent = {"channel": "email", "reason": "greylisted", "before": DIED.isoformat(), "what": "dropped", "why": ""}
    answer = operator.post(LIST, sent)
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    one = Delivery.objects.filter(reason="mailbox full").get()
    assert operator.post(f"{LIST}{one.pk}/", {"what": "dropped", "why": " "}).status_code == 422
    assert not OperatorDeed.objects.exists()


def test_one_is_dropped_and_then_gone_from_the_list(operator: Client, patient: Patient) -> None:
    one = Delivery.objects.filter(reason="mailbox full").get()
    operator.post(f"{LIST}{one.pk}/", {"what": "dropped", "why": "Given up"})
    assert "mailbox full" not in operator.get(LIST).content.decode()
    again = operator.post(f"{LIST}{one.pk}/", {"what": "retried", "why": "No"}, follow=True)
    assert "no dead letter any more" in again.content.decode()
    assert len(standing()) == 3


def test_who_is_set_aside_is_named_by_key_for_the_practice_and_tried_again(operator: Client, patient: Patient) -> None:
    Agenda.objects.filter(patient=patient).update(
        set_aside_at=DIED, failures=7, failure="ValueError at slots.py:7", next_due_at=None
    )
    page = operator.get(LIST).content.decode()
    assert "ValueError at slots.py:7" in page
    assert f"/desk/patients/{patient.pk}/" in page
    row = Agenda.objects.get(patient=patient)
    assert "Say why" in operator.post(f"/operator/set-aside/{row.pk}/", follow=True).content.decode()
    operator.post(f"/operator/set-aside/{row.pk}/", {"why": "Mended"})
    row.refresh_from_db()
    assert row.next_due_at is not None
    told = operator.post("/operator/set-aside/0/", {"why": "Nobody"}, follow=True).content.decode()
    assert "Nobody is set aside under 0" in told


def test_the_front_page_says_what_is_wrong(operator: Client, patient: Patient) -> None:
    page = operator.get("/", follow=True).content.decode()
    assert "Sweep: wrong" in page
    assert "3 dead letters" in page


def test_the_command_lists_shows_retries_and_drops(patient: Patient) -> None:
    Agenda.objects.filter(patient=patient).update(set_aside_at=DIED, failures=5, failure="ValueError")
    listed = run("list")
    assert "2 by email, 2026-01-12 14:30 UTC to 2026-01-12 14:30 UTC: greylisted" in listed
    assert f"patient {patient.pk}" in listed
    assert "ann@example.org" not in listed
    one = Delivery.objects.filter(reason="mailbox full").get()
    assert "failed 5 times" in run("show", str(one.pk))
    assert run("retry", "--channel", "email", "--reason", "greylisted", "--why", "Back") == "2 retried.\n"
    assert run("drop", str(one.pk), "--why", "Given up") == "1 dropped.\n"
    assert "mailbox full" not in run("list")
    assert "dropped" in run("show", str(one.pk))
    number = str(Agenda.objects.get(patient=patient).pk)
    assert "next tick" in run("retry", "--set-aside", number, "--why", "Mended")


@pytest.mark.parametrize(
    "words",
    [
        ("retry", "--why", "x"),
        ("drop", "--channel", "email", "--why", "x"),
        ("drop", "--reason", "greylisted", "--why", "x"),
        ("retry", str(uuid4()), "--set-aside", "1", "--why", "x"),
        ("retry", str(uuid4()), "--why", "x"),
        ("retry", "--set-aside", "0", "--why", "x"),
        ("show", str(uuid4())),
        ("show", "none"),
        ("list", "--limit", "0"),
        ("drop", str(uuid4())),
    ],
)
def test_what_is_not_meant_is_refused_and_changes_nothing(patient: Patient, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*words)
    assert len(standing()) == 3
    assert not OperatorDeed.objects.exists()
