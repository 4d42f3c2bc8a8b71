"""Mails that are alike but for who gets them and where they lead: built once, and cut anew for each.

To render and fold one costs four times as much as to hand it over, and a batch says the same to everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.channels.interface import Outgoing

Build = Callable[[Outgoing], EmailMultiAlternatives]

# What stands in for what differs: as long as the real one, and nowhere else in a mail.
ADDRESS = "somebody.who.gets.this.mail@mould.invalid"
TAG = "00000000-mould-0000-0000-000000000000"
LINK = "https://mould.invalid/n/00000000-0000-0000-0000-000000000000"
LEAVE = "https://mould.invalid/n/leave/" + "0" * 90
DATE = "Thu, 01 Jan 1970 00:00:00 -0000"
# What stands the same in a header, in a text and in HTML.
PLAIN = re.compile(r"[A-Za-z0-9:/._~=-]{1,200}")
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Cut:
    """A mail that is bytes already, as a connection asks for it."""

    content: bytes

    def as_bytes(self, **_: Any) -> bytes:
        """Itself, with the line ends of SMTP."""
        return self.content


class Moulded(EmailMultiAlternatives):
    """A mail that is not built but cut out of a mould; its subject and body stand in the mould alone."""

    content = b""

    def message(self, **_: Any) -> Any:
        """The whole of it."""
        return Cut(self.content)


def moulded(outgoing: Outgoing, build: Build) -> EmailMultiAlternatives:
    """The mail that `build` would make, for SMTP; built by it where something in it is not plain."""
    told = [outgoing.tag, outgoing.link, *([outgoing.leave] if outgoing.leave is not None else [])]
    if not PLAIN_ADDRESS.fullmatch(outgoing.address) or not all(map(PLAIN.fullmatch, told)):
        return build(outgoing)
    alike = outgoing.language, outgoing.to_staff, outgoing.leave is not None
    mould = _mould(build, *alike, settings.DEFAULT_FROM_EMAIL)
    content = mould.replace(ADDRESS.encode(), outgoing.address.encode()).replace(TAG.encode(), outgoing.tag.encode())
    content = content.replace(LINK.encode(), outgoing.link.encode()).replace(DATE.encode(), formatdate().encode())
    if outgoing.leave is not None:
        content = content.replace(LEAVE.encode(), outgoing.leave.encode())
    mail = Moulded(to=[outgoing.address])
    mail.content = content
    return mail


@lru_cache(maxsize=64)
def _mould(build: Build, language: str, to_staff: bool, leavable: bool, _sender: str) -> bytes:  # noqa: FBT001
    nobody = UUID(int=0)
    one = Outgoing(nobody, ADDRESS, TAG, to_staff, LINK, LEAVE if leavable else None, language)
    mail = build(one)
    mail.extra_headers["Date"] = DATE
    content: bytes = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django adds it
    # Folding puts a long link on a line of its own; a short one would keep the space that stands before it there.
    return re.sub(rb"(?m)^List-Unsubscribe:\s+<", b"List-Unsubscribe: <", content)
