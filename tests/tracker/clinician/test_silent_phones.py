"""A phone that confirms nothing any more: the practice's list says so."""

import pytest

from notifications.models import Endpoint, Person, Subscription
from notifications.subscriptions import SILENT_AFTER
from tests.courses.making import Scene, at
from tracker.clinician.delivery import trouble_of

pytestmark = pytest.mark.django_db
NOW = at("2026-03-03T09:00")


def a_phone(scene: Scene, unconfirmed: int, *, number: int = 1) -> Subscription:
    """A phone of the patient that did not confirm the last so many."""
    endpoint = Endpoint.objects.create(
        person_kind=Person.PATIENT, person_id=scene.patient.pk, channel="web_push",
        address=f"https://push.example/{number}", added_at=NOW, verified_at=NOW,
    )  # fmt: skip
    return Subscription.objects.create(endpoint=endpoint, seen_at=NOW, unconfirmed=unconfirmed)


@pytest.mark.parametrize(("unconfirmed", "named"), [(SILENT_AFTER - 1, False), (SILENT_AFTER, True)])
def test_three_in_a_row_are_named(unconfirmed: int, named: bool) -> None:
    scene = Scene()
    a_phone(scene, unconfirmed)
    found = [(patient.pk, what) for patient, _, what in trouble_of(scene.by, NOW)]
    said = "Reminders do not arrive: the phone has not confirmed the last three or more."
    assert found == ([(scene.patient.pk, said)] if named else [])


def test_while_another_phone_of_the_patient_answers_nothing_is_said() -> None:
    scene = Scene()
    a_phone(scene, SILENT_AFTER, number=1)
    a_phone(scene, 0, number=2)
    assert list(trouble_of(scene.by, NOW)) == []
