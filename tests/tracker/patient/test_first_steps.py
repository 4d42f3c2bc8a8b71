"""Coming in: one idea a screen, any of which can wait; and what is told before a course, kept as it was read."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from courses import actions
from courses.models import Briefing, Patient
from notifications.channels.web_push import vapid
from notifications.models import Person, SmsPractice
from notifications.people import Someone
from notifications.preferences import may_name
from tests.courses.making import Scene, at
from tests.push_service import wait_until
from tests.sms_service import SmsService
from tests.tracker.patient.phone import Phone, said
from tracker import briefing, clock
from tracker.accounts.access import mailbox_of
from tracker.accounts.first_steps import STEPS, steps_left
from tracker.accounts.invitations import accepted_for, invite
from tracker.accounts.models import BoundTo, FirstStep

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

BEFORE = "2026-03-01T13:00"
DUE = "2026-03-02T08:05"


def chosen(patient: Patient) -> Any:
    return patient.settings_history.order_by("-seq")[0]


def test_each_step_is_one_screen_with_one_title_and_says_how_far(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    for number, step in enumerate(STEPS, 1):
        page = mine.get(f"/me/start/{step}/")
        assert f"First steps, {number} of {len(STEPS)}" in page
        assert "Later" in page
        assert ("One back" in page) is (number > 1)


def test_answering_leads_on_and_the_end_is_what_to_read(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    answers: list[dict[str, str]] = [
        {"language": "en"},
        {"time_zone": "America/Chicago"},
        {"message_hour": "12:00"},
        {"quiet_start": "21:00", "quiet_end": "08:00"},
        {},
        {"shows": "names"},
    ]
    where = mine.client.get("/me/start/").headers["Location"]
    for answer in answers:
        where = mine.post(where, **answer).headers["Location"]
    assert where == "/me/start/?go=on"
    assert mine.client.get(where).headers["Location"] == f"/me/courses/{scene.course.pk}/briefing/"
    now = chosen(scene.patient)
    assert (now.time_zone, now.message_hour) == ("America/Chicago", time(12))
    assert (now.quiet_start, now.quiet_end) == (time(21), time(8))
    assert may_name(Someone(Person.PATIENT, scene.patient.pk))


def test_a_dose_that_is_due_waits_for_no_step(scene: Scene, phone: On) -> None:
    mine = phone(scene, DUE)
    assert mine.client.get("/me/start/").headers["Location"] == "/me/"
    page = mine.get("/me/")
    assert page.index("I took it") < page.index("6 short things to set up")
    assert page.index("I took it") < page.index("Before you start")


def test_what_is_done_is_not_asked_again(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    mine.post("/me/start/language/", language="en")
    assert "5 short things to set up" in mine.get("/me/")
    assert mine.client.get("/me/start/").headers["Location"] == "/me/start/zone/"
    for step in STEPS:
        FirstStep.objects.get_or_create(patient_id=scene.patient.pk, step=step, defaults={"done_at": at(BEFORE)})
    assert "to set up" not in mine.get("/me/")


def test_the_language_that_is_chosen_is_spoken_at_once(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    mine.post("/me/start/language/", language="es")
    scene.patient.refresh_from_db()
    assert scene.patient.language == "es"
    assert '<html lang="es"' in mine.client.get("/me/start/zone/").content.decode()


def test_the_zone_of_the_phone_is_said_aloud(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    mine.client.cookies["phone_zone"] = "America/Los_Angeles"
    page = mine.get("/me/start/zone/")
    assert "Your phone says Los Angeles. There it is 10:00 am. Is that right?" in page
    assert chosen(scene.patient).time_zone == "America/New_York"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000])
def test_without_a_zone_of_the_phone_the_practices_is_said(scene: Scene, phone: On, zone: str) -> None:
    mine = phone(scene, BEFORE)
    mine.client.cookies["phone_zone"] = zone
    assert "Your practice says New York. There it is 1:00 pm." in mine.get("/me/start/zone/")


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("language", {"language": "xx"}),
        ("language", {}),
        ("zone", {"time_zone": "Mars/Olympus"}),
        ("zone", {"time_zone": "\0"}),
        ("hour", {"message_hour": "25:00"}),
        ("quiet", {"quiet_start": "x", "quiet_end": "07:00"}),
        ("lock_screen", {"shows": "everything"}),
    ],
)
def test_what_makes_no_sense_changes_nothing_and_says_so(
    scene: Scene, phone: On, step: str, sent: dict[str, str]
) -> None:
    mine = phone(scene, BEFORE)
    before = chosen(scene.patient).pk
    answer = mine.client.post(f"/me/start/{step}/", sent, follow=True)
    assert answer.request["PATH_INFO"] == f"/me/start/{step}/"
    assert 'class="warning"' in answer.content.decode()
    assert chosen(scene.patient).pk == before
    assert not FirstStep.objects.exists()


def test_a_step_that_is_none_is_not_there(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    assert mine.client.get("/me/start/nothing/").status_code == 404
    assert mine.post("/me/start/nothing/").status_code == 404


def brief(scene: Scene, version: str = briefing.VERSION, text: str = "", when: str = "2026-03-01T12:30") -> Briefing:
    words = text or briefing.briefing_text(scene.course.medicine, scene.practice, "en")
    told = scene.told(when)
    return actions.brief(patient=scene.patient, course=scene.course, version=version, text=words, **told)


def test_the_briefing_is_one_idea_a_screen_and_what_was_read_is_kept(scene: Scene, phone: On) -> None:
    row = brief(scene)
    mine = phone(scene, BEFORE)
    path = f"/me/courses/{scene.course.pk}/briefing/"
    lines = row.text.splitlines()
    for number, line in enumerate(lines, 1):
        page = mine.get(path, screen=number)
        assert f"Before you start, {number} of {len(lines)}" in page
        assert line in page
        assert ("I have read this" in page) is (number == len(lines))
    mine.post(path)
    mine.post(path)
    row.refresh_from_db()
    assert row.acknowledged_at == at(BEFORE)
    assert Briefing.objects.count() == 1
    assert "Before you start" not in mine.get("/me/")
    whole = mine.get(f"{path}whole/")
    assert "You read this: Sun 1 Mar, 1:00 pm." in whole
    assert all(line in whole for line in lines)


@pytest.mark.parametrize("screen", ["0", "99", "999999", "-1", "x", "", "²", "１"])
def test_a_screen_that_is_none_is_one_that_is(scene: Scene, phone: On, screen: str) -> None:
    brief(scene)
    assert "Before you start, " in phone(scene, BEFORE).get(f"/me/courses/{scene.course.pk}/briefing/", screen=screen)


def test_without_a_briefing_todays_words_are_read_and_kept(scene: Scene, phone: On) -> None:
    mine = phone(scene, BEFORE)
    mine.post(f"/me/courses/{scene.course.pk}/briefing/")
    row = Briefing.objects.get()
    assert (row.version, row.language, row.acknowledged_at) == (briefing.VERSION, "en", at(BEFORE))
    assert "Do not stop it suddenly." in row.text


def test_a_newer_version_is_read_again_and_a_practices_own_is_not(
    scene: Scene, phone: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief(scene)
    mine = phone(scene, BEFORE)
    path = f"/me/courses/{scene.course.pk}/briefing/"
    mine.post(path)
    monkeypatch.setattr("tracker.patient.briefings.VERSION", "2")
    assert "Before you start" in mine.get("/me/")
    mine.post(path)
    assert [row.version for row in Briefing.objects.order_by("seq")] == ["1", "2"]
    assert "Before you start" not in mine.get("/me/")
    brief(scene, "elm-1", "Rest.", BEFORE)
    mine.post(path)
    monkeypatch.setattr("tracker.patient.briefings.VERSION", "3")
    assert "Before you start" not in mine.get("/me/")
    assert "Rest." in mine.get(f"{path}whole/")


def test_who_chose_another_language_reads_in_it(scene: Scene, phone: On) -> None:
    brief(scene)
    mine = phone(scene, BEFORE)
    mine.post("/me/start/language/", language="es")
    path = f"/me/courses/{scene.course.pk}/briefing/"
    assert "Este medicamento es por poco tiempo." in mine.client.get(path).content.decode()
    mine.post(path)
    newest = Briefing.objects.latest("seq")
    assert (newest.language, newest.acknowledged_at) == ("es", at(BEFORE))


@pytest.fixture
def _mails(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("_mails")
def test_from_a_printed_invitation_to_today_in_few_taps(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """A dose is due: five requests, of which three are taps, and one thing is typed."""
    monkeypatch.setattr(clock, "now", lambda: at(DUE))
    link = invite(
        patient_id=scene.patient.pk,
        practice_id=scene.practice.pk,
        email="ada@example.org",
        made_by=None,
        now=at(DUE),
    ).path
    client = Client()
    taps = 0
    page: Any = client.get(link, follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/accounts/invitation/", follow=True)
        taps += 1
    assert page.status_code == 200
    code = re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))[0]
    taps += 1  # whose phone it is
    page = client.post("/accounts/patient/code/", {"code": code, "shared": "own_phone"}, follow=True)
    taps += 1
    assert page.request["PATH_INFO"] == "/me/"
    assert "I took it" in said(page)
    assert taps == 3


def face_to_face(scene: Scene, shared: str = "own_phone") -> Client:
    """Somebody who has just come in by the birth date."""
    told: dict[str, Any] = {"practice_id": scene.practice.pk, "made_by": None, "now": at(BEFORE)}
    client = Client()
    client.get(invite(patient_id=scene.patient.pk, bound_to=BoundTo.BIRTH_DATE, **told).path)
    client.post("/accounts/invitation/", {"month": "5", "day": "1", "year": "1984", "shared": shared})
    return client


@pytest.mark.usefixtures("_mails")
def test_who_came_in_face_to_face_names_a_mailbox_and_comes_back_by_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(BEFORE))
    client = face_to_face(scene)
    page = said(client.get("/me/start/channels/"))
    assert "How may reminders reach you?" in page
    assert "By email" in page
    assert "By text" not in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/settings/mailbox/", {"email": "Ada@Example.org"})
    code = re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))[0]
    wrong = client.post("/me/settings/mailbox/code/", {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong.status_code == 422
    assert mailbox_of(scene.patient.pk) == ""
    client.post("/me/settings/mailbox/code/", {"code": code})
    assert [found.patient_id for found in accepted_for("ada@example.org")] == [scene.patient.pk]
    assert "ada@example.org" in said(client.get("/me/start/channels/"))
    # Another one is for the practice to invite.
    assert client.get("/me/settings/mailbox/").headers["Location"] == "/me/settings/"


def test_who_came_in_face_to_face_may_name_a_number_and_goes_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(BEFORE))
    SmsPractice.objects.create(practice=scene.practice, since=at(BEFORE))
    with SmsService() as service, override_settings(SMS=service.account):
        client = face_to_face(scene)
        assert "By text" in said(client.get("/me/start/channels/"))
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/me/settings/number/", {"number": "202-555-0143"})
        assert wait_until(lambda: service.texts)
        code = re.findall(r"\b[0-9]{6}\b", service.texts[0]["Body"])[0]
        done = client.post("/me/settings/number/code/", {"code": code})
        assert done.headers["Location"] == "/me/start/?go=on"
        assert client.get("/me/start/?go=on").headers["Location"] == "/me/start/language/"
        assert "channels" not in steps_left(scene.patient.pk)
        page = said(client.get("/me/start/channels/"))
    assert "A text to (202) 555-0143" in page
    assert "By text" not in page
    assert "By email" in page


@pytest.mark.parametrize("shared", ["own_phone", "shared_phone"])
def test_reminders_on_the_phone_are_offered_where_it_is_ones_own(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, shared: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(BEFORE))
    with override_settings(VAPID_PRIVATE_KEY=vapid.new_private_key()):
        page = face_to_face(scene, shared).get("/me/start/channels/").content.decode()
    assert ('data-push-act="on"' in page) is (shared == "own_phone")
