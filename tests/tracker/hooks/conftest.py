"""What the tests of call backs begin with."""

from tests.notifications.conftest import house

__all__ = ["house"]
