"""In the app: the message is there already, on the page of messages. The last resort, and never a substitute."""

from collections.abc import Iterator, Sequence

from notifications.channel_names import IN_APP
from notifications.channels.interface import Handed, Outgoing


class InAppChannel:
    """Needs nobody's help: what waits in the app is shown when it is opened."""

    name = IN_APP

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Each is there."""
        return (Handed(one) for one in outgoing)
