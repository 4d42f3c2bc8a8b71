"""Phones that take pushes: subscribing, coming again, leaving, and what each has confirmed."""

from binascii import Error as NotBase64
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from py_vapid.utils import b64urldecode

from notifications.channel_names import WEB_PUSH
from notifications.channels.web_push import vapid
from notifications.channels.web_push.addresses import RefusedAddress, check
from notifications.models import Delivery, Endpoint, Person, Subscription
from notifications.people import Someone, add_endpoint, retire
from notifications.push_tokens import Receipt

AUTH_BYTES = 16
LONGEST_KEY, LONGEST_SECRET = 88, 24
MOST_PHONES = 8
# So many messages in a row that a phone did not confirm are no chance any more.
SILENT_AFTER = 3
REMOVED = "the person removed it"


class WrongSubscription(ValueError):  # noqa: N818 (named as what is wrong)
    """No phone is subscribed so; the text says what is wrong and repeats nothing of it."""


class TakenOut(WrongSubscription):
    """The person took this phone out: it does not come back by being opened, only by being turned on anew."""


def subscribe(
    *, person: Someone, address: str, p256dh: str, auth: str, vapid_key: str, former: str = "", now: datetime
) -> Subscription:
    """The person's phone takes pushes at this address; told again, it only notes that the phone was here.

    `former` is the address that the same phone had before. A phone that changed hands is its new holder's alone. Raises
    WrongSubscription, TakenOut.
    """
    if not vapid.is_ours(vapid_key):
        raise WrongSubscription("it was not subscribed with a key of ours")
    _check_keys(p256dh, auth)
    try:
        check(address)
    except RefusedAddress as refused:
        raise WrongSubscription(f"its address is refused: {refused}") from refused
    with transaction.atomic():
        there = _own_again(person, address, p256dh, auth, now)
        if there is not None:
            there.seen_at, there.vapid_key = now, vapid_key
            there.save(update_fields=["seen_at", "vapid_key"])
        elif _was_taken_out(person, address):
            raise TakenOut("it was taken out")
        else:
            endpoint = add_endpoint(person=person, channel=WEB_PUSH, address=address, verified_at=now, now=now)
            # Two pages of one phone may tell it at once.
            told = {"p256dh": p256dh, "auth": auth, "vapid_key": vapid_key, "seen_at": now}
            there, _ = Subscription.objects.update_or_create(endpoint=endpoint, defaults=told)
        if former and former != address:
            _retire_former(person, former, now)
        _retire_oldest(person, now)
    return there


def _own_again(person: Someone, address: str, p256dh: str, auth: str, now: datetime) -> Subscription | None:
    """The person's own subscription at an address, if its keys are these; whoever else's is there is retired."""
    # Everybody's rows: an address is one phone's, whoever holds it.
    rows = Subscription.objects.select_related("endpoint").filter(
        endpoint__channel=WEB_PUSH, endpoint__address=address, endpoint__retired_at=None
    )
    found = None
    for row in rows:
        same_keys = (row.p256dh, row.auth) == (p256dh, auth)
        mine = Someone(row.endpoint.person_kind, row.endpoint.person_id) == person
        if mine and same_keys:
            found = row
        elif mine:
            retire(row.endpoint, because="the phone subscribed anew", now=now)
        elif same_keys:
            retire(row.endpoint, because="the phone changed hands", now=now)
        else:
            # Who knows an address but not the keys beside it does not hold the phone.
            raise WrongSubscription("its address is another phone's")
    return found


def _was_taken_out(person: Someone, address: str) -> bool:
    there = Endpoint.objects.of(*person).filter(channel=WEB_PUSH, address=address)
    return there.filter(retired_because=REMOVED).exists()


def _retire_former(person: Someone, former: str, now: datetime) -> None:
    for endpoint in Endpoint.objects.of(*person).filter(channel=WEB_PUSH, address=former, retired_at=None):
        retire(endpoint, because="the phone subscribed anew", now=now)


def _retire_oldest(person: Someone, now: datetime) -> None:
    rows = Subscription.objects.of(*person).select_related("endpoint").order_by("-seen_at", "-pk")
    for row in rows[MOST_PHONES:]:
        retire(row.endpoint, because="a newer phone took its place", now=now)


def unsubscribe(*, person: Someone, address: str, now: datetime) -> bool:
    """Nothing goes to this phone of the person's any more; whether there was one."""
    found = list(Endpoint.objects.of(*person).filter(channel=WEB_PUSH, address=address, retired_at=None))
    for endpoint in found:
        retire(endpoint, because=REMOVED, now=now)
    return bool(found)


def let_go(*, address: str, p256dh: str, auth: str, now: datetime) -> None:
    """Nothing goes to this phone any more, whoever turned it on: others read its lock screen now."""
    same = {"endpoint__channel": WEB_PUSH, "endpoint__address": address, "p256dh": p256dh, "auth": auth}
    for row in Subscription.objects.select_related("endpoint").filter(endpoint__retired_at=None, **same):
        retire(row.endpoint, because="others use the phone, too", now=now)


def confirm(receipt: Receipt, *, now: datetime) -> bool:
    """The phone says that a message came: it is not silent. Again does no harm; whether the phone is still in use."""
    if receipt.delivery is not None:
        Delivery.objects.filter(pk=receipt.delivery, endpoint=receipt.endpoint, confirmed_at=None).update(
            confirmed_at=now, silent_at=None
        )
    return bool(
        Subscription.objects.filter(pk=receipt.endpoint, endpoint__retired_at=None).update(
            confirmed_at=now, unconfirmed=0
        )
    )


def of_person(person: Someone) -> list[Subscription]:
    """The person's phones, the newest first."""
    return list(Subscription.objects.of(*person).select_related("endpoint").order_by("-endpoint__added_at", "-pk"))


def set_buttons(*, person: Someone, address: str, on: bool) -> bool:
    """Whether a dose may be logged from the notification of this phone; False where the person has no such phone."""
    return bool(Subscription.objects.of(*person).filter(endpoint__address=address).update(buttons=on))


def silent_since(people: Any) -> dict[UUID, datetime]:
    """Those patients none of whose phones confirms any more, and since when. `people` are keys, or a query of them."""
    in_use = Subscription.objects.filter(
        endpoint__person_kind=Person.PATIENT, endpoint__person_id__in=people, endpoint__retired_at=None
    )
    answering = in_use.filter(unconfirmed__lt=SILENT_AFTER).values("endpoint__person_id")
    silent = in_use.filter(unconfirmed__gte=SILENT_AFTER).exclude(endpoint__person_id__in=answering)
    found: dict[UUID, datetime] = {}
    for person, confirmed_at, seen_at in silent.values_list("endpoint__person_id", "confirmed_at", "seen_at"):
        found[person] = max(confirmed_at or seen_at, found.get(person, confirmed_at or seen_at))
    return found


def _check_keys(p256dh: str, auth: str) -> None:
    """Raise WrongSubscription unless a message can be encrypted for these keys."""
    if len(p256dh) > LONGEST_KEY or len(auth) > LONGEST_SECRET:
        raise WrongSubscription("its keys are too long")
    try:
        secret = b64urldecode(auth.encode("ascii"))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64urldecode(p256dh.encode("ascii")))
    except (ValueError, NotBase64) as error:
        raise WrongSubscription("its keys cannot be read") from error
    if len(secret) != AUTH_BYTES:
        raise WrongSubscription("its secret has not 16 bytes")
