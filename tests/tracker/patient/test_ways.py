"""How messages reach the patient: the order, a number, a mailbox that was lost, and what waits in the app."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from notifications.came_back import address_is_no_use
from notifications.channel_names import EMAIL, IN_APP, SMS
from notifications.models import Delivery, Endpoint, Message, Person, SmsPractice, SmsStop
from notifications.models.messages import day_of
from notifications.people import Someone, add_endpoint, reach
from tests.courses.making import Scene, at
from tests.push_service import wait_until
from tests.sms_service import SmsService
from tests.tracker.patient.phone import Phone
from tracker.accounts.access import mailbox_is
from tracker.accounts.invitations import invite
from tracker.accounts.models import Invitation
from tracker.clinician.delivery import trouble_of

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]
NOW, MAILBOX, NUMBER = "2026-03-02T08:05", "ada@example.org", "+12025550143"


@pytest.fixture
def service() -> Iterator[SmsService]:
    """The provider of texts."""
    with SmsService() as service, override_settings(SMS=service.account):
        yield service


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """What begins at a commit really does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def there(scene: Scene, phone: On) -> Phone:
    """A patient who came in by their mailbox, and whose practice sends texts."""
    there = phone(scene, NOW)
    made = invite(
        patient_id=scene.patient.pk, practice_id=scene.practice.pk, email=MAILBOX, made_by=None, now=at(NOW)
    ).invitation
    scene.patient.refresh_from_db()
    Invitation.objects.filter(pk=made.pk).update(accepted_at=at(NOW), user=scene.patient.user)
    mailbox_is(scene.patient.pk, MAILBOX, at(NOW))
    SmsPractice.objects.create(practice=scene.practice, since=at(NOW))
    return there


def person(there: Phone) -> Someone:
    return Someone(Person.PATIENT, there.patient.pk)


def channels_in_order(there: Phone) -> list[str]:
    return [one.channel for one in reach([person(there)]).in_order(person(there), "dose_due")]


def test_a_number_is_confirmed_by_a_code_before_a_text_goes_there(
    there: Phone, service: SmsService, commits: Any
) -> None:
    assert "Get texts on a cell phone" in there.get("/me/settings/ways/")
    with commits():
        there.post("/me/settings/number/", number="(202) 555-0143")
    assert not Endpoint.objects.filter(channel=SMS).exists()
    assert wait_until(lambda: service.texts)
    code = re.search(r"[0-9]{6}", service.texts[0]["Body"])
    assert code is not None
    wrong = f"{(int(code[0]) + 1) % 10**6:06}"
    assert there.post("/me/settings/number/code/", code=wrong).status_code == 422
    page = there.send("/me/settings/number/code/", code=code[0])
    assert "Texts go there now." in page
    assert Endpoint.objects.get(channel=SMS).address == NUMBER
    # Who has a mailbox signs in by it: a phone on a table moves nothing.
    assert Invitation.objects.get().number == ""
    assert channels_in_order(there) == [EMAIL, SMS]
    there.send("/me/settings/ways/first/", first="sms")
    assert channels_in_order(there) == [SMS, EMAIL]
    there.send("/me/settings/number/remove/")
    assert channels_in_order(there) == [EMAIL]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12", "does not look like a phone number"),
        ("+1 876 234 5678", "only to numbers of this country"),
        ("800 234 5678", "cannot get texts"),
    ],
)
def test_a_number_that_will_not_do_is_said_so(there: Phone, service: SmsService, typed: str, said: str) -> None:
    answer = there.post("/me/settings/number/", number=typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert service.asked == 0


def test_codes_to_numbers_have_an_end(there: Phone, service: SmsService, commits: Any) -> None:
    for number in range(7):
        with commits():
            last = there.post("/me/settings/number/", number=f"202-555-01{number + 40}")
    assert last.status_code == 422
    assert "Too many codes" in last.content.decode()
    assert wait_until(lambda: service.asked == 5)


def test_a_number_that_said_stop_is_told_how_to_begin_again(there: Phone, service: SmsService) -> None:
    SmsStop.objects.create(number=NUMBER, stopped_at=at(NOW))
    answer = there.post("/me/settings/number/", number="202-555-0143")
    assert "Send START from it first" in answer.content.decode()
    assert service.asked == 0


def test_a_practice_without_texts_offers_none(there: Phone, service: SmsService) -> None:
    SmsPractice.objects.update(on=False)
    assert "Get texts" not in there.get("/me/settings/ways/")
    assert there.post("/me/settings/number/", number="202-555-0143").status_code == 302
    assert service.asked == 0


def test_a_mailbox_that_sends_mail_back_is_seen_by_both_and_mended_by_a_code(
    there: Phone, scene: Scene, commits: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    add_endpoint(person=person(there), channel=IN_APP, address="app", verified_at=at(NOW), now=at(NOW))
    assert "do not reach your mailbox" not in there.get("/me/")
    address_is_no_use(EMAIL, MAILBOX, because="the mailbox sends mail back", now=at(NOW))
    assert "Reminders do not reach your mailbox" in there.get("/me/")
    ((_, _, told),) = trouble_of(scene.prescriber.as_viewer(), at(NOW))
    assert told == "Reminders reach nobody: the mailbox sends mail back."
    assert "Try this address again" in there.get("/me/settings/ways/")
    with commits():
        there.post("/me/settings/mailbox/again/")
    code = re.search(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))
    assert code is not None
    assert mail.outbox[-1].to == [MAILBOX]
    assert "Your messages go there now." in there.send("/me/settings/mailbox/again/", code=code[0])
    assert "do not reach your mailbox" not in there.get("/me/")
    assert list(trouble_of(scene.prescriber.as_viewer(), at(NOW))) == []
    assert channels_in_order(there) == [EMAIL, IN_APP]


def test_what_waits_in_the_app_is_said_once_as_new(there: Phone, scene: Scene) -> None:
    kinds = (("plan_changed", "plan_changed"), ("dose_due", "dose_due"), ("last_day", "ending_taper"))
    for hour, (kind, wording) in enumerate(kinds):
        Message.objects.create(
            day=day_of(at(NOW)), person_kind=Person.PATIENT, person_id=scene.patient.pk, kind=kind, wording=wording,
            at=at(f"2026-03-02T0{hour}:00"), leavable=False, decided_at=at(NOW),
        )  # fmt: skip
    app = add_endpoint(person=person(there), channel=IN_APP, address="app", verified_at=at(NOW), now=at(NOW))
    message = Message.objects.get(kind="plan_changed")
    Delivery.objects.create(
        day=message.day, message_id=message.pk, endpoint=app, channel=IN_APP, available_at=at(NOW), status="sent",
        finished_at=at(NOW),
    )  # fmt: skip
    assert "2 new" in there.get("/me/")
    page = there.get("/me/messages/")
    assert "Your prescriber changed your plan." in page
    assert "Your page says what is planned." in page
    assert "A dose on your plan is due now." not in page
    assert page.count("New:") == 2
    assert '<a class="row" href="/me/courses/">' in there.client.get("/me/messages/").content.decode()
    assert "New:" not in there.get("/me/messages/")
    assert "2 new" not in there.get("/me/")
    assert Delivery.objects.get().confirmed_at == at(NOW)
