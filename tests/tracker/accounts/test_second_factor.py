"""The second step of staff's sign-in: asked for by the practice, set up first of all, taken off by a manager."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django.fixtures import Settings

from courses.errors import NotAllowed, Refused
from courses.models import Clinician, Practice, PracticeChange
from tests.courses.making import ENTERED, Scene, a_clinician
from tracker import clock
from tracker.accounts.codes import user_of_patient
from tracker.accounts.second_factor import Adapter, take_off

pytestmark = pytest.mark.django_db
WORD = "four-good-words-here"
SET_UP = "/accounts/2fa/"


def who_signs_in(scene: Scene, *roles: str) -> Clinician:
    clinician = a_clinician(scene.practice, *roles)
    clinician.user.email = clinician.user.username = f"{clinician.pk}@example.org"
    clinician.user.set_password(WORD)
    clinician.user.save()
    return clinician


def signed_in(clinician: Clinician) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": clinician.user.email, "password": WORD})
    assert answer.status_code == 302
    return client


def code_of(secret: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def set_up(client: Client) -> str:
    """Set an app up; the secret that it keeps."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    [told] = re.findall(r'class="breaks">([A-Z2-7 ]+)<', page)
    secret = told.replace(" ", "")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/", answer.content.decode()
    return str(secret)


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


@pytest.fixture
def demanding(scene: Scene) -> Scene:
    Practice.objects.filter(pk=scene.practice.pk).update(demands_second_factor=True)
    return scene


def test_who_has_none_is_led_to_set_it_up_before_anything_else(demanding: Scene) -> None:
    client = signed_in(who_signs_in(demanding, "prescriber"))
    for path in ("/desk/", f"/desk/courses/{demanding.course.pk}/", "/desk/practice/", "/desk/patients/?q=a"):
        assert client.get(path).headers["Location"] == SET_UP
    assert client.post("/desk/practice/", {}).headers["Location"] == SET_UP
    assert "Your practice asks for a second step" in client.get(SET_UP).content.decode()
    set_up(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li>\s*\d{8}\s*</li>", page)) == 10
    assert client.get("/desk/").status_code == 200


def test_without_the_demand_nobody_is_led_anywhere_and_anybody_may_set_one_up(scene: Scene) -> None:
    client = signed_in(who_signs_in(scene, "reviewer"))
    assert client.get("/desk/").status_code == 200
    set_up(client)
    assert client.get("/desk/").status_code == 200


def test_patients_are_not_asked(demanding: Scene) -> None:
    client = Client()
    user = user_of_patient(demanding.patient.pk, ENTERED)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/me/settings/").status_code == 200


def test_the_api_lets_no_such_session_in_and_says_why(demanding: Scene) -> None:
    client = signed_in(who_signs_in(demanding, "prescriber"))
    refused = client.get("/api/v1/practice")
    assert refused.status_code == 403
    assert "second step" in refused.content.decode()
    set_up(client)
    assert client.get("/api/v1/practice").status_code == 200


def test_the_next_sign_in_asks_for_a_code_and_takes_one_that_was_kept_once(demanding: Scene) -> None:
    clinician = who_signs_in(demanding, "prescriber")
    first = signed_in(clinician)
    set_up(first)
    kept = re.findall(r"<li>\s*(\d{8})\s*</li>", first.get("/accounts/2fa/recovery-codes/").content.decode())
    client = signed_in(clinician)
    assert client.get("/desk/").headers["Location"].startswith("/accounts/login/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/desk/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": kept[0]}).status_code == 302
    assert client.get("/desk/").status_code == 200
    again = signed_in(clinician)
    assert again.post("/accounts/2fa/authenticate/", {"code": kept[0]}).status_code == 200
    assert again.get("/desk/").status_code == 302


def test_a_password_typed_long_ago_is_asked_for_again(demanding: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(who_signs_in(demanding, "prescriber"))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_whoever_has_one_is_asked_for_it_before_it_is_switched_off(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(who_signs_in(scene, "prescriber"))
    set_up(client)
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/accounts/2fa/totp/deactivate/").headers["Location"].startswith("/accounts/reauthenticate/")


def test_secrets_are_kept_encrypted_and_an_older_key_still_opens_them(scene: Scene, settings: Settings) -> None:
    client = signed_in(who_signs_in(scene, "prescriber"))
    secret = set_up(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    closed = Adapter().encrypt("word")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert Adapter().decrypt(closed) == "word"


def test_a_manager_takes_it_off_a_colleague_who_lost_it_and_the_practice_reads_who_did(demanding: Scene) -> None:
    lost, manager = who_signs_in(demanding, "prescriber"), who_signs_in(demanding, "manager")
    set_up(signed_in(lost))
    client = signed_in(manager)
    set_up(client)
    path = f"/desk/practice/staff/{lost.pk}/second-step/"
    assert "is taken off" in client.post(path, follow=True).content.decode()
    assert not Authenticator.objects.filter(user=lost.user).exists()
    change = PracticeChange.objects.get(what="take_off_second_factor")
    assert (change.about, change.by_id, change.changed) == (lost.pk, manager.pk, {"second_factor": [True, False]})
    assert "has set up no second step" in client.post(path, follow=True).content.decode()
    assert "Second step: was yes, now no" in " ".join(
        re.sub(r"<[^>]+>", "", client.get("/desk/practice/").content.decode()).split()
    )
    assert signed_in(lost).get("/desk/").headers["Location"] == SET_UP


def test_nobody_else_takes_it_off(scene: Scene) -> None:
    lost = who_signs_in(scene, "prescriber")
    set_up(signed_in(lost))
    for by in (scene.by, a_clinician(Scene().practice, "manager").as_viewer(), scene.patient.as_viewer()):
        with pytest.raises(NotAllowed):
            take_off(clinician=lost, by=by, through="page", now=ENTERED)
    with pytest.raises(Refused):
        take_off(
            clinician=a_clinician(scene.practice),
            by=a_clinician(scene.practice, "manager").as_viewer(),
            through="page",
            now=ENTERED,
        )
    assert Authenticator.objects.filter(user=lost.user).exists()
