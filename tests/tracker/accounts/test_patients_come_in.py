"""Invitations and codes: valid once, for a time, for one patient, and telling nobody who is known."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from courses.models import Patient
from tests.courses.making import a_patient, a_practice
from tracker import clock
from tracker.accounts import codes, limits
from tracker.accounts.invitations import Invited, accepted_for, invite
from tracker.accounts.models import Invitation, SignInCode, SignInRequest, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAILBOX = "marsh@example.org"


@pytest.fixture(autouse=True)
def _mails(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def to(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    to(NOW)
    return to


@pytest.fixture
def patient() -> Patient:
    return a_patient(a_practice(), given_name="Helen", family_name="Marsh")


def invited(patient: Patient, email: str = MAILBOX, now: datetime = NOW) -> Invited:
    return invite(
        patient_id=patient.pk,
        practice_id=patient.practice_id,
        email=email,
        label=patient.given_name,
        made_by=None,
        now=now,
    )


def codes_mailed() -> list[str]:
    return re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))


@pytest.fixture
def come_in(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., Client]:
    """Follows a link to the end: the client is signed in."""

    def follow(link: str, shared: str = "own_phone") -> Client:
        client = Client()
        client.get(link)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accounts/invitation/")
        client.post("/accounts/patient/code/", {"code": codes_mailed()[0], "shared": shared})
        return client

    return follow


@pytest.fixture
def ask(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., Client]:
    """Asks for a code by address; the client stands at the page for it."""

    def by(email: str) -> Client:
        client = Client()
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accounts/patient/", {"email": email})
        return client

    return by


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_and_a_code_sign_the_patient_in(patient: Patient, come_in: Callable[..., Client]) -> None:
    client = come_in(invited(patient).path)
    patient.refresh_from_db()
    assert patient.user is not None
    assert patient.user.get_username() == f"patient:{patient.pk}"
    assert client.session["_auth_user_id"] == str(patient.user.pk)
    assert not patient.user.has_usable_password()


def test_opening_the_link_sends_nothing_and_uses_nothing(client: Client, patient: Patient) -> None:
    link = invited(patient).path
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert mail.outbox == []
    assert not SignInRequest.objects.exists()
    assert MAILBOX not in page.content.decode()


def test_the_secret_of_the_link_is_neither_kept_nor_left_in_the_address(client: Client, patient: Patient) -> None:
    link = invited(patient).path
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(list(Invitation.objects.values()))
    answer = client.get(link)
    assert answer["Location"] == "/accounts/invitation/"


def test_a_link_works_once(patient: Patient, come_in: Callable[..., Client]) -> None:
    link = invited(patient).path
    come_in(link)
    assert Client().get(link, follow=True).status_code == 410


def test_a_link_works_for_seven_days(patient: Patient, set_clock: Callable[[datetime], None]) -> None:
    link = invited(patient).path
    set_clock(NOW + timedelta(days=7, seconds=-1))
    assert Client().get(link, follow=True).status_code == 200
    set_clock(NOW + timedelta(days=7))
    gone = Client().get(link, follow=True)
    assert gone.status_code == 410
    assert "This link does not work any more" in gone.content.decode()


def test_a_new_link_withdraws_the_one_before(patient: Patient) -> None:
    first, second = invited(patient).path, invited(patient).path
    assert Client().get(first, follow=True).status_code == 410
    assert Client().get(second, follow=True).status_code == 200


def test_a_link_that_nobody_made_says_the_same(client: Client) -> None:
    assert client.get("/accounts/invitation/nobody-made-this/", follow=True).status_code == 410


def test_a_code_works_for_ten_minutes(
    patient: Patient,
    come_in: Callable[..., Client],
    ask: Callable[..., Client],
    set_clock: Callable[[datetime], None],
) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX)
    set_clock(NOW + timedelta(minutes=10))
    late = client.post("/accounts/patient/code/", {"code": codes_mailed()[0], "shared": "own_phone"})
    assert not is_in(client)
    assert "This code cannot be used any more" in late.content.decode()
    set_clock(NOW)
    client = ask(MAILBOX)
    set_clock(NOW + timedelta(minutes=10, seconds=-1))
    client.post("/accounts/patient/code/", {"code": codes_mailed()[0], "shared": "own_phone"})
    assert is_in(client)


def test_a_code_may_be_typed_with_spaces(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX.upper())
    code = codes_mailed()[0]
    client.post("/accounts/patient/code/", {"code": f" {code[:3]} {code[3:]}", "shared": "own_phone"})
    assert is_in(client)


def test_a_code_works_once(patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX)
    code = codes_mailed()[0]
    request_id = UUID(client.session["sign_in_request"])
    assert codes.try_code(request_id, code, NOW) is not None
    assert codes.try_code(request_id, code, NOW) is None


def test_after_five_tries_the_right_code_is_refused_too(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX)
    right = codes_mailed()[0]
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(codes.TRIES):
        answer = client.post("/accounts/patient/code/", {"code": wrong, "shared": "own_phone"})
    assert "This code cannot be used any more" in answer.content.decode()
    client.post("/accounts/patient/code/", {"code": right, "shared": "own_phone"})
    assert not is_in(client)


def test_codes_are_kept_as_keyed_hashes(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    ask(MAILBOX)
    assert codes_mailed()[0] not in str(list(SignInCode.objects.values()))


def test_two_who_share_a_mailbox_each_come_in_as_themselves(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    other = a_patient(patient.practice, given_name="Harold", family_name="Marsh")
    come_in(invited(patient).path)
    come_in(invited(other).path)
    client = ask(MAILBOX)
    body = str(mail.outbox[-1].body)
    by_name = {name: code for code, name in re.findall(r"([0-9]{6})   (\w+)", body)}
    assert set(by_name) == {"Helen", "Harold"}
    client.post("/accounts/patient/code/", {"code": by_name["Harold"], "shared": "own_phone"})
    other.refresh_from_db()
    assert client.session["_auth_user_id"] == str(other.user_id)


def test_two_of_one_name_are_told_apart(patient: Patient, come_in: Callable[..., Client]) -> None:
    come_in(invited(patient).path)
    come_in(invited(a_patient(patient.practice, given_name="Helen")).path)
    assert len(accepted_for(MAILBOX)) == 2
    assert codes._labels(accepted_for(MAILBOX)) == ["Helen (1)", "Helen (2)"]


def test_a_code_of_one_invitation_opens_no_other(patient: Patient) -> None:
    other = a_patient(patient.practice, given_name="Harold")
    mine, theirs = invited(patient).invitation, invited(other).invitation
    codes.ask_for_codes(MAILBOX, [mine], NOW)
    request = codes.ask_for_codes(MAILBOX, [theirs], NOW)
    assert {code.invitation for code in request.codes.all()} == {theirs}


@pytest.mark.parametrize("email", ["nobody@example.org", MAILBOX])
def test_the_answer_never_says_who_is_known(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client], email: str
) -> None:
    come_in(invited(patient).path)
    client = ask(email)
    page = client.get("/accounts/patient/code/")
    assert "If we know your address" in page.content.decode()
    answer = client.post("/accounts/patient/code/", {"code": "000000", "shared": "own_phone"})
    assert answer.status_code == 200
    assert "This code does not fit" in answer.content.decode()


def test_an_unknown_address_is_told_by_mail_alone(ask: Callable[..., Client]) -> None:
    ask("nobody@example.org")
    assert mail.outbox[0].to == ["nobody@example.org"]
    assert "No sign-in uses it" in str(mail.outbox[0].body)


def test_the_mails_name_no_medicine_no_practice_and_nobody_alone(
    patient: Patient, come_in: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    for word in ("Elm Street", "carisoprodol", "medicine", "Helen", "Marsh", "course"):
        assert word not in text


def test_asking_again_and_again_is_slowed_down_alike_for_all(ask: Callable[..., Client]) -> None:
    for _ in range(limits.CODES_AN_ADDRESS.most):
        ask("nobody@example.org")
    client = Client()
    answer = client.post("/accounts/patient/", {"email": "nobody@example.org"})
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert len(mail.outbox) == limits.CODES_AN_ADDRESS.most
    assert client.post("/accounts/patient/", {"email": "else@example.org"}).status_code == 302


def test_who_moved_to_another_mailbox_is_no_longer_reached_by_the_old(
    patient: Patient, come_in: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    come_in(invited(patient, "new@example.org", NOW).path)
    assert accepted_for(MAILBOX) == []
    assert [found.patient_id for found in accepted_for("NEW@example.org")] == [patient.pk]


def test_a_user_who_was_shut_out_gets_no_code(patient: Patient, come_in: Callable[..., Client]) -> None:
    come_in(invited(patient).path)
    User.objects.filter(username=f"patient:{patient.pk}").update(is_active=False)
    assert accepted_for(MAILBOX) == []


def test_the_question_whose_phone_it_is_has_to_be_answered(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX)
    answer = client.post("/accounts/patient/code/", {"code": codes_mailed()[0]})
    assert "Choose one, so that we know when to sign you out." in answer.content.decode()
    assert not is_in(client)


def test_signing_in_leads_where_one_wanted_to_go(
    patient: Patient, come_in: Callable[..., Client], ask: Callable[..., Client]
) -> None:
    come_in(invited(patient).path)
    client = ask(MAILBOX)
    client.get("/accounts/patient/", {"next": "/me/settings/"})
    answer = client.post("/accounts/patient/code/", {"code": codes_mailed()[0], "shared": "own_phone"})
    assert answer["Location"] == "/me/settings/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    client.get("/accounts/patient/", {"next": elsewhere})
    assert "sign_in_next" not in client.session


def test_an_invitation_for_a_patient_who_is_gone_signs_nobody_in(client: Client) -> None:
    invitation = invite(patient_id=uuid4(), practice_id=uuid4(), email=MAILBOX, made_by=None, now=NOW).invitation
    with pytest.raises(Patient.DoesNotExist):
        codes.user_of_patient(invitation.patient_id, NOW)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/me/settings/", "/me/settings/"),
        ("foo", "/me/"),
        ("//evil.example", "/me/"),
        ("https://evil.example/", "/me/"),
    ],
)
def test_the_way_back_is_a_path_of_ours(
    patient: Patient,
    come_in: Callable[..., Client],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    wanted: str,
    led_to: str,
) -> None:
    come_in(invited(patient).path)
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/accounts/patient/?next={wanted}", {"email": MAILBOX})
    answer = client.post("/accounts/patient/code/", {"code": codes_mailed()[0], "shared": "own_phone"})
    assert answer.headers["Location"] == led_to
