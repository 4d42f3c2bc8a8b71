from typing import Any

import pytest

from courses.access import Role
from courses.models import Clinician, Medicine, Practice
from tests.courses.making import ENTERED, Scene, a_clinician
from tests.tracker.api.calling import Caller, as_patient, as_staff

pytestmark = pytest.mark.django_db
RELAXOL: dict[str, Any] = {
    "code": "relaxol",
    "medicine_class": "skeletal muscle relaxant",
    "source": "our pharmacist, from the label of 2025",
    "checked_on": "2026-03-01",
    "label_max_days": 14,
    "label_max_daily_mg": "1200",
    "abrupt_stop_risk": "yes",
    "sedating": True,
    "interacts_with": ["class:opioid"],
}


@pytest.fixture
def manager(scene: Scene) -> Caller:
    return as_staff(a_clinician(scene.practice, "manager"), Role.MANAGER)


def test_a_manager_changes_what_is_sent_and_nothing_else(scene: Scene, manager: Caller) -> None:
    before = manager.get("practice").json()
    told = manager.post("practice", {"hours": "Mon to Thu", "escalation_after_hours": 4.5, "digest_hour": "08:15"})
    assert told.status_code == 200, told.content
    assert told.json() == {**before, "hours": "Mon to Thu", "escalation_after_hours": "4.5", "digest_hour": "08:15"}
    assert manager.get("practice").json() == told.json()
    assert manager.post("practice", {}).json() == told.json()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"escalation_after_hours": 25}, "out_of_range"),
        ({"escalation_after_hours": 0}, "out_of_range"),
        ({"emergency_escalation_after_hours": "1.5"}, "out_of_range"),
        ({"escalation_after_hours": "1.123"}, "out_of_range"),
        ({"country": "USA"}, "too_long"),
        ({"country": ""}, "required"),
        ({"name": " "}, "required"),
        ({"emergency_number": ""}, "required"),
        ({"phone": "5" * 41}, "too_long"),
        ({"time_zone": "Mars/Olympus"}, "unknown_zone"),
        ({"day_boundary": "4"}, "not_a_time"),
        ({"owner": "me"}, "unknown_field"),
    ],
    ids=lambda told: str(told)[:40],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    scene: Scene, manager: Caller, changes: dict[str, Any], code: str
) -> None:
    told = manager.post("practice", {"hours": "other", **changes})
    assert (told.status_code, told.json()["errors"][0]["code"]) == (422, code), told.content
    assert told.json()["errors"][0]["field"] == f"/{next(iter(changes))}"
    assert Practice.objects.get(pk=scene.practice.pk).hours == ""


