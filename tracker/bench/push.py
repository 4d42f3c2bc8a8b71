"""`push`: what two workers hand to push services, against bare encryption and HTTP; beside it the peer's way.

The peer's way: claim one delivery with a conditional UPDATE, send it with pywebpush over a kept connection, note it.
"""

import asyncio
import os
import struct
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import aiohttp
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db.models import F
from pywebpush import webpush

from courses.models import Patient
from notifications.channel_names import WEB_PUSH
from notifications.channels import CHANNELS
from notifications.channels.interface import Outgoing
from notifications.channels.web_push import WebPushChannel
from notifications.channels.web_push.content import contents
from notifications.channels.web_push.vapid import Signer
from notifications.models import Delivery, Endpoint, Message, Status, Subscription
from tracker.bench import sending
from tracker.bench.figures import Figure, Target, alternating, seconds
from tracker.bench.processes import Processes
from tracker.bench.push_sink import PushSink, push_sink
from tracker.bench.sending import INSTANT, NOW
from tracker.bench.telling import tell

MESSAGES, PROCESSES, REPEATS = 40_000, 2, 3
# The peer's way is as slow as it is: this many tell its rate.
BY_THE_PEER = 2_000
TIMES_THE_PEER = 10
AT_ONCE = 50
RECORD_BYTES = 4096


def measure(scale: float) -> Figure:
    """Messages a second; the peer's figure, ours by it, and a worker's memory stand beside."""
    count = max(PROCESSES, int(MESSAGES * scale))
    by_the_peer = min(count, max(20, int(BY_THE_PEER * scale)))
    with sink(), Processes(PROCESSES) as processes:
        patient = sending.fill(count, phone=settings.PUSH_LOCAL_SERVICE)
        mould = _mould(patient)
        ours, floor = alternating(
            partial(sending.rate, processes, hand_over, count), partial(_floor_rate, processes, mould, count),
            repeats=REPEATS,
        )  # fmt: skip
        memory = max(processes.all(sending.peak_mib))
        processes.all(let_go)
        peer = median(_peer_rate(processes, mould, by_the_peer) for _ in range(REPEATS))
    beside = {
        "peer": round(peer, 1),
        "times_the_peer": round(ours / peer, 1),
        "times_the_peer_target": f">= {TIMES_THE_PEER}",
        "times_the_peer_ok": ours >= TIMES_THE_PEER * peer,
        "worker_mib": memory,
    }
    size = {"messages": count, "processes": PROCESSES, "repeats": REPEATS, "by_the_peer": by_the_peer}
    return Figure("push", "messages/s", ours, floor, Target(0.40), size, beside)


@contextmanager
def sink() -> Iterator[PushSink]:
    """The push service that the settings of a bench name, in a process of its own."""
    port = int(settings.PUSH_LOCAL_SERVICE.rpartition(":")[2])
    with TemporaryDirectory(prefix="shortcourse-push-") as folder, push_sink(Path(folder) / "came", port) as running:
        yield running


def hand_over() -> None:
    """What a worker does."""
    sending.hand_over(WEB_PUSH)


def let_go() -> None:
    """Close what a worker keeps open."""
    way = CHANNELS[WEB_PUSH]
    assert isinstance(way, WebPushChannel)  # noqa: S101 (it is what stands there)
    way.close()


Mould = tuple[str, str, str, bytes, dict[str, str]]


def _mould(patient: Patient) -> Mould:
    """One of the messages: where it goes, the phone's keys, what it says, and the headers that it goes with."""
    endpoint = Endpoint.objects.get(person_id=patient.pk)
    phone = Subscription.objects.get(endpoint=endpoint)
    delivery = Delivery.objects.get(endpoint=endpoint)
    one = Outgoing(
        delivery=delivery.pk, address=endpoint.address, tag="", to_staff=False, link=settings.BASE_URL, leave=None,
        message=delivery.message_id, endpoint=endpoint.pk, at=NOW,
    )  # fmt: skip
    content = contents([one])[delivery.pk]
    authorization = Signer().authorization(phone.vapid_key, endpoint.address, NOW) or ""
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "TTL": str(content.ttl),
        "Urgency": content.urgency,
        "Topic": content.topic,
    }
    return endpoint.address, phone.p256dh, phone.auth, content.payload, headers


