"""Who helps comes in by an invitation, sees today of one patient, logs, reports emergencies, and finds nothing else."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from courses import actions
from courses.models import CheckIn, Dose, Helper
from tests.courses.making import Scene, a_patient, a_user, an_id, at
from tests.tracker.patient.phone import Phone, forms_of, said
from tracker import clock
from tracker.accounts.codes import user_of_patient
from tracker.accounts.helpers import helps_by, invite_helper
from tracker.accounts.models import HelperInvitation
from tracker.patient.urls import urlpatterns

pytestmark = pytest.mark.django_db

DUE = "2026-03-05T08:05"
COME_IN = Callable[..., Client]


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture(autouse=True)
def _mails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(clock, "now", lambda: at(DUE))


@pytest.fixture
def come_in(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> COME_IN:
    """Follow an invitation, or come back by the address; the client is signed in."""

    def follow(path: str = "/accounts/invitation/", email: str = "", code: int = 0) -> Client:
        client = Client()
        with django_capture_on_commit_callbacks(execute=True):
            if email:
                client.post("/accounts/patient/", {"email": email})
            else:
                client.get(path)
                client.post("/accounts/invitation/")
        typed = re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))[code]
        client.post("/accounts/patient/code/", {"code": typed, "shared": "own_phone"})
        return client

    return follow


def invited(scene: Scene, name: str = "Luis", email: str = "luis@example.org", **more: Any) -> str:
    return invite_helper(patient=scene.patient, **{"name": name, "email": email, "until": None, "now": at(DUE), **more})


def helping(scene: Scene, **more: Any) -> Client:
    """A helper's browser, signed in."""
    leave = actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Luis", **{**scene.told(DUE), **more})
    client = Client()
    client.force_login(leave.user)
    return client


def take(client: Client, place: int = 0, **changed: str) -> Any:
    buttons = [one for one in forms_of(client.get("/helping/")) if one["action"] == "/helping/doses/"]
    return client.post("/helping/doses/", {**buttons[place], **changed})


def test_the_patient_asks_and_the_mail_tells_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mine = Phone(scene.patient, monkeypatch, DUE)
    sent = {"name": "Luis", "email": "Luis@Example.org", "until": "2026-03-09"}
    with django_capture_on_commit_callbacks(execute=True):
        page = mine.send("/me/helpers/", **sent)
    assert "Luis has mail now" in page
    assert "Was asked at luis@example.org, and has not come yet." in page
    [letter] = mail.outbox
    whole = f"{letter.subject} {letter.body} {letter.message()}"
    for word in ("Ada", "Ruiz", "Luis", "Elm Street", "carisoprodol", "medicine", "dose"):
        assert word not in whole
    assert re.search(r"/accounts/invitation/([2-9a-z]{4}-){3}[2-9a-z]{4}/", str(letter.body))
    # The day that was named is the last one.
    assert HelperInvitation.objects.get().until == at("2026-03-10T00:00")


def test_who_is_invited_comes_in_sees_whose_today_it_is_and_comes_back(scene: Scene, come_in: COME_IN) -> None:
    client = come_in(invited(scene))
    page = said(client.get("/", follow=True))
    assert "Helping Ada" in page
    assert "Due now, 8:00 am" in page
    assert "Ruiz" not in page
    [leave] = Helper.objects.all()
    assert (leave.patient, leave.name) == (scene.patient, "Luis")
    again = come_in(email="LUIS@example.org")
    assert again.session["_auth_user_id"] == str(leave.user_id)
    assert Client().get(HelperInvitation.objects.get().token_hash, follow=True).status_code == 404


