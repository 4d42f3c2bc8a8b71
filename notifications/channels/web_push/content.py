"""What a push says and how a push service is to treat it. Nothing is named unless the person allowed it.

The message follows Declarative Web Push too: a browser that knows it shows it even where no worker runs.
"""

import json
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from courses.models import Course
from notifications.channels.interface import Outgoing
from notifications.models import LockScreen, Reminder, Scope, Subscription
from notifications.push_tokens import LATER, TAKEN, Receipt, Tap, receipt_token, tap_token
from notifications.rules.kinds import PRESSING, most_urgent
from notifications.rules.reminder import DOSE_KINDS
from notifications.words import words_without_date

DECLARATIVE = 8030
# What never comes too late is kept by a push service for as long as one keeps anything.
LONGEST_TTL = timedelta(days=28)
TOPIC_BYTES = 24
TOPIC = "notifications.push.topic"
NUMBERED = "/"


@dataclass(frozen=True, slots=True)
class Content:
    """A message for one phone, not yet encrypted, and the headers that go with it."""

    subscription: Subscription
    payload: bytes
    ttl: int
    urgency: str
    topic: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a message for showing it: what it carries, and whether the person lets it be named."""

    reminders: Sequence[Reminder]
    details: bool
    medicines: Sequence[str]


def contents(outgoing: Sequence[Outgoing]) -> dict[UUID, Content]:
    """By delivery, what goes to each phone, in a constant number of queries; none for an endpoint without its keys."""
    subscriptions = Subscription.objects.select_related("endpoint").in_bulk({one.endpoint for one in outgoing})
    reminders: dict[UUID | None, list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(message_id__in={one.message for one in outgoing}).order_by("due_at", "pk"):
        reminders[row.message_id].append(row)
    detailed = _detailed(subscriptions)
    named = [row for one in outgoing if one.endpoint in detailed for row in reminders[one.message]]
    medicines = _medicines(named)
    found: dict[UUID, Content] = {}
    for one in outgoing:
        subscription = subscriptions.get(one.endpoint) if one.endpoint else None
        if subscription is not None:
            carried = reminders[one.message]
            told = [medicines[row.scope_id] for row in carried if row.scope_id in medicines]
            shown = Shown(carried, one.endpoint in detailed, list(dict.fromkeys(told)))
            found[one.delivery] = _content(one, subscription, shown)
    return found


@dataclass(frozen=True, slots=True)
class Texts:
    """What most messages say, in one language."""

    title: str
    body: str
    unsent: str
    taken: str
    later: str


@cache
def _texts(language: str) -> Texts:
    """Looked up once: a batch says the same hundreds of times."""
    with translation.override(language):
        return Texts(
            title=gettext("Reminder"),
            body=gettext("Open the app."),
            unsent=gettext("Not sent yet: no signal. Tap here to open the app."),
            taken=gettext("Taken"),
            later=gettext("Later"),
        )


def test_content(subscription: Subscription, *, link: str, language: str) -> Content:
    """A message by which a patient tries whether reminders arrive."""
    receipt = receipt_token(Receipt(subscription.pk, None))
    with translation.override(language):
        shown = _notification(
            title=gettext("This is a test"),
            body=gettext("Reminders reach this phone."),
            link=link,
            tag="test",
            language=language,
            data={"received": receipt},
        )
    return Content(subscription, _packed(shown), ttl=300, urgency="high", topic=_topic(f"test {subscription.pk}"))


def _content(one: Outgoing, subscription: Subscription, shown: Shown) -> Content:
    slot = _only_slot(shown.reminders)
    texts = _texts(one.language)
    title, body = _words(shown, slot, one.language)
    receipt = Receipt(subscription.pk, one.delivery)
    data = {"received": receipt_token(receipt)}
    actions: list[dict[str, str]] = []
    if slot is not None and subscription.buttons and one.too_late_at is not None:
        tap = Tap(one.delivery, slot.course, slot.day, slot.wall, one.too_late_at)
        data |= {"taken": tap_token(TAKEN, tap), "later": tap_token(LATER, tap)}
        data["unsent"] = texts.unsent
        actions = [
            {"action": "taken", "title": texts.taken, "navigate": one.link},
            {"action": "later", "title": texts.later, "navigate": one.link},
        ]
    # A second reminder of a slot takes the place of its first, on the way and on the screen.
    topic = _topic(f"{slot.course} {slot.day} {slot.wall}" if slot else f"{one.message}")
    notification = _notification(
        title=title, body=body, link=one.link, tag=topic, language=one.language, data=data, actions=actions
    )
    pressing = {row.kind for row in shown.reminders} & PRESSING
    return Content(subscription, _packed(notification), _ttl(one), "high" if pressing else "normal", topic)


@dataclass(frozen=True, slots=True)
class SlotOf:
    """The slot that a dose message is about."""

    course: UUID
    day: Any
    wall: time


def _only_slot(reminders: Sequence[Reminder]) -> SlotOf | None:
    """The one slot that a message is about; None where there are several, or something else besides."""
    if any(row.kind not in DOSE_KINDS or row.scope_kind != Scope.COURSE for row in reminders):
        return None
    slots = {(row.scope_id, row.medication_day, row.key.partition(NUMBERED)[0]) for row in reminders}
    if len(slots) != 1:
        return None
    course, day, wall = slots.pop()
    return SlotOf(course, day, time.fromisoformat(wall))


def _words(shown: Shown, slot: SlotOf | None, language: str) -> tuple[str, str]:
    """Title and text: that there is something, or, where the person allowed it, what."""
    texts = _texts(language)
    if not shown.details or not shown.reminders:
        return texts.title, texts.body
    urgent = most_urgent(row.kind for row in shown.reminders)
    wording = next(row.wording for row in shown.reminders if row.kind == urgent)
    with translation.override(language):
        what = words_without_date(wording)
    if what is None:
        return texts.title, texts.body
    named = ", ".join(shown.medicines) if slot is not None else ""
    return (named or texts.title), what


def _notification(
    *,
    title: str,
    body: str,
    link: str,
    tag: str,
    language: str,
    data: Mapping[str, str],
    actions: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "title": title,
        "body": body,
        "navigate": link,
        "tag": tag,
        "lang": language,
        "dir": "auto",
        "renotify": True,
        "data": {**data, "link": link},
    }
    return {**shown, "actions": list(actions)} if actions else shown


def _packed(notification: Mapping[str, Any]) -> bytes:
    # Mutable: a worker that runs shows it itself, and confirms that it came.
    told = {"web_push": DECLARATIVE, "notification": notification, "mutable": True}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _ttl(one: Outgoing) -> int:
    """For how many seconds a push service keeps it for a phone that is off: until it makes no sense any more."""
    if one.too_late_at is None or one.at is None:
        return int(LONGEST_TTL.total_seconds())
    left: timedelta = max(one.too_late_at - one.at, timedelta(0))
    return int(min(left, LONGEST_TTL).total_seconds())


def _topic(about: str) -> str:
    """32 characters that are the same for the same thing and tell nothing of it."""
    return urlsafe_b64encode(salted_hmac(TOPIC, about, algorithm="sha256").digest()[:TOPIC_BYTES]).decode()


def _detailed(subscriptions: Mapping[UUID, Subscription]) -> set[UUID]:
    """The endpoints whose person lets a lock screen name things."""
    people = {one.endpoint.person_id for one in subscriptions.values()}
    allowed = {
        (row.person_kind, row.person_id)
        for row in LockScreen.objects.filter(person_id__in=people, shows=LockScreen.Shows.DETAILS)
    }
    return {key for key, one in subscriptions.items() if (one.endpoint.person_kind, one.endpoint.person_id) in allowed}


def _medicines(reminders: Sequence[Reminder]) -> dict[UUID, str]:
    """The medicines of these reminders' courses, by course."""
    courses = {row.scope_id for row in reminders if row.scope_kind == Scope.COURSE}
    if not courses:
        return {}
    rows = Course.objects.filter(pk__in=courses).values_list("pk", "medicine__code", "strength")
    return {pk: f"{code.replace('-', ' ').capitalize()} {strength}" for pk, code, strength in rows}
