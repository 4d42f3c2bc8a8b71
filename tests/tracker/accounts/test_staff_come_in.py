"""A colleague is added by a manager, at the desk or by the API, and comes in by a link to their own mailbox."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from courses.access import Role
from courses.errors import NotAllowed, Refused, WrongInput
from courses.models import Clinician
from notifications.models import Endpoint
from tests.courses.making import ENTERED, Scene, a_clinician
from tests.tracker.api.calling import Caller, as_staff
from tracker import clock
from tracker.accounts import limits
from tracker.accounts.models import User
from tracker.accounts.staff import StaffInvited, invite_again, invite_clinician

pytestmark = pytest.mark.django_db
ADDRESS, WORD = "vega@example.org", "four-good-words-here"
COLLEAGUE: dict[str, Any] = {"email": "Vega@Example.org", "name": "Dr. Vega", "roles": ["prescriber", "reviewer"]}


@pytest.fixture(autouse=True)
def _mail(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAIL_IN_USE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(clock, "now", lambda: ENTERED)


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


@pytest.fixture
def manager(scene: Scene) -> Clinician:
    return a_clinician(scene.practice, "manager")


@pytest.fixture
def caller(manager: Clinician) -> Caller:
    return as_staff(manager, Role.MANAGER)


def invited(manager: Clinician, now: datetime = ENTERED, **other: Any) -> StaffInvited:
    told = {**COLLEAGUE, "roles": [Role.REVIEWER], **other}
    return invite_clinician(practice=manager.practice, **told, by=manager.as_viewer(), through="page", now=now)


def link_in(number: int = -1) -> str:
    lines = str(mail.outbox[number].body).splitlines()
    return next(line for line in lines if "/accounts/password/reset/key/" in line)


def test_a_colleague_sets_a_password_by_the_link_and_signs_in(manager: Clinician) -> None:
    colleague = invited(manager).clinician
    client = Client()
    client.post(client.get(link_in()).headers["Location"], {"password1": WORD, "password2": WORD})
    fresh = Client()
    answer = fresh.post("/accounts/login/", {"login": ADDRESS, "password": WORD})
    assert answer.status_code == 302
    assert fresh.get("/desk/").status_code == 200
    assert colleague.practice == manager.practice
    assert "does not work any more" in client.get(link_in(), follow=True).content.decode()


def test_messages_wait_until_the_mailbox_is_confirmed_by_its_link(manager: Clinician) -> None:
    colleague = invited(manager).clinician
    endpoint = Endpoint.objects.get(person_id=colleague.pk)
    assert (endpoint.address, endpoint.verified_at) == (ADDRESS, None)
    client = Client()
    client.post(client.get(link_in()).headers["Location"], {"password1": WORD, "password2": WORD})
    endpoint.refresh_from_db()
    assert endpoint.verified_at == ENTERED


def test_the_mail_names_neither_practice_nor_roles_nor_name(manager: Clinician) -> None:
    invited(manager)
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    said = f"{sent.subject} {sent.body} {sent.alternatives}"
    assert sent.to == [ADDRESS]
    assert not [word for word in ("Elm Street", "Vega,", "Dr.", "eviewer", "Shortcourse") if word in said]


def test_who_lost_the_mail_asks_for_a_new_link_at_the_sign_in(manager: Clinician) -> None:
    invited(manager)
    Client().post("/accounts/password/reset/", {"email": ADDRESS})
    assert len(mail.outbox) == 2
    assert mail.outbox[1].to == [ADDRESS]
    assert "/accounts/password/reset/key/" in link_in()


def test_the_same_again_sends_a_new_link_and_makes_nobody_until_the_password_is_set(manager: Clinician) -> None:
    first = invited(manager)
    again = invited(manager)
    assert (again.clinician, again.is_new, again.was_mailed, len(mail.outbox)) == (first.clinician, False, True, 2)
    assert User.objects.filter(email=ADDRESS).count() == 1
    with pytest.raises(WrongInput):
        invited(manager, roles=[Role.MANAGER])
    assert invite_again(clinician=first.clinician, by=manager.as_viewer(), now=ENTERED)
    first.clinician.user.set_password(WORD)
    first.clinician.user.save()
    with pytest.raises(WrongInput) as taken:
        invited(manager)
    assert taken.value.code == "taken"
    with pytest.raises(Refused):
        invite_again(clinician=first.clinician, by=manager.as_viewer(), now=ENTERED)
    assert len(mail.outbox) == 3


def test_an_address_of_another_practice_is_taken_and_nothing_is_told_of_it(manager: Clinician) -> None:
    theirs = invited(a_clinician(Scene().practice, "manager"))
    with pytest.raises(WrongInput) as taken:
        invited(manager)
    assert "Elm" not in taken.value.message
    assert Clinician.objects.get(user__email=ADDRESS) == theirs.clinician
    assert len(mail.outbox) == 1


def test_without_mail_nobody_is_made(manager: Clinician, settings: Settings) -> None:
    settings.MAIL_IN_USE = False
    with pytest.raises(Refused):
        invited(manager)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_practice_sends_so_many_invitations_a_day(manager: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STAFF_A_PRACTICE", limits.Limit("staff-practice-tried", 1, timedelta(days=1)))
    invited(manager)
    with pytest.raises(Refused) as refused:
        invited(manager, email="other@example.org")
    assert refused.value.code == "too_many"
    assert not User.objects.filter(email="other@example.org").exists()


def test_a_mail_that_cannot_be_sent_is_told_and_can_be_sent_again(manager: Clinician, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.tracker.accounts.test_staff_come_in.Unreachable"
    made = invited(manager)
    assert (made.is_new, made.was_mailed) == (True, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert invited(manager).was_mailed


class Unreachable:
    """A mail server that nobody reaches."""

    def __init__(self, **_: Any) -> None:
        """As any backend."""

    def send_messages(self, _messages: Any) -> int:
        """Fail as a socket does."""
        raise OSError


def test_nobody_but_a_manager_of_the_practice_invites(scene: Scene, manager: Clinician) -> None:
    elsewhere = a_clinician(Scene().practice, "manager")
    for by in (scene.by, elsewhere.as_viewer(), scene.patient.as_viewer()):
        with pytest.raises(NotAllowed):
            invite_clinician(
                practice=manager.practice,
                **{**COLLEAGUE, "roles": [Role.MANAGER]},
                by=by,
                through="page",
                now=ENTERED,
            )
    assert mail.outbox == []


def test_by_the_api_a_manager_adds_a_colleague(caller: Caller) -> None:
    added = caller.post("staff", {**COLLEAGUE, "takes_escalations": True})
    assert added.status_code == 201, added.content
    told = added.json()
    assert (told["name"], told["roles"], told["active"]) == ("Dr. Vega", ["prescriber", "reviewer"], True)
    assert (told["takes_escalations"], told["waited_for"]) == (True, True)
    assert ADDRESS not in added.content.decode().lower()
    again = caller.post("staff", COLLEAGUE)
    assert (again.status_code, again.json()) == (200, told)
    assert caller.get(f"staff/{told['id']}").json() == told


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"email": "no address"}, 422, "not_an_address"),
        ({"email": "\u202evega@example.org"}, 422, "not_an_address"),
        ({"email": "a\r\nBcc: all@example.org"}, 422, "not_an_address"),
        ({"email": "x" * 250 + "@example.org"}, 422, "too_long"),
        ({"email": 3}, 422, "not_text"),
        ({"name": " "}, 422, "required"),
        ({"roles": []}, 422, "required"),
        ({"roles": ["owner"]}, 422, "unknown_word"),
        ({"roles": ["operator"]}, 422, "unknown_word"),
        ({"practice": "another"}, 422, "unknown_field"),
    ],
    ids=lambda told: str(told)[:40],
)
def test_by_the_api_what_is_wrong_is_told_and_nobody_is_made(
    caller: Caller, wrong: dict[str, Any], status: int, code: str
) -> None:
    told = caller.post("staff", {**COLLEAGUE, **wrong})
    assert (told.status_code, told.json()["errors"][0]["code"]) == (status, code), told.content
    assert told.json()["errors"][0]["field"].startswith(f"/{next(iter(wrong))}")
    assert not User.objects.filter(email=ADDRESS).exists()
    assert mail.outbox == []


def test_by_the_api_nobody_else_adds_anybody(scene: Scene, caller: Caller) -> None:
    assert as_staff(scene.prescriber).post("staff", COLLEAGUE).status_code == 403
    assert Caller().post("staff", COLLEAGUE).status_code == 401
    assert mail.outbox == []
