from datetime import date
from uuid import uuid4

import pytest

from courses import actions
from courses.access import Role
from courses.models import ActivityTick, Briefing
from tests.courses.making import REASONS, Scene, a_clinician, a_patient
from tests.tracker.api.calling import Caller, as_patient, as_staff

pytestmark = pytest.mark.django_db
WALK = {"kind": "exercise", "text": "Walk for ten minutes."}


@pytest.fixture
def path(scene: Scene) -> str:
    return f"courses/{scene.course.pk}/activities"


def test_an_activity_is_added_by_staff_seen_by_the_patient_and_ended(
    scene: Scene, prescriber: Caller, patient: Caller, path: str
) -> None:
    added = prescriber.post(path, WALK)
    assert (added.status_code, added.json()["on"], added.json()["ended_at"]) == (201, None, None)
    visit = prescriber.post(path, {"kind": "visit", "text": "Physiotherapy", "on": "2026-03-09"}).json()
    assert [row["id"] for row in patient.get(path).json()["results"]] == [visit["id"], added.json()["id"]]
    assert patient.post(path, WALK).status_code == 403
    ended = prescriber.post(f"{path}/{visit['id']}/end")
    assert (ended.status_code, ended.json()["ended_at"]) == (200, "2026-03-04T17:00:00Z")
    assert prescriber.post(f"{path}/{visit['id']}/end", {}).json() == ended.json()
    assert patient.post(f"{path}/{visit['id']}/end").status_code == 403


def test_what_is_wrong_with_an_activity_is_told(prescriber: Caller, path: str) -> None:
    for other, field, code in (
        ({"kind": "prayer"}, "/kind", "unknown_word"),
        ({"text": " "}, "/text", "required"),
        ({"text": "x" * 501}, "/text", "too_long"),
        ({"on": "soon"}, "/on", "not_a_date"),
        ({"every": 1}, "/every", "unknown_field"),
    ):
        told = prescriber.post(path, {**WALK, **other})
        assert (told.status_code, told.json()["errors"][0]["field"]) == (422, field)
        assert told.json()["errors"][0]["code"] == code


