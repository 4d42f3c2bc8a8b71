"""Who sees what: each their own messages, staff the reminders of their practice's courses."""

from courses.access import Kind, Role, Viewer
from notifications.models import Delivery, Endpoint, Message, Reminder
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, build

OPERATOR = Viewer(kind=Kind.OPERATOR)


def test_everyone_sees_their_own_messages_and_nobody_elses(house: House) -> None:
    ann, eve = (house.patient(mail=f"{name}@example.org") for name in ("ann", "eve"))
    for patient in (ann, eve):
        house.course(patient)
    sweep(EIGHT)
    for model in (Message, Endpoint, Delivery):
        assert model.objects.visible_to(ann.as_viewer()).count() == 1
        assert model.objects.visible_to(house.by).count() == 0
        assert model.objects.visible_to(OPERATOR).count() == 0
    assert Message.objects.visible_to(ann.as_viewer()).get().person_id == ann.pk


def test_reminders_are_seen_within_the_practice_alone(house: House) -> None:
    patient = house.patient()
    house.course(patient)
    sweep(EIGHT)
    other = build("two")
    helper = Viewer(Kind.HELPER, patient.pk, house.practice.pk, roles=frozenset({Role.HELPER}), patient_id=patient.pk)
    assert Reminder.objects.visible_to(house.by).count() == 1
    assert Reminder.objects.visible_to(patient.as_viewer()).count() == 1
    assert Reminder.objects.visible_to(helper).count() == 0
    assert Reminder.objects.visible_to(other.by).count() == 0
    assert Reminder.objects.visible_to(OPERATOR).count() == 0
