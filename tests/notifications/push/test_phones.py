"""Phones: subscribing again, anew, with another's address, and what keeps a wrong one out."""

from datetime import timedelta

import pytest
from django.test import override_settings

from notifications.channels.web_push import vapid
from notifications.models import Endpoint, Subscription
from notifications.subscriptions import MOST_PHONES, TakenOut, WrongSubscription, of_person, subscribe, unsubscribe
from tests.notifications.house import EIGHT, ENTERED_AT, House
from tests.notifications.push.subscribed import someone, subscribed
from tests.push_service import PushService

LATER = ENTERED_AT + timedelta(days=1)


def in_use() -> list[str]:
    """The addresses that pushes go to."""
    return list(Endpoint.objects.filter(channel="web_push", retired_at=None).values_list("address", flat=True))


def test_a_phone_that_comes_again_stays_one(house: House, service: PushService) -> None:
    patient, phone = house.patient(), service.phone()
    subscribed(patient, phone)
    subscribed(patient, phone, now=LATER)
    (there,) = of_person(someone(patient))
    assert there.seen_at == LATER
    assert Endpoint.objects.filter(channel="web_push").count() == 1


def test_a_phone_that_subscribed_anew_leaves_its_former_address(house: House, service: PushService) -> None:
    patient, before, after = house.patient(), service.phone(), service.phone()
    subscribed(patient, before)
    subscribed(patient, after, former=before.address, now=LATER)
    assert in_use() == [after.address]


def test_a_phone_that_comes_with_a_new_key_of_ours_is_told_apart(house: House, service: PushService) -> None:
    patient, phone = house.patient(), service.phone()
    old = vapid.current_key()
    subscribed(patient, phone)
    chosen = {"VAPID_PRIVATE_KEY": vapid.new_private_key(), "VAPID_FORMER_KEYS": [vapid.keys()[old]]}
    with override_settings(**chosen):
        subscribed(patient, phone, now=LATER)
        assert Subscription.objects.get().vapid_key == vapid.current_key() != old


def test_a_phone_that_changed_hands_is_its_new_holders_alone(house: House, service: PushService) -> None:
    ann, eve, phone = house.patient(), house.patient(), service.phone()
    subscribed(ann, phone)
    subscribed(eve, phone, now=LATER)
    assert of_person(someone(ann)) == []
    assert len(of_person(someone(eve))) == 1


def test_who_knows_only_an_address_takes_no_phone_from_anybody(house: House, service: PushService) -> None:
    ann, eve, phone = house.patient(), house.patient(), service.phone()
    subscribed(ann, phone)
    phone.secret = bytes(16)
    with pytest.raises(WrongSubscription):
        subscribed(eve, phone, now=LATER)
    assert len(of_person(someone(ann))) == 1


def test_a_person_has_so_many_phones_at_most(house: House, service: PushService) -> None:
    patient = house.patient()
    phones = [service.phone() for _ in range(MOST_PHONES + 1)]
    for number, phone in enumerate(phones):
        subscribed(patient, phone, now=ENTERED_AT + timedelta(minutes=number))
    assert set(in_use()) == {phone.address for phone in phones[1:]}


def test_a_phone_leaves(house: House, service: PushService) -> None:
    patient, phone = house.patient(), service.phone()
    subscribed(patient, phone)
    assert unsubscribe(person=someone(patient), address=phone.address, now=EIGHT)
    assert not unsubscribe(person=someone(patient), address=phone.address, now=EIGHT)
    assert in_use() == []


def test_a_phone_that_was_taken_out_does_not_come_back_by_itself(house: House, service: PushService) -> None:
    patient, phone = house.patient(), service.phone()
    subscribed(patient, phone)
    unsubscribe(person=someone(patient), address=phone.address, now=EIGHT)
    with pytest.raises(TakenOut):
        subscribed(patient, phone, now=LATER)
    assert in_use() == []
    subscribed(patient, service.phone(), former=phone.address, now=LATER)
    assert len(in_use()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"vapid_key": "unknown"},
        {"vapid_key": ""},
        {"p256dh": ""},
        {"p256dh": "A" * 87},
        {"p256dh": "ä" * 20},
        {"p256dh": "A" * 5000},
        {"auth": ""},
        {"auth": "AAAA"},
        {"auth": "!" * 22},
        {"address": "http://push.example.com/1"},
        {"address": "https://127.0.0.1/1"},
    ],
)
def test_what_is_no_subscription_is_refused(house: House, service: PushService, wrong: dict[str, str]) -> None:
    phone = service.phone()
    told = {"address": phone.address, "p256dh": phone.p256dh, "auth": phone.auth, "vapid_key": vapid.current_key()}
    with pytest.raises(WrongSubscription):
        subscribe(person=someone(house.patient()), **(told | wrong), now=EIGHT)
    assert in_use() == []
