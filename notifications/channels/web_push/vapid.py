"""The keys by which a push service knows this installation (VAPID, RFC 8292), and what they sign.

A phone subscribes to one public key, and only its private half can send there. So a new key does not push out the old:
former ones go on signing for the phones that came with them, until each phone has come again with the new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode, b64urlencode

# A push service takes no token that is valid for more than a day; each is used for half of one.
SIGNED_FOR = timedelta(hours=12)
RENEWED_EARLIER = timedelta(hours=1)
PRIVATE_BYTES = 32


class WrongKey(ValueError):  # noqa: N818 (named as what is wrong)
    """This is no private key for VAPID."""


def new_private_key() -> str:
    """A new private key, as the setting VAPID_PRIVATE_KEY holds it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return str(b64urlencode(number.to_bytes(PRIVATE_BYTES, "big")))


def public_key_of(private_key: str) -> str:
    """The public half, as a phone is told it: base64url, 87 characters. Raises WrongKey."""
    point = _read(private_key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def _read(private_key: str) -> ec.EllipticCurvePrivateKey:
    try:
        raw = b64urldecode(private_key.encode())
        if len(raw) != PRIVATE_BYTES:
            raise WrongKey
        return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except ValueError as error:
        raise WrongKey from error


@lru_cache(maxsize=8)
def _by_public(private_keys: Sequence[str]) -> Mapping[str, str]:
    return {public_key_of(key): key for key in private_keys}


def keys() -> Mapping[str, str]:
    """Every private key in the settings by its public one, the one for new subscriptions first; empty: push is off."""
    if not settings.VAPID_PRIVATE_KEY:
        return {}
    return _by_public((settings.VAPID_PRIVATE_KEY, *settings.VAPID_FORMER_KEYS))


def current_key() -> str:
    """The public key that phones subscribe with; empty where push is off."""
    return next(iter(keys()), "")


def is_ours(public_key: str) -> bool:
    """Whether a setting holds the private half of it."""
    return public_key in keys()


@dataclass(slots=True)
class Signer:
    """Signs for push services; a signature is good for all messages to one service for hours."""

    _kept: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)

    def authorization(self, public_key: str, address: str, now: datetime) -> str | None:
        """The header that goes with a message to an address; None where no setting has the key any more."""
        private_key = keys().get(public_key)
        if private_key is None:
            return None
        parts = urlsplit(address)
        audience = f"{parts.scheme}://{parts.netloc}"
        kept = self._kept.get((public_key, audience))
        if kept is not None and kept[0] - SIGNED_FOR <= now < kept[0] - RENEWED_EARLIER:
            return kept[1]
        expires = now + SIGNED_FOR
        # A fresh dict each time: the library changes the one that it is given.
        claims = {"aud": audience, "exp": int(expires.timestamp()), "sub": settings.VAPID_CONTACT}
        header = str(Vapid02(_read(private_key)).sign(claims)["Authorization"])
        self._kept[public_key, audience] = (expires, header)
        return header
