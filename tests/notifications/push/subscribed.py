"""A phone of a patient, as the page would tell of it."""

from datetime import datetime

from courses.models import Patient
from notifications.channel_names import EMAIL, PLACES
from notifications.channels.web_push import vapid
from notifications.models import Person, Subscription
from notifications.people import Someone
from notifications.subscriptions import subscribe
from tests.notifications.house import ENTERED_AT, House, reachable
from tests.push_service import Phone


def someone(patient: Patient) -> Someone:
    """The patient as notifications know one."""
    return Someone(Person.PATIENT, patient.pk)


def with_mailbox(house: House) -> Patient:
    """A patient who gets mail where a push does not reach them."""
    patient = house.patient()
    reachable(Person.PATIENT, patient.pk, "ann@mail.test", place=PLACES[EMAIL])
    return patient


def subscribed(patient: Patient, phone: Phone, *, former: str = "", now: datetime = ENTERED_AT) -> Subscription:
    """The phone tells how it is subscribed."""
    return subscribe(
        person=someone(patient),
        address=phone.address,
        p256dh=phone.p256dh,
        auth=phone.auth,
        vapid_key=vapid.current_key(),
        former=former,
        now=now,
    )
