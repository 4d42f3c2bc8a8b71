"""What the tests of notifications begin with."""

import pytest

from tests.notifications.house import House, build


@pytest.fixture
def house(db: None) -> House:
    """A practice with a prescriber and a reviewer."""
    return build()
