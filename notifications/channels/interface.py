"""What a channel is: it takes what goes out and says, for each, how that went.

NotDelivered
|-- Transient       trying again can help, perhaps not before `retry_after`
|   |-- Trouble     the provider itself has trouble: several in a row open its circuit
|   |   `-- Away    the way itself is closed, to this message as to any other: it counts as no attempt
|   `-- Full        a limit of ours is reached: it counts as no attempt, and the next channel may have it
`-- Permanent       trying again cannot help; another endpoint may
    `-- AddressGone the address itself is gone: nothing is to be sent there any more
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from notifications.failures import of_the_database, place_of

log = structlog.get_logger(__name__)


class NotDelivered(Exception):  # noqa: N818 (reads as what happened)
    """A channel could not hand it over. `reason` is for operators: no personal data, no address."""

    def __init__(self, reason: str) -> None:
        """Take the reason, at most 200 characters of it."""
        super().__init__(reason[:200])
        self.reason = reason[:200]


class Transient(NotDelivered):
    """Trying again can help; not before `retry_after`, where the other side asked for that."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        """Take the reason and how long the other side asked to wait."""
        super().__init__(reason)
        self.retry_after = retry_after


class Trouble(Transient):
    """The provider has trouble with this message, and maybe with any: an error of its own, a time-out."""


class Full(Transient):
    """A limit that the operator set is reached; it goes by the person's next channel, or waits `retry_after`."""


class Away(Trouble):
    """The channel's own server is away, hangs or lets nobody in: no fault of the message, however long that lasts."""


class Permanent(NotDelivered):
    """Trying again cannot help."""


class AddressGone(Permanent):
    """The address is gone."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way to one address. It is opaque: it says that there is something, and where to read it.

    `tag` is the same at each attempt, so that a repeat is seen as the same one; `leave` is the address of the page that
    leaves these kinds, None where they cannot be left; `language` is the person's. For channels that show more: the
    `message` and `endpoint` themselves, the instant `at` which it is handed over, and `too_late_at`, from when on it
    makes no sense any more (None: that never comes).
    """

    delivery: UUID
    address: str
    tag: str
    to_staff: bool
    link: str
    leave: str | None
    language: str = "en"
    message: UUID | None = None
    endpoint: UUID | None = None
    at: datetime | None = None
    too_late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one: no failure means that the channel took it."""

    outgoing: Outgoing
    failure: NotDelivered | None = None


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """Its name, as in `notifications.models.Channel`."""

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Hand over each of them and yield how it went as soon as that is known, in any order.

        A channel is free to send many at a time; it must not take longer than a lease, and raises nothing.
        """


def hand_over(channel: Channel, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
    """Let a channel hand over each. It raises nothing; where it does all the same each goes alone, and only what makes
    it raise waits for another try.

    What was under way may go once more then. An error of the database is nobody's: it is raised.
    """
    untold = {one.delivery: one for one in outgoing}
    try:
        for handed in channel.send_all(outgoing):
            untold.pop(handed.outgoing.delivery, None)
            yield handed
    except Exception as error:
        if of_the_database(error):
            raise
        reason = place_of(error)
    else:
        return
    log.error("channel_raised", channel=channel.name, count=len(untold), error=reason)
    if len(outgoing) == 1:
        yield from (Handed(one, Transient(reason)) for one in untold.values())
    else:
        for one in untold.values():
            yield from hand_over(channel, [one])


def one_by_one(send: Callable[[Outgoing], None], outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
    """Hand over one after the other by a function that raises NotDelivered; any other error is worth another try."""
    for one in outgoing:
        try:
            send(one)
        except NotDelivered as failure:
            yield Handed(one, failure)
        except Exception as error:  # noqa: BLE001 (one message must not stop its neighbours)
            yield Handed(one, Transient(type(error).__name__))
        else:
            yield Handed(one)
