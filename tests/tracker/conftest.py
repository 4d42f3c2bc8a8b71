"""What several rooms' tests ask for by name."""

from tests.tracker.mail_sink import sink

__all__ = ["sink"]
