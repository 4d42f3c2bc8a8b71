from uuid import uuid4

import pytest

from courses.access import Role
from courses.models import CheckIn, Dose
from notifications.models import Reminder
from tests.courses.making import REASONS, Scene, a_clinician, a_patient, at
from tests.tracker.api.calling import Caller, a_dose, as_patient, as_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(scene: Scene) -> str:
    return f"courses/{scene.course.pk}"


def test_a_dose_is_201_then_200_with_the_same_body(patient: Caller, path: str) -> None:
    sent = a_dose()
    first, second = patient.post(f"{path}/doses", sent), patient.post(f"{path}/doses", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert first.json()["id"] == sent["id"]
    assert Dose.objects.count() == 1


def test_the_same_answer_is_given_after_an_undo(patient: Caller, path: str) -> None:
    sent = a_dose()
    first = patient.post(f"{path}/doses", sent)
    undone = patient.post(f"{path}/doses/{sent['id']}/undo", {"id": str(uuid4())})
    assert undone.json()["undone_at"] == "2026-03-04T17:00:00Z"
    assert patient.post(f"{path}/doses", sent).content == first.content
    assert patient.post(f"{path}/doses/{sent['id']}/undo").json() == undone.json()
    assert patient.get(f"{path}/doses").json()["results"] == [undone.json()]


@pytest.mark.parametrize(
    "other",
    [{"amount": 2}, {"taken_at": "2026-03-02T08:06:00-05:00"}, {"about": True}],
    ids=lambda other: next(iter(other)),
)
def test_the_same_id_with_other_content_is_a_conflict(patient: Caller, path: str, other: dict[str, object]) -> None:
    sent = a_dose()
    patient.post(f"{path}/doses", sent)
    told = patient.post(f"{path}/doses", {**sent, **other})
    assert (told.status_code, told.json()["type"]) == (409, "/api/v1/problems/same_id_other_content")
    assert told.json()["errors"][0]["field"] == "/id"
    assert Dose.objects.count() == 1


def test_the_same_content_written_otherwise_is_the_same(patient: Caller, path: str) -> None:
    sent = a_dose()
    patient.post(f"{path}/doses", sent)
    assert patient.post(f"{path}/doses", {**sent, "amount": 1.0, "taken_at": "2026-03-02T13:05:00Z"}).status_code == 200


def test_the_same_id_for_another_course_of_the_patient_is_a_conflict(scene: Scene, patient: Caller, path: str) -> None:
    other = scene.enter(overrides=REASONS)
    sent = a_dose()
    assert patient.post(f"{path}/doses", sent).status_code == 201
    assert patient.post(f"courses/{other.pk}/doses", sent).status_code == 409


def test_another_patients_same_id_is_another_dose(scene: Scene, patient: Caller, path: str) -> None:
    sent = a_dose()
    patient.post(f"{path}/doses", sent)
    scene.patient = a_patient(scene.practice)
    other = scene.enter()
    assert as_patient(scene.patient).post(f"courses/{other.pk}/doses", sent).status_code == 201
    assert Dose.objects.count() == 2


def test_what_is_odd_is_kept(scene: Scene, patient: Caller, path: str) -> None:
    future = patient.post(f"{path}/doses", a_dose(taken_at="2026-03-09T08:00:00Z"))
    assert (future.status_code, future.json()["taken_at"]) == (201, "2026-03-04T17:00:00Z")
    early = patient.post(f"{path}/doses", a_dose(taken_at="2026-02-01T08:00:00Z"))
    assert early.status_code == 201
    many = patient.post(f"{path}/doses", a_dose(amount="1000"))
    assert many.status_code == 201
    line = "\u202eשלום\u200b\u2068 e\u0301 \U0001f9a0"
    told = patient.post(f"{path}/check-ins", {"id": str(uuid4()), "line": line})
    assert told.json()["line"] == line
    assert CheckIn.objects.get().line == line


def test_check_ins_and_talk_requests_keep_the_rule_of_ids(patient: Caller, path: str) -> None:
    for where, sent, other in (
        ("check-ins", {"pain": 4, "use": "less", "symptoms": ["insomnia"]}, {"pain": 5}),
        ("talk-requests", {"line": "may I have more?"}, {"line": "no"}),
    ):
        body = {"id": str(uuid4()), **sent}
        first, second = patient.post(f"{path}/{where}", body), patient.post(f"{path}/{where}", body)
        assert (first.status_code, second.status_code) == (201, 200), first.content
        assert first.json() == second.json()
        assert patient.post(f"{path}/{where}", {**body, **other}).status_code == 409
        undone = patient.post(f"{path}/{where}/{body['id']}/undo")
        assert undone.json()["undone_at"] is not None
        assert patient.get(f"{path}/{where}").json()["results"] == [undone.json()]


def test_asking_answering_and_answering_when_nobody_waits(patient: Caller, prescriber: Caller, path: str) -> None:
    patient.post(f"{path}/talk-requests", {"id": str(uuid4())})
    assert prescriber.get(path).json()["talk_requested_at"] == "2026-03-04T17:00:00Z"
    answered = prescriber.post(f"{path}/answers", {"outcome": "spoke", "note": "will stop"})
    assert answered.status_code == 201
    again = prescriber.post(f"{path}/answers", {"outcome": "spoke"})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "nobody_waits")
    assert prescriber.get(f"{path}/answers").json()["results"][0]["note"] == "will stop"
    assert patient.get(f"{path}/answers").json()["results"][0]["note"] is None


