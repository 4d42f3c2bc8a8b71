"""A scenario's ids as the UUIDs under which a phone would send them, and back.

Ties in time are decided by id, so the UUIDs keep the order of the ids they stand for: each is a UUIDv5 whose first
32 bits are the id's place among all of the story.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

REPLAY = uuid5(NAMESPACE_URL, "urn:shortcourse:replay")
_REST = (1 << 96) - 1


class Ids:
    """The ids of doses and check-ins of one story."""

    def __init__(self, ids: Iterable[str]) -> None:
        """Give each its place."""
        self._uuids: dict[str, UUID] = {}
        for place, name in enumerate(sorted(set(ids))):
            self._uuids[name] = UUID(int=place << 96 | uuid5(REPLAY, name).int & _REST)
        self._names = {str(made): name for name, made in self._uuids.items()}

    def uuid(self, name: str) -> UUID:
        """The UUID of an id."""
        return self._uuids[name]

    def fresh(self, place: int) -> UUID:
        """The UUID of what has no id in a scenario, by its place there."""
        return uuid5(REPLAY, str(place))

    def name(self, key: str) -> str:
        """The id of a UUID; what is none of ours (a date) stays as it is."""
        return self._names.get(key, key)