def test_a_tick_keeps_the_rule_of_ids_and_is_undone(prescriber: Caller, patient: Caller, path: str) -> None:
    ticks = f"{path}/{prescriber.post(path, WALK).json()['id']}/ticks"
    sent = {"id": str(uuid4()), "day": "2026-03-03", "device": "Phone of Ada"}
    first, second = patient.post(ticks, sent), patient.post(ticks, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert (first.json()["id"], first.json()["day"]) == (sent["id"], "2026-03-03")
    assert patient.post(ticks, {**sent, "day": "2026-03-04"}).status_code == 409
    to_come = patient.post(ticks, {"id": str(uuid4()), "day": "2026-03-05"})
    assert (to_come.status_code, to_come.json()["errors"][0]["field"]) == (409, "/day")
    undo = {"id": str(uuid4())}
    undone = patient.post(f"{ticks}/{sent['id']}/undo", undo)
    assert undone.json()["undone_at"] == "2026-03-04T17:00:00Z"
    assert patient.post(f"{ticks}/{sent['id']}/undo", undo).json() == undone.json()
    assert patient.get(ticks).json()["results"] == [undone.json()]
    assert patient.post(ticks, sent).content == first.content
    assert patient.post(ticks, {"id": str(uuid4())}).json()["day"] == "2026-03-04"
    assert ActivityTick.objects.count() == 2


def test_an_activity_of_another_course_is_not_there(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    path = f"courses/{scene.course.pk}/activities"
    walk = prescriber.post(path, WALK).json()["id"]
    tick = str(uuid4())
    patient.post(f"{path}/{walk}/ticks", {"id": tick})
    later = scene.enter(first_day=date(2026, 3, 5), overrides=REASONS)
    other = f"courses/{later.pk}/activities/{walk}"
    for end in ("end", "ticks", f"ticks/{tick}/undo"):
        assert prescriber.post(f"{other}/{end}", {}).status_code == 404
    elsewhere = as_patient(a_patient(scene.practice))
    assert elsewhere.get(f"{path}/{walk}/ticks").status_code == 404
    assert elsewhere.post(f"{path}/{walk}/ticks/{tick}/undo").status_code == 404


def test_a_briefing_is_kept_word_by_word_and_acknowledged_once(
    scene: Scene, prescriber: Caller, patient: Caller
) -> None:
    path = f"patients/{scene.patient.pk}/briefings"
    told = prescriber.post(path, {"course": str(scene.course.pk), "version": "2", "text": "Do not drive."})
    assert told.status_code == 201, told.content
    assert (told.json()["course"], told.json()["text"]) == (str(scene.course.pk), "Do not drive.")
    assert patient.get(path).json()["results"] == [told.json()]
    read = patient.post(f"{path}/{told.json()['id']}/acknowledge")
    assert (read.status_code, read.json()["acknowledged_at"]) == (200, "2026-03-04T17:00:00Z")
    assert patient.post(f"{path}/{told.json()['id']}/acknowledge", {}).json() == read.json()
    assert patient.post(path, {"version": "2", "text": "x"}).status_code == 403
    assert Briefing.objects.get().through == "api"


def test_a_briefing_about_anothers_course_is_refused(scene: Scene, prescriber: Caller) -> None:
    scene.patient, first = a_patient(scene.practice), scene.patient
    sent = {"version": "1", "text": "x", "course": str(scene.enter().pk)}
    told = prescriber.post(f"patients/{first.pk}/briefings", sent)
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "/course")
    unknown = prescriber.post(f"patients/{first.pk}/briefings", {**sent, "course": str(uuid4())})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_id")


def test_later_keeps_the_rule_of_ids_and_is_for_who_holds_the_phone(
    scene: Scene, prescriber: Caller, patient: Caller
) -> None:
    path = f"courses/{scene.course.pk}/snoozes"
    sent = {"id": str(uuid4()), "day": "2026-03-04", "wall": "08:00"}
    first, second = patient.post(path, sent), patient.post(path, sent)
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.content == second.content
    assert (first.json()["wall"], first.json()["asked_at"]) == ("08:00", "2026-03-04T17:00:00Z")
    assert patient.post(path, {**sent, "wall": "14:00"}).status_code == 409
    early = patient.post(path, {**sent, "id": str(uuid4()), "wall": "14:00"})
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "/wall")
    assert prescriber.post(path, sent).status_code == 403


def test_a_course_is_handed_over_by_a_prescriber_or_a_manager(scene: Scene, prescriber: Caller) -> None:
    successor, manager = a_clinician(scene.practice), a_clinician(scene.practice, "manager")
    path = f"courses/{scene.course.pk}/hand-overs"
    told = prescriber.post(path, {"prescriber": str(successor.pk), "reason": "on leave"})
    assert told.status_code == 201, told.content
    assert (told.json()["given_by"], told.json()["taken_by"]) == (str(scene.prescriber.pk), str(successor.pk))
    again = prescriber.post(path, {"prescriber": str(successor.pk)})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "already_theirs")
    # A manager hands over what they do not read.
    by_manager = as_staff(manager, Role.MANAGER)
    assert by_manager.get(f"courses/{scene.course.pk}").status_code == 404
    assert by_manager.post(path, {"prescriber": str(scene.prescriber.pk)}).status_code == 201
    no_prescriber = by_manager.post(path, {"prescriber": str(manager.pk)})
    assert (no_prescriber.status_code, no_prescriber.json()["errors"][0]["field"]) == (409, "/prescriber")
    elsewhere = Scene()
    assert as_staff(elsewhere.prescriber).post(path, {"prescriber": str(successor.pk)}).status_code == 404
    foreign = prescriber.post(path, {"prescriber": str(elsewhere.prescriber.pk)})
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (422, "unknown_id")


def test_nobody_else_hands_over(scene: Scene, patient: Caller) -> None:
    reviewer = as_staff(a_clinician(scene.practice, "reviewer"), Role.REVIEWER)
    for caller in (patient, reviewer):
        assert caller.post(f"courses/{scene.course.pk}/hand-overs", {}).status_code == 403


def test_an_activity_cannot_be_added_to_a_closed_course(scene: Scene, prescriber: Caller, path: str) -> None:
    actions.close(course=scene.course, reason="moved", **scene.told("2026-03-20T09:00"))
    assert prescriber.post(path, WALK).status_code == 409