def test_a_helpers_invitation_works_once_and_for_seven_days(
    scene: Scene, come_in: COME_IN, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = invited(scene), invited(scene, email="eva@example.org")
    come_in(first)
    assert Client().get(first, follow=True).status_code == 410
    monkeypatch.setattr(clock, "now", lambda: at(DUE) + timedelta(days=7))
    assert Client().get(second, follow=True).status_code == 410


def test_one_who_shares_the_patients_mailbox_is_told_apart(scene: Scene, come_in: COME_IN) -> None:
    come_in(invited(scene, email="ada@example.org"))
    assert [one.label for one in helps_by("ada@example.org", at(DUE))] == ["Luis, to help"]


def test_a_helper_logs_and_both_sides_say_who_did_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = helping(scene)
    assert take(client).headers["Location"] == "/helping/"
    page = said(client.get("/helping/"))
    assert "by you" in page
    [dose] = Dose.objects.all()
    assert (dose.by_kind, dose.amount) == ("helper", 1)
    assert "by Luis" in Phone(scene.patient, monkeypatch, DUE).get("/me/")
    desk = Client()
    desk.force_login(scene.prescriber.user)
    assert "08:05, by Luis" in desk.get(f"/desk/courses/{scene.course.pk}/").content.decode()


def test_a_helper_undoes_their_own_doses_alone(scene: Scene) -> None:
    client = helping(scene)
    take(client)
    patients = scene.dose(7, "2026-03-05T07:50").dose
    assert client.post(f"/helping/doses/{patients.client_id}/undo/").status_code == 404
    undos = [one["action"] for one in forms_of(client.get("/helping/")) if "/undo/" in one["action"]]
    assert len(undos) == 1
    client.post(undos[0])
    assert Dose.objects.filter(undone_at__isnull=False).get().by_kind == "helper"


def test_what_is_to_be_said_before_a_dose_is_said_and_it_is_logged_all_the_same(scene: Scene) -> None:
    client = helping(scene)
    take(client)
    again = {"id": str(uuid4()), "course": str(scene.course.pk), "amount": "1", "when": "now"}
    answer = client.post("/helping/doses/", again)
    page = said(answer)
    assert "One was logged a few minutes ago. Was this another one?" in page
    [form] = [one for one in forms_of(answer) if one["action"] == "/helping/doses/"]
    client.post("/helping/doses/", form)
    assert Dose.objects.count() == 2


def test_the_same_tap_twice_is_one_dose(scene: Scene) -> None:
    client = helping(scene)
    key = str(uuid4())
    take(client, id=key)
    client.post("/helping/doses/", {"id": key, "course": str(scene.course.pk), "amount": "1", "when": "now"})
    assert Dose.objects.count() == 1


def test_far_too_much_shows_the_number(scene: Scene) -> None:
    client = helping(scene)
    answer = take(client, amount="9")
    assert "Call now" in said(answer)
    [form] = [one for one in forms_of(answer) if one["action"] == "/helping/doses/"]
    page = client.post("/helping/doses/", form, follow=True).content.decode()
    assert "tel:911" in page
    assert "tel:18002221222" in page.replace("-", "")


def test_an_emergency_is_recorded_with_nothing_else_and_the_number_shown(scene: Scene) -> None:
    client = helping(scene)
    path = f"/helping/courses/{scene.course.pk}/emergency/"
    [form] = [one for one in forms_of(client.get(path)) if one["action"] == path]
    page = client.post(path, {**form, "symptom": "seizure", "line": "x", "pain": "9"}, follow=True).content.decode()
    assert "tel:911" in page
    made = CheckIn.objects.get()
    assert (made.symptoms, made.line, made.pain, made.by_kind) == (["seizure"], "", None, "helper")


@pytest.mark.parametrize("gone", ["the session", "the course"])
def test_an_emergency_shows_numbers_whatever_ended_meanwhile(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    client = helping(scene)
    path = f"/helping/courses/{scene.course.pk}/emergency/"
    [form] = [one for one in forms_of(client.get(path)) if one["action"] == path]
    client = Client()
    if gone == "the course":
        monkeypatch.setattr(clock, "now", lambda: at("2026-03-28T08:00"))
        client.force_login(Helper.objects.get().user)
        assert client.get(path).status_code == 404
    assert client.post(path, {**form, "symptom": "seizure"}).headers["Location"] == "/me/urgent/"


@pytest.mark.parametrize("told", ["", "seizure", "suicidal_thoughts", "too_much", "<b>x</b>", "nothing"])
def test_the_page_to_call_says_no_more_than_it_knows(scene: Scene, told: str) -> None:
    page = helping(scene).get(f"/helping/courses/{scene.course.pk}/call/", {"told": told}).content.decode()
    assert "tel:911" in page
    assert "<b>x</b>" not in page


def others(scene: Scene) -> dict[str, str]:
    told = scene.told(DUE, scene.patient.as_viewer())
    made = actions.check_in(course=scene.course, client_id=an_id(2), line="Help", **told).check_in
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat", **scene.told(DUE))
    invited(scene, email="eva@example.org")
    return {
        "course_id": str(scene.course.pk),
        "dose_id": str(scene.dose(1, DUE).dose.client_id),
        "check_in_id": str(made.client_id),
        "activity_id": str(activity.pk),
        "tick_id": str(an_id(3)),
        "helper_id": str(Helper.objects.first().pk),  # type: ignore[union-attr]
        "invitation_id": str(HelperInvitation.objects.get().pk),
        "step": "language",
        "day": "2026-03-05",
        "month": "2026-03",
        "language": "en",
    }


# What of /me/ is there for anybody: numbers to call, what holds nothing of anybody's, what a token alone opens.
ANYBODYS = {"urgent", "shell", "manifest", "install", "calendar_feed", "push_later", "push_taken", "push_received"}


@pytest.mark.parametrize("name", sorted(str(one.name) for one in urlpatterns if isinstance(one, URLPattern)))
def test_no_page_of_the_patient_is_there_for_a_helper(scene: Scene, name: str) -> None:
    [pattern] = [one for one in urlpatterns if one.name == name]  # type: ignore[union-attr]
    client = helping(scene)
    values = others(scene)
    converters = pattern.pattern.converters
    path = reverse(f"patient:{name}", args=[values.get(one, str(an_id(9))) for one in converters])
    answers = {client.get(path).status_code, client.post(path).status_code}
    if name not in ANYBODYS:
        assert answers <= {403, 404, 405}, path
    assert "Marmalade" not in client.get(path).content.decode(errors="ignore")


def test_a_leave_that_ended_opens_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = helping(scene, until=at(DUE) + timedelta(hours=1))
    assert client.get("/helping/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: at(DUE) + timedelta(hours=1))
    assert client.get("/helping/").status_code == 404
    assert "Nothing to see with this sign-in" in client.get("/").content.decode()


def test_taking_back_is_asked_once_and_sends_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = helping(scene)
    mine = Phone(scene.patient, monkeypatch, DUE)
    leave = Helper.objects.get()
    path = f"/me/helpers/{leave.pk}/end/"
    assert "Shall Luis stop helping?" in mine.get(path)
    assert client.get("/helping/").status_code == 200
    assert "can see and do nothing here any more" in mine.send(path)
    mine.post(path)
    assert client.get("/helping/").status_code == 404
    assert mail.outbox == []


def test_an_invitation_is_taken_back_before_it_is_used(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    path = invited(scene)
    mine = Phone(scene.patient, monkeypatch, DUE)
    mine.post(f"/me/helpers/invitations/{HelperInvitation.objects.get().pk}/withdraw/")
    assert Client().get(path, follow=True).status_code == 410


@pytest.mark.parametrize("until", ["2026-03-04", "9999-12-31", "x", "2026-02-30"])
def test_a_day_that_makes_no_sense_invites_nobody(scene: Scene, monkeypatch: pytest.MonkeyPatch, until: str) -> None:
    mine = Phone(scene.patient, monkeypatch, DUE)
    answer = mine.post("/me/helpers/", name="Luis", email="luis@example.org", until=until)
    assert answer.status_code == 422
    assert not HelperInvitation.objects.exists()


def test_who_helps_two_chooses_whom(scene: Scene, come_in: COME_IN) -> None:
    other = a_patient(scene.practice, given_name="Bruno")
    come_in(invited(scene))
    client = come_in(invite_helper(patient=other, name="Luis", email="luis@example.org", until=None, now=at(DUE)))
    assert Helper.objects.values("user").distinct().count() == 1
    page = client.get("/helping/", follow=True)
    assert "Whom do you help now?" in said(page)
    of_ada = Helper.objects.get(patient=scene.patient)
    client.post("/helping/whom/", {"leave": str(of_ada.pk)})
    assert "Helping Ada" in said(client.get("/helping/"))
    client.post("/helping/whom/", {"leave": str(Helper.objects.get(patient=other).pk)})
    assert "Helping Bruno" in said(client.get("/helping/"))
    stranger = helping(Scene())
    stranger.post("/helping/whom/", {"leave": str(of_ada.pk)})
    assert Helper.objects.get(patient=scene.patient).user_id != stranger.session["_auth_user_id"]
    assert stranger.session.get("helping") is None


def test_a_helper_is_no_patient_and_a_patient_no_helper(scene: Scene) -> None:
    client = Client()
    client.force_login(user_of_patient(scene.patient.pk, at(DUE)))
    assert client.get("/helping/").status_code == 404
    assert Client().get("/helping/").headers["Location"].startswith("/accounts/patient/?next=")