def test_nobody_else_changes_the_practice(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    for caller in (prescriber, patient):
        assert caller.post("practice", {"hours": "never"}).status_code == 403
    elsewhere = as_staff(a_clinician(Scene().practice, "manager"), Role.MANAGER)
    elsewhere.post("practice", {"hours": "theirs"})
    assert Practice.objects.get(pk=scene.practice.pk).hours == ""


def test_staff_is_listed_for_staff_with_roles(scene: Scene, manager: Caller, patient: Caller) -> None:
    left = a_clinician(scene.practice, "reviewer")
    Clinician.objects.filter(pk=left.pk).update(is_active=False, deactivated_at=ENTERED)
    listed = {row["id"]: row for row in manager.get("staff").json()["results"]}
    assert len(listed) == 3
    assert (listed[str(scene.prescriber.pk)]["roles"], listed[str(scene.prescriber.pk)]["active"]) == (
        ["prescriber"], True,
    )  # fmt: skip
    gone = manager.get(f"staff/{left.pk}").json()
    assert (gone["roles"], gone["active"], gone["deactivated_at"]) == ([], False, "2026-03-01T17:00:00Z")
    assert manager.get(f"staff/{Scene().prescriber.pk}").status_code == 404
    assert patient.get("staff").status_code == 403
    assert patient.get(f"staff/{left.pk}").status_code == 403


def test_a_medicine_of_the_practices_own_is_added_changed_and_withdrawn(scene: Scene, prescriber: Caller) -> None:
    added = prescriber.post("medicines", RELAXOL)
    assert added.status_code == 201, added.content
    told = added.json()
    assert (told["own"], told["version"], told["label_max_daily_mg"]) == (True, 1, "1200")
    assert (told["age_min"], told["interacts_with"]) == (None, ["class:opioid"])
    again = prescriber.post("medicines", RELAXOL)
    assert (again.status_code, again.json()) == (200, told)
    changed = prescriber.post("medicines", {**RELAXOL, "label_max_days": 10})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    withdrawn = prescriber.post(f"medicines/{told['id']}/withdraw")
    assert (withdrawn.status_code, withdrawn.json()["withdrawn_at"]) == (200, "2026-03-04T17:00:00Z")
    assert prescriber.post(f"medicines/{told['id']}/withdraw", {}).json() == withdrawn.json()
    back = prescriber.post("medicines", RELAXOL).json()
    assert (back["id"], back["withdrawn_at"], back["version"]) == (told["id"], None, 4)


def test_the_common_catalogue_and_other_practices_medicines_are_not_touched(scene: Scene, prescriber: Caller) -> None:
    common = Medicine.objects.get(code="carisoprodol")
    told = prescriber.post(f"medicines/{common.pk}/withdraw")
    assert (told.status_code, told.json()["errors"][0]["code"]) == (422, "of_the_catalogue")
    elsewhere = as_staff(Scene().prescriber)
    theirs = elsewhere.post("medicines", RELAXOL).json()
    assert prescriber.post(f"medicines/{theirs['id']}/withdraw").status_code == 404
    assert prescriber.get(f"medicines/{theirs['id']}").status_code == 404
    own = prescriber.post("medicines", {**RELAXOL, "code": "carisoprodol"})
    assert (own.status_code, own.json()["own"]) == (201, True)
    assert Medicine.objects.get(pk=common.pk).withdrawn_at is None


def test_who_may_not_adds_no_medicine(scene: Scene, patient: Caller, manager: Caller) -> None:
    reviewer = as_staff(a_clinician(scene.practice, "reviewer"), Role.REVIEWER)
    for caller in (patient, reviewer, as_patient(scene.patient)):
        assert caller.post("medicines", RELAXOL).status_code == 403
    assert manager.post("medicines", RELAXOL).status_code == 201


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"source": ""}, "/source", "required"),
        ({"code": " "}, "/code", "required"),
        ({"label_max_days": 0}, "/label_max_days", "out_of_range"),
        ({"age_min": 131}, "/age_min", "out_of_range"),
        ({"label_max_single_mg": 10**6}, "/label_max_single_mg", "out_of_range"),
        ({"checked_on": "yesterday"}, "/checked_on", "not_a_date"),
        ({"brands": "Soma"}, "/brands", "not_a_list"),
        ({"abrupt_stop_risk": "Yes"}, "/abrupt_stop_risk", "unknown_word"),
        ({"scope": "all"}, "/scope", "unknown_field"),
    ],
)
def test_what_is_wrong_with_a_medicine_is_told(
    prescriber: Caller, other: dict[str, Any], field: str, code: str
) -> None:
    told = prescriber.post("medicines", {**RELAXOL, **other})
    assert told.status_code == 422, told.content
    assert (told.json()["errors"][0]["field"], told.json()["errors"][0]["code"]) == (field, code)
    assert not Medicine.objects.filter(code="relaxol").exists()


def test_a_manager_changes_roles_and_deactivates_with_a_successor(
    scene: Scene, manager: Caller, prescriber: Caller
) -> None:
    successor = a_clinician(scene.practice)
    reviewer = a_clinician(scene.practice, "reviewer")
    told = manager.post(f"staff/{reviewer.pk}/roles", {"roles": ["manager", "reviewer"]})
    assert (told.status_code, told.json()["roles"]) == (200, ["manager", "reviewer"]), told.content
    assert manager.post(f"staff/{reviewer.pk}/roles", {"roles": []}).status_code == 422
    assert manager.post(f"staff/{reviewer.pk}/roles", {"roles": ["patient"]}).status_code == 422
    path = f"staff/{scene.prescriber.pk}/deactivate"
    alone = manager.post(path, {})
    assert (alone.status_code, alone.json()["errors"][0]["code"]) == (409, "has_courses"), alone.content
    elsewhere = manager.post(path, {"successor": str(Scene().prescriber.pk)})
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["field"]) == (422, "/successor")
    gone = manager.post(path, {"successor": str(successor.pk)})
    assert (gone.status_code, gone.json()["active"]) == (200, False), gone.content
    scene.course.refresh_from_db()
    assert scene.course.prescriber == successor
    assert manager.post(path, {}).json() == gone.json()
    assert manager.post(f"staff/{Scene().prescriber.pk}/deactivate", {}).status_code == 404
    for path in (f"staff/{reviewer.pk}/deactivate", f"staff/{reviewer.pk}/roles"):
        assert as_staff(successor).post(path, {"roles": ["manager"]}).status_code == 403


def test_a_practice_has_rules_of_its_own_for_classes(scene: Scene, manager: Caller) -> None:
    sent = {"medicine_class": "skeletal muscle relaxant", "days": 30}
    told = manager.post("practice/class-limits", sent)
    assert (told.status_code, told.json()) == (200, sent), told.content
    assert manager.post("practice/class-limits", {**sent, "days": 28}).json()["days"] == 28
    prescriber = as_staff(scene.prescriber)
    assert prescriber.get("practice/class-limits").json()["results"] == [{**sent, "days": 28}]
    assert prescriber.post("practice/class-limits", sent).status_code == 403
    assert manager.post("practice/class-limits", {**sent, "days": 367}).status_code == 422
    assert manager.post("practice/class-limits", {**sent, "days": None}).json() == {**sent, "days": None}
    assert manager.get("practice/class-limits").json()["results"] == []
