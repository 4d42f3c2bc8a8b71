"""Notes on a patient."""

import pytest

from courses import actions
from courses.access import Role
from courses.errors import Conflict, NotAllowed, WrongInput
from courses.models import Patient, PatientNote
from tests.courses.making import Scene, a_clinician, an_id, at

pytestmark = pytest.mark.django_db

TEXT = "Her sister brings her."


@pytest.fixture
def scene() -> Scene:
    return Scene()


def _write(scene: Scene, number: int = 1, text: str = TEXT, when: str = "2026-03-03T09:00") -> actions.Noted:
    return actions.write_note(patient=scene.patient, client_id=an_id(number), text=text, **scene.told(when))


def test_a_note_is_a_fact_with_who_and_when(scene: Scene) -> None:
    note = _write(scene).note
    assert (note.text, note.by_id, note.known_at) == (TEXT, scene.prescriber.pk, at("2026-03-03T09:00"))
    assert note.seq == Patient.objects.get(pk=scene.patient.pk).last_seq


def test_the_same_sent_again_is_kept_once_and_other_words_are_a_conflict(scene: Scene) -> None:
    assert _write(scene).created
    assert not _write(scene).created
    with pytest.raises(Conflict):
        _write(scene, text="Something else.")
    assert PatientNote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_note_says_something_and_is_no_book(scene: Scene, text: str) -> None:
    with pytest.raises(WrongInput):
        _write(scene, text=text)


def test_taken_back_it_stays_and_says_who_and_when(scene: Scene) -> None:
    note = _write(scene).note
    reviewer = a_clinician(scene.practice, Role.REVIEWER)
    told = scene.told("2026-03-03T09:05", reviewer.as_viewer())
    actions.undo_note(note=note, **told)
    actions.undo_note(note=note, **scene.told("2026-03-03T09:09"))
    row = PatientNote.objects.get()
    assert (row.text, row.undone_by_id, row.undone_at) == (TEXT, reviewer.pk, at("2026-03-03T09:05"))


def test_clinicians_alone_write_notes(scene: Scene) -> None:
    for viewer in (scene.patient.as_viewer(), a_clinician(scene.practice, Role.MANAGER).as_viewer()):
        with pytest.raises(NotAllowed):
            actions.write_note(
                patient=scene.patient, client_id=an_id(1), text=TEXT, **scene.told("2026-03-03T09:00", viewer)
            )


def test_a_note_changes_nothing_that_is_judged_or_sent(scene: Scene) -> None:
    before = list(scene.course.flags.values_list("rule", "status", "evidence"))
    _write(scene)
    assert list(scene.course.flags.values_list("rule", "status", "evidence")) == before