def _floor_rate(processes: Processes, mould: Mould, count: int) -> float:
    each = count // PROCESSES
    took = seconds(lambda: processes.all(_floor, mould, each))
    tell(f"floor: {each * PROCESSES / took:,.0f}/s")
    return each * PROCESSES / took


def _floor(mould: Mould, count: int) -> None:
    asyncio.run(_post_all(mould, count))


async def _post_all(mould: Mould, count: int) -> None:
    """Encrypt and send: no database, no rule, no result kept."""
    address, p256dh, auth, payload, headers = mould
    left = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def post_some() -> None:
            for _ in left:
                body = encrypted(payload, _bytes(p256dh), _bytes(auth))
                async with session.post(address, data=body, headers=headers) as answer:
                    answer.raise_for_status()

        await asyncio.gather(*(post_some() for _ in range(AT_ONCE)))


def encrypted(payload: bytes, p256dh: bytes, auth: bytes) -> bytes:
    """RFC 8291, bare: a key of its own for each message, one record."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    secret = _derived(auth, b"WebPush: info\x00" + p256dh + point, 32, own.exchange(ec.ECDH(), theirs))
    salt = os.urandom(16)
    key = _derived(salt, b"Content-Encoding: aes128gcm\x00", 16, secret)
    nonce = _derived(salt, b"Content-Encoding: nonce\x00", 12, secret)
    return (
        salt
        + struct.pack("!LB", RECORD_BYTES, len(point))
        + point
        + AESGCM(key).encrypt(nonce, payload + b"\x02", None)
    )


def _derived(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _peer_rate(processes: Processes, mould: Mould, count: int) -> float:
    """So many of all that wait, one by one; the others are out of its way."""
    sending.wait_again()
    chosen = list(Delivery.objects.order_by("pk").values_list("pk", flat=True)[:count])
    Delivery.objects.exclude(pk__in=chosen).update(status=Status.DROPPED, finished_at=NOW)
    took = seconds(lambda: processes.all(_one_by_one, mould[3]))
    sent = Delivery.objects.filter(status=Status.SENT).count()
    if sent != count:
        raise RuntimeError(f"the peer's way sent {sent} of {count}")
    tell(f"claim one, send one: {sent / took:,.0f}/s")
    return sent / took


def _one_by_one(payload: bytes) -> None:
    with requests.Session() as session:
        while (found := _oldest()) is not None:
            if Delivery.objects.filter(pk=found.pk, status=Status.QUEUED).update(
                status=Status.LEASED, attempts=F("attempts") + 1
            ):
                _send_one(found, payload, session)
                Delivery.objects.filter(pk=found.pk).update(status=Status.SENT, finished_at=NOW)


def _oldest() -> Delivery | None:
    waiting = Delivery.objects.filter(channel=WEB_PUSH, status=Status.QUEUED, available_at__lte=NOW)
    return waiting.order_by("available_at").first()


def _send_one(delivery: Delivery, payload: bytes, session: requests.Session) -> None:
    phone = Subscription.objects.select_related("endpoint").get(endpoint=delivery.endpoint_id)
    message = Message.objects.get(pk=delivery.message_id)
    assert message.at == INSTANT  # noqa: S101 (what a loop of one's own would look at too)
    webpush(
        {"endpoint": phone.endpoint.address, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}},
        data=payload,
        vapid_private_key=settings.VAPID_PRIVATE_KEY,
        # A fresh dict each time: the library changes the one that it is given.
        vapid_claims={"sub": settings.VAPID_CONTACT},
        ttl=3600,
        requests_session=session,
    )
