"""The page of reminders, and what a phone tells at each load."""

from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings

from notifications.channels import only
from notifications.channels.web_push import WebPushChannel, vapid
from notifications.models import Endpoint, Person, Subscription
from notifications.people import Someone
from notifications.preferences import coming_again, may_name
from tests.courses.making import Scene, at
from tests.push_service import PushService
from tests.tracker.patient.phone import Phone
from tracker.accounts.sessions import KEY, Place

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]
PAGE, NOW = "/me/settings/reminders/", "2026-03-02T08:05"


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service, and push for real to it."""
    with PushService() as service:
        chosen = {"PUSH_LOCAL_SERVICE": service.origin, "VAPID_PRIVATE_KEY": vapid.new_private_key()}
        channel = WebPushChannel()
        with override_settings(**chosen), only(channel):
            yield service
        channel.close()


@pytest.fixture
def there(scene: Scene, phone: On, service: PushService) -> Phone:
    """A signed-in phone."""
    return phone(scene, NOW)


def subscribe(there: Phone, service: PushService, **changed: str) -> tuple[int, dict[str, str]]:
    """The phone tells how it is subscribed."""
    pushed = service.phone()
    told = {"address": pushed.address, "p256dh": pushed.p256dh, "auth": pushed.auth, "vapid_key": vapid.current_key()}
    answer = there.post("/me/push/", **{**told, **changed})
    return answer.status_code, answer.json()  # type: ignore[attr-defined]


def test_a_phone_asks_for_the_key_and_subscribes(there: Phone, service: PushService) -> None:
    answer = there.post("/me/push/").json()  # type: ignore[attr-defined]
    assert answer == {"key": vapid.current_key(), "phone": ""}
    status, told = subscribe(there, service)
    assert (status, told["phone"]) == (200, str(Subscription.objects.get().pk))
    assert "None has come yet." in there.get(PAGE)


@pytest.mark.parametrize(
    "wrong", [{"address": "https://10.0.0.1/x"}, {"p256dh": "x"}, {"auth": ""}, {"vapid_key": "an old one"}]
)
def test_a_wrong_subscription_is_refused_with_the_key_to_take_instead(
    there: Phone, service: PushService, wrong: dict[str, str]
) -> None:
    status, told = subscribe(there, service, **wrong)
    assert (status, told["key"], told["phone"]) == (422, vapid.current_key(), "")
    assert not Subscription.objects.exists()


def test_a_test_comes_and_the_page_says_that_it_did(there: Phone, service: PushService) -> None:
    subscribe(there, service)
    (key,) = Subscription.objects.values_list("pk", flat=True)
    page = there.send(f"{PAGE}phone/", phone=key, do="test")
    assert "A test is on its way." in page
    (pushed,) = (phone.received[0] for phone in service.phones.values() if phone.received)
    assert pushed.notification["title"] == "This is a test"
    there.post("/me/push/received/", token=pushed.notification["data"]["received"])
    assert "The last one came:" in there.get(PAGE)


def test_a_phone_that_answers_no_more_says_what_to_do(there: Phone, service: PushService) -> None:
    subscribe(there, service)
    next(iter(service.phones.values())).answer = 410
    key = Subscription.objects.get().pk
    assert "could not be sent" in there.send(f"{PAGE}phone/", phone=key, do="test")
    Subscription.objects.update(unconfirmed=3)
    assert "did not reach this phone" in there.get(PAGE)


def test_buttons_are_turned_off_and_a_phone_taken_out(there: Phone, service: PushService) -> None:
    subscribe(there, service)
    key = Subscription.objects.get().pk
    there.post(f"{PAGE}phone/", phone=key, do="buttons_off")
    assert not Subscription.objects.get().buttons
    there.post(f"{PAGE}phone/", phone=key, do="buttons_on")
    assert Subscription.objects.get().buttons
    there.post(f"{PAGE}phone/", phone=key, do="remove")
    assert not Subscription.objects.filter(endpoint__retired_at=None).exists()


def test_a_phone_that_was_taken_out_elsewhere_is_told_so_at_its_next_load(there: Phone, service: PushService) -> None:
    subscribe(there, service)
    row = Subscription.objects.select_related("endpoint").get()
    there.post(f"{PAGE}phone/", phone=row.pk, do="remove")
    again = {"address": row.endpoint.address, "p256dh": row.p256dh, "auth": row.auth}
    assert subscribe(there, service, **again)[1]["code"] == "not_here"
    assert not Endpoint.objects.filter(channel="web_push", retired_at=None).exists()


def test_a_phone_that_others_use_by_now_gets_nobodys_reminders(there: Phone, service: PushService, phone: On) -> None:
    subscribe(there, service)
    row = Subscription.objects.select_related("endpoint").get()
    other = phone(Scene(), NOW)
    session = other.client.session
    session[KEY] = {"place": Place.SHARED_PHONE.value, "from": at(NOW).timestamp()}
    session.save()
    same = {"address": row.endpoint.address, "p256dh": row.p256dh, "auth": row.auth}
    assert subscribe(other, service, **{**same, "auth": "x"})[1]["code"] == "not_here"
    assert Endpoint.objects.filter(channel="web_push", retired_at=None).exists()
    subscribe(other, service, **same)
    assert not Endpoint.objects.filter(channel="web_push", retired_at=None).exists()


def test_a_sign_that_no_database_keeps_does_no_harm(there: Phone, service: PushService) -> None:
    assert subscribe(there, service, former="\0", auth="\0")[0] == 422
    assert there.post("/me/push/leave/", address="\0").status_code == 200


def test_nobody_touches_another_patients_phone(there: Phone, service: PushService, phone: On) -> None:
    subscribe(there, service)
    key = Subscription.objects.get().pk
    stranger = phone(Scene(), NOW)
    stranger.post(f"{PAGE}phone/", phone=key, do="remove")
    stranger.post("/me/push/leave/", address=Subscription.objects.get().endpoint.address)
    assert Subscription.objects.filter(endpoint__retired_at=None).exists()


def test_what_a_lock_screen_shows_is_chosen(there: Phone) -> None:
    person = Someone(Person.PATIENT, there.patient.pk)
    assert not may_name(person)
    there.post(f"{PAGE}choose/", shows="details", again="on")
    assert may_name(person)
    assert "dose_due" in coming_again(person)
    there.post(f"{PAGE}choose/", shows="opaque")
    assert not may_name(person)
    assert not coming_again(person)


def test_without_keys_the_page_says_that_reminders_come_by_mail(there: Phone) -> None:
    with override_settings(VAPID_PRIVATE_KEY=""):
        assert "Reminders cannot come to this phone." in there.get(PAGE)
        assert there.post("/me/push/").json()["key"] == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("deed", ["", "nothing", "test"])
@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_phone_that_is_not_there_is_said_so(there: Phone, deed: str, key: str) -> None:
    assert "no reminders any more" in there.send(f"{PAGE}phone/", phone=key, do=deed)


def test_today_says_kindly_that_reminders_may_not_come(there: Phone, service: PushService) -> None:
    subscribe(there, service)
    assert "Reminders may not reach your phone" not in there.get("/me/")
    Subscription.objects.update(unconfirmed=3)
    assert "Reminders may not reach your phone" in there.get("/me/")
