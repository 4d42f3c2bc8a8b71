"""A mail out of a mould says what the one that is built for it says."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest

from notifications.channels.email import mail_for
from notifications.channels.email.moulds import Moulded, moulded
from notifications.channels.interface import Outgoing

KEY = UUID(int=7)
LINK = "https://t.example/n/00000000-0000-0000-0000-000000000007"
LEAVE = "https://t.example/n/leave/IjAx:1abcde:_x-Y"


def outgoing(address: str = "ana@example.org", **told: Any) -> Outgoing:
    return Outgoing(KEY, address, str(KEY), **{"to_staff": False, "link": LINK, "leave": LEAVE, **told})


def parsed(mail: Any) -> EmailMessage:
    found = message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def said(mail: EmailMessage) -> Any:
    headers = {name: value for name, value in mail.items() if name not in {"Date", "Content-Type"}}
    return (
        headers,
        mail.get_content_type(),
        [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()],
    )


@pytest.mark.parametrize(
    "one",
    [
        outgoing(),
        outgoing(language="es"),
        outgoing(leave=None),
        outgoing(to_staff=True, leave=None),
        outgoing(address="a.very.long.name.of.somebody.whose.mailbox.is.far.away@hospital.of.the.county.example.org"),
    ],
)
def test_a_mail_out_of_a_mould_is_the_mail_that_was_built(one: Outgoing) -> None:
    cut = moulded(one, mail_for)
    assert isinstance(cut, Moulded)
    assert cut.recipients() == mail_for(one).recipients()
    assert cut.from_email == mail_for(one).from_email
    assert said(parsed(cut)) == said(parsed(mail_for(one)))


def test_it_carries_the_day_on_which_it_goes_out() -> None:
    built, cut = parsed(mail_for(outgoing())), parsed(moulded(outgoing(), mail_for))
    assert abs((cut["Date"].datetime - built["Date"].datetime).total_seconds()) < 60


def test_two_mails_share_nothing_of_anybody() -> None:
    moulded(outgoing(), mail_for)
    other = moulded(outgoing("bo@example.org", link=f"{LINK}0", leave=None), mail_for).message().as_bytes()
    assert b"ana" not in other
    assert LEAVE.encode() not in other
    assert b"mould" not in other


@pytest.mark.parametrize(
    "address", ["\u00e4nn@example.org", '"a b"@example.org', "ana@ex\u00e4mple.org", "a@b@example.org"]
)
def test_what_is_not_plain_is_built_as_ever(address: str) -> None:
    assert not isinstance(moulded(outgoing(address), mail_for), Moulded)


def test_a_link_that_html_would_write_otherwise_is_built_as_ever() -> None:
    assert not isinstance(moulded(outgoing(link=f"{LINK}?a=1&b=2"), mail_for), Moulded)