def test_an_emergency_raises_a_flag_that_is_acknowledged_once(scene: Scene, patient: Caller, path: str) -> None:
    told = patient.post(f"{path}/emergencies", {"id": str(uuid4()), "symptoms": ["seizure"]})
    assert told.status_code == 201
    reviewer = as_staff(a_clinician(scene.practice, "reviewer"), Role.REVIEWER)
    [flag] = reviewer.get("flags?severity=high&status=open").json()["results"]
    assert (flag["rule"], flag["evidence"][0]["key"]) == ("emergency_symptoms", told.json()["id"])
    put_off = reviewer.post(f"flags/{flag['id']}/acknowledge", {"until": "2026-03-06"})
    assert (put_off.status_code, put_off.json()["errors"][0]["field"]) == (422, "/until")
    seen = reviewer.post(f"flags/{flag['id']}/acknowledge", {"note": "called"})
    assert (seen.status_code, seen.json()["status"]) == (200, "acknowledged")
    again = reviewer.post(f"flags/{flag['id']}/acknowledge", {})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "not_open")
    assert patient.post(f"flags/{flag['id']}/acknowledge", {}).status_code == 403


def test_the_patients_today(patient: Caller, prescriber: Caller, path: str) -> None:
    sent = a_dose(taken_at="2026-03-04T08:10:00-05:00")
    patient.post(f"{path}/doses", sent)
    today = patient.get("today").json()
    [course] = today["courses"]
    assert (today["time_zone"], course["course"]["state"], course["taken_today"]) == ("America/New_York", "active", "1")
    assert [(slot["wall"], slot["dose"]) for slot in course["day"]["slots"]][:2] == [
        ("08:00", sent["id"]),
        ("14:00", None),
    ]
    assert today["call"]["emergency_number"] == "911"
    assert prescriber.get("today").status_code == 404


def test_what_was_sent_is_read_by_whom_it_concerns(
    scene: Scene, patient: Caller, prescriber: Caller, path: str
) -> None:
    for kind, to in (("dose_due", "patient"), ("flag_raised", "staff")):
        Reminder.objects.create(
            scope_kind="course", scope_id=scene.course.pk, kind=kind, medication_day="2026-03-02",
            key="", due_at=at("2026-03-02T08:00"), recipient=to,
        )  # fmt: skip
    assert {row["kind"] for row in prescriber.get(f"{path}/reminders").json()["results"]} == {"dose_due", "flag_raised"}
    assert [row["kind"] for row in patient.get(f"{path}/reminders").json()["results"]] == ["dose_due"]


def test_an_answer_is_taken_back_once_and_both_stay(patient: Caller, prescriber: Caller, path: str) -> None:
    patient.post(f"{path}/talk-requests", {"id": str(uuid4())})
    answered = prescriber.post(f"{path}/answers", {"outcome": "spoke", "note": "will stop"}).json()
    assert answered["undone_at"] is None
    undo = f"{path}/answers/{answered['id']}/undo"
    assert patient.post(undo).status_code == 403
    first = prescriber.post(undo)
    assert (first.status_code, first.json()["undone_at"]) == (200, "2026-03-04T17:00:00Z")
    assert prescriber.post(undo).json() == first.json()
    assert prescriber.get(path).json()["talk_requested_at"] == "2026-03-04T17:00:00Z"
    [told] = patient.get(f"{path}/answers").json()["results"]
    assert (told["undone_at"], told["note"]) == ("2026-03-04T17:00:00Z", None)


def test_an_acknowledgement_is_taken_back_and_the_flag_is_open_again(
    patient: Caller, prescriber: Caller, path: str
) -> None:
    patient.post(f"{path}/emergencies", {"id": str(uuid4()), "symptoms": ["seizure"]})
    [flag] = prescriber.get("flags?severity=high&status=open").json()["results"]
    undo = f"flags/{flag['id']}/undo"
    assert prescriber.post(undo).json()["errors"][0]["code"] == "not_acknowledged"
    prescriber.post(f"flags/{flag['id']}/acknowledge", {"note": "called"})
    assert patient.post(undo).status_code == 403
    again = prescriber.post(undo)
    assert (again.status_code, again.json()["status"], again.json()["acknowledged_at"]) == (200, "open", None)
    assert prescriber.post(undo).status_code == 409


def test_a_patient_is_given_to_a_colleague_and_to_nobody(scene: Scene, patient: Caller, prescriber: Caller) -> None:
    where = f"patients/{scene.patient.pk}/assignments"
    colleague, manager = a_clinician(scene.practice, "reviewer"), a_clinician(scene.practice, "manager")
    given = prescriber.post(where, {"to": str(colleague.pk)})
    assert (given.status_code, given.json()["to"]) == (201, str(colleague.pk))
    assert prescriber.post(where, {"to": str(manager.pk)}).status_code == 422
    assert prescriber.post(where, {"to": str(uuid4())}).status_code == 404
    assert prescriber.post(where, {"to": None}).json()["to"] is None
    assert prescriber.post(where, {"to": None}).json()["errors"][0]["code"] == "nobodys"
    assert [one["to"] for one in prescriber.get(where).json()["results"]] == [None, str(colleague.pk)]
    assert patient.get(where).status_code == 403


def test_notes_are_for_clinicians_and_keep_the_rule_of_ids(scene: Scene, patient: Caller, prescriber: Caller) -> None:
    where, sent = f"patients/{scene.patient.pk}/notes", {"id": str(uuid4()), "text": "Gooseberry jam."}
    first, second = prescriber.post(where, sent), prescriber.post(where, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert prescriber.post(where, {**sent, "text": "Other."}).status_code == 409
    undone = prescriber.post(f"{where}/{sent['id']}/undo")
    assert undone.json()["undone_at"] == "2026-03-04T17:00:00Z"
    assert prescriber.get(where).json()["results"] == [undone.json()]
    assert patient.get(where).status_code == 403
    assert patient.post(where, sent).status_code == 403
