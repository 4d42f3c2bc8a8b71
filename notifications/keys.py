"""Public keys: UUIDs that rise with time, so that new rows land side by side in their index."""

from uuid import UUID

import uuid_utils.compat


def new_key() -> UUID:
    """A new UUIDv7."""
    return uuid_utils.compat.uuid7()
