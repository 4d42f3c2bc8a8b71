"""Web Push: encrypted for the phone alone (RFC 8291), signed by this installation (RFC 8292).

A message says that there is something, and no more unless the person allowed it.
"""

import threading
from collections.abc import Iterator, Sequence

from notifications.channel_names import WEB_PUSH
from notifications.channels.interface import AddressGone, Handed, NotDelivered, Outgoing, Permanent, Transient
from notifications.channels.web_push import vapid
from notifications.channels.web_push.content import contents
from notifications.channels.web_push.postman import Parcel, Postman


class WebPushChannel:
    """Hands messages to the push services of the phones; each thread keeps its own connections."""

    name = WEB_PUSH

    def __init__(self) -> None:
        """With no connection yet."""
        self._of_thread = threading.local()

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Send many at a time; where no key is set all of them fail, and their next channels have them."""
        if not vapid.current_key():
            yield from (Handed(one, Permanent("push is off in the settings")) for one in outgoing)
            return
        found = contents(outgoing)
        parcels = []
        for one in outgoing:
            content = found.get(one.delivery)
            if content is None or one.at is None:
                yield Handed(one, AddressGone("it has no keys"))
            elif content.ttl == 0:
                # A push service throws away at once what has no time left.
                yield Handed(one, Permanent("too late to be kept for the phone"))
            else:
                parcels.append(Parcel(one, content, one.at))
        for parcel, failure in self.postman.send_all(parcels):
            assert isinstance(parcel.key, Outgoing)  # noqa: S101 (put there above)
            yield Handed(parcel.key, failure)

    def send_one(self, parcel: Parcel) -> NotDelivered | None:
        """Send a message that belongs to no delivery: a test. None if the push service took it."""
        for _, failure in self.postman.send_all([parcel]):
            return failure
        return Transient("nothing was sent")

    @property
    def postman(self) -> Postman:
        """The connections of this thread."""
        there: Postman | None = getattr(self._of_thread, "postman", None)
        if there is None:
            there = self._of_thread.postman = Postman()
        return there

    def close(self) -> None:
        """Let go of this thread's connections."""
        there: Postman | None = getattr(self._of_thread, "postman", None)
        if there is not None:
            del self._of_thread.postman
            there.close()
