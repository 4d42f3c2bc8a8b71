import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courses.access import Role
from courses.errors import WrongInput
from courses.models import Clinician, Patient
from tests.courses.making import Scene, a_user, at
from tests.tracker.api.calling import API, Caller, a_dose, as_patient, as_staff
from tracker.accounts.limits import Limit
from tracker.api import limits, sign_in
from tracker.api.models import ApiToken
from tracker.api.tokens import issue_token, revoke_token

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_a_hash_alone(scene: Scene) -> None:
    caller = as_patient(scene.patient)
    row = ApiToken.objects.get()
    kept = " ".join(str(value) for value in ApiToken.objects.values().get().values())
    assert caller.token not in kept
    assert caller.token.removeprefix("sct_") not in kept
    assert len(row.digest) == 64


def test_a_token_ends_at_its_instant(scene: Scene, set_clock: Callable[[str], None]) -> None:
    made = issue_token(
        role=Role.PATIENT, practice=scene.practice, patient=scene.patient, label="phone",
        valid_for=timedelta(days=1), now=at("2026-03-04T12:00"),
    )  # fmt: skip
    caller = Caller(made.token)
    set_clock("2026-03-05T11:59")
    assert caller.get("me").status_code == 200
    set_clock("2026-03-05T12:00")
    assert caller.get("me").status_code == 401


def test_a_revoked_token_lets_nobody_in(scene: Scene, patient: Caller) -> None:
    revoke_token(ApiToken.objects.get(), at("2026-03-04T12:00"))
    told = patient.get("me")
    assert (told.status_code, told.json()["errors"][0]["code"]) == (401, "token_not_in_force")


def test_a_clinicians_token_ends_with_their_role_and_their_stay(scene: Scene, prescriber: Caller) -> None:
    assert prescriber.get("me").status_code == 200
    Clinician.objects.update(is_prescriber=False, is_reviewer=True)
    assert prescriber.get("me").status_code == 401
    Clinician.objects.update(is_prescriber=True, is_active=False, deactivated_at=at("2026-03-04T12:00"))
    assert prescriber.get("me").status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer sct_x", "Bearer \u00ff", "bearer a b c", "Basic YTpi", "Bearer " + "x" * 4000],
)
def test_what_is_no_token(scene: Scene, header: str) -> None:
    told = Client().get(f"{API}me", headers={"Authorization": header})
    assert (told.status_code, told.json()["type"]) == (401, "/api/v1/problems/not_signed_in")


def test_guessing_tokens_is_limited(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "WRONG_TOKENS", Limit("guesses", 2, limits.WRONG_TOKENS.within))
    told = [Caller(f"sct_{n}").get("me") for n in range(3)]
    assert [one.status_code for one in told] == [401, 401, 429]
    assert int(told[2].headers["Retry-After"]) >= 1


def test_scopes_that_nobody_has_are_refused(scene: Scene) -> None:
    other = Scene()
    scopes: list[dict[str, Any]] = [
        {"role": Role.PATIENT},
        {"role": Role.HELPER},
        {"role": Role.PRESCRIBER, "patient": scene.patient},
        {"role": Role.MANAGER, "clinician": scene.prescriber},
        {"role": Role.PATIENT, "patient": other.patient},
        {"role": Role.PRESCRIBER, "clinician": other.prescriber},
        {"role": Role.PRESCRIBER, "valid_for": timedelta(days=400)},
        {"role": Role.PRESCRIBER, "valid_for": timedelta(0)},
        {"role": Role.PRESCRIBER, "label": " "},
    ]
    for scope in scopes:
        usual: dict[str, Any] = {"practice": scene.practice, "label": "x", "valid_for": timedelta(days=1)}
        with pytest.raises(WrongInput):
            issue_token(**{**usual, **scope}, now=at("2026-03-04T12:00"))
    assert not ApiToken.objects.exists()


def test_a_practices_token_is_nobodys_and_names_the_prescriber(scene: Scene) -> None:
    out = StringIO()
    call_command(
        "issue_token", role="prescriber", practice=str(scene.practice.pk), label="import", stdout=out, stderr=StringIO()
    )
    caller = Caller(out.getvalue().strip())
    sent = {
        "patient": str(scene.patient.pk), "medicine": str(scene.course.medicine_id), "strength": "350 mg tablet",
        "first_day": "2026-06-01", "steps": [{"days": 2, "slots": [{"wall": "08:00", "amount": 1}]}],
    }  # fmt: skip
    assert caller.post("courses", sent).json()["errors"][0]["field"] == "/prescriber"
    told = caller.post("courses", {**sent, "prescriber": str(scene.prescriber.pk)})
    assert told.status_code == 201, told.content
    assert told.json()["course"]["revisions"][0]["by_kind"] == "token"
    call_command("revoke_token", str(ApiToken.objects.get().pk), stdout=StringIO())
    assert caller.get("me").status_code == 401


def test_the_command_says_what_is_wrong(scene: Scene) -> None:
    with pytest.raises(CommandError, match="no patient"):
        call_command("issue_token", role="patient", patient=str(scene.practice.pk), label="x", stdout=StringIO())
    with pytest.raises(CommandError, match="no such role"):
        call_command("issue_token", role="manager", clinician=str(scene.prescriber.pk), label="x", stdout=StringIO())


def test_a_session_changes_something_only_with_its_csrf_token(scene: Scene) -> None:
    Patient.objects.filter(pk=scene.patient.pk).update(user=a_user())
    user = Patient.objects.get(pk=scene.patient.pk).user
    assert user is not None
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    path = f"{API}courses/{scene.course.pk}/doses"
    assert client.get(f"{API}me").json()["kind"] == "patient"
    body = json.dumps(a_dose())
    told = client.post(path, body, content_type="application/json")
    assert (told.status_code, told.json()["type"]) == (403, "/api/v1/problems/not_allowed")
    client.cookies["csrftoken"] = "a" * 32
    told = client.post(path, body, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert told.status_code == 201


def test_an_operator_sees_nothing_of_patients(scene: Scene) -> None:
    user = a_user()
    user.is_superuser = True
    user.save()
    caller = Caller()
    caller.client.force_login(user)
    assert caller.get("me").json()["kind"] == "operator"
    assert caller.get("courses").status_code == 403
    assert caller.get(f"courses/{scene.course.pk}").status_code == 404
    assert caller.get("practice").status_code == 404
    assert caller.get("medicines").json()["results"] == []


def test_a_manager_reads_no_course(scene: Scene) -> None:
    Clinician.objects.filter(pk=scene.prescriber.pk).update(is_manager=True)
    caller = as_staff(Clinician.objects.get(pk=scene.prescriber.pk), Role.MANAGER)
    assert caller.get(f"courses/{scene.course.pk}").status_code == 404
    assert caller.get("practice").status_code == 200
