"""The way to push services: many at a time over pooled connections, none of them followed anywhere else."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import http_ece
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid.utils import b64urldecode

from notifications.channels.interface import AddressGone, NotDelivered, Permanent, Transient, Trouble
from notifications.channels.web_push.addresses import NotPublicError, PublicResolver, RefusedAddress, check_form
from notifications.channels.web_push.content import Content
from notifications.channels.web_push.vapid import Signer

AT_ONCE = 50
TIMEOUT = ClientTimeout(total=10)
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
REDIRECTS, ERRORS, FAULTS = 300, 400, 500


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one phone, with the key that tells it apart, and when it is handed over."""

    key: object
    content: Content
    at: datetime


class Postman:
    """Sends from one thread; its connections stay open from one batch to the next."""

    def __init__(self) -> None:
        """Without a connection yet."""
        self._loop = asyncio.new_event_loop()
        self._signer = Signer()
        self._session: ClientSession | None = None

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, NotDelivered | None]]:
        """Send each, and yield how it went as soon as that is known; a slow one holds up no other."""
        if parcels:
            yield from self._as_they_come(parcels)

    def _as_they_come(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, NotDelivered | None]]:
        """What is done is taken together: to ask the loop for each alone costs more than sending."""
        done: list[tuple[Parcel, NotDelivered | None]] = []
        some, left = asyncio.Event(), iter(parcels)

        async def send_some() -> None:
            for parcel in left:
                done.append((parcel, await self._one(parcel)))
                some.set()

        tasks = [self._loop.create_task(send_some()) for _ in range(min(AT_ONCE, len(parcels)))]
        try:
            for _ in parcels:
                if not done:
                    some.clear()
                    self._loop.run_until_complete(some.wait())
                yield done.pop(0)
        finally:
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            self._loop.run_until_complete(self._session.close())
        self._loop.close()

    async def _one(self, parcel: Parcel) -> NotDelivered | None:
        try:
            await self._send(parcel)
        except NotDelivered as failure:
            return failure
        except (TimeoutError, ClientError, OSError) as error:
            return _of_the_wire(error)
        except Exception as error:  # noqa: BLE001 (one message must not stop its neighbours)
            return Transient(type(error).__name__)
        return None

    async def _send(self, parcel: Parcel) -> None:
        content, subscription = parcel.content, parcel.content.subscription
        address = subscription.endpoint.address
        try:
            check_form(address)
        except RefusedAddress as refused:
            raise Permanent(f"the address is refused: {refused}") from refused
        authorization = self._signer.authorization(subscription.vapid_key, address, parcel.at)
        if authorization is None:
            raise Permanent("the key that it was subscribed with is in the settings no more")
        headers = {
            "Authorization": authorization,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(content.ttl),
            "Urgency": content.urgency,
            "Topic": content.topic,
        }
        session = self._opened()
        async with session.post(
            address, data=_encrypted(content), headers=headers, allow_redirects=False, timeout=TIMEOUT
        ) as answer:
            failure = _refusal(answer.status, answer.headers.get("Retry-After", ""), parcel.at)
        if failure is not None:
            raise failure

    def _opened(self) -> ClientSession:
        if self._session is None:
            connector = TCPConnector(resolver=PublicResolver(), limit=AT_ONCE, limit_per_host=AT_ONCE)
            # Neither proxies of the environment nor cookies.
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), trust_env=False)
        return self._session


def _encrypted(content: Content) -> bytes:
    """Encrypted for the phone alone (RFC 8291), with a key that is made for this message."""
    try:
        phone, secret = (b64urldecode(key.encode()) for key in (content.subscription.p256dh, content.subscription.auth))
        own = ec.generate_private_key(ec.SECP256R1())
        body = http_ece.encrypt(content.payload, private_key=own, dh=phone, auth_secret=secret, version="aes128gcm")
    except (http_ece.ECEException, ValueError) as error:
        raise AddressGone("its keys are none") from error
    return bytes(body)


def _refusal(status: int, retry_after: str, now: datetime) -> NotDelivered | None:
    """What the answer of a push service means for trying again."""
    if status < REDIRECTS:
        return None
    said = f"answered with {status}"
    if status in GONE:
        return AddressGone(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Transient(said, _asked(retry_after, now))
    if status >= FAULTS:
        return Trouble(said, _asked(retry_after, now))
    if status < ERRORS:
        return Permanent(f"{said}: it is not followed elsewhere")
    return Permanent(said)


def _asked(retry_after: str, now: datetime) -> timedelta | None:
    """How long a push service asks to wait, in seconds or until a date."""
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) <= len("86400"):
        return timedelta(seconds=int(retry_after))
    try:
        return max(parsedate_to_datetime(retry_after) - now, timedelta(0))
    except (TypeError, ValueError, OverflowError):
        return None


def _of_the_wire(error: Exception) -> NotDelivered:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, NotPublicError):
            return Permanent("its name leads into a network that is not public")
        cause = cause.__cause__ or cause.__context__
    return Trouble(type(error).__name__)
