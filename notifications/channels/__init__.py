"""The channels that this installation has: a folder each, one small interface."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from notifications.channels.console import ConsoleChannel
from notifications.channels.email import EmailChannel
from notifications.channels.in_app import InAppChannel
from notifications.channels.interface import Channel
from notifications.channels.sms import SmsChannel
from notifications.channels.web_push import WebPushChannel

CHANNELS: Mapping[str, Channel] = {
    channel.name: channel
    for channel in (WebPushChannel(), EmailChannel(), SmsChannel(), InAppChannel(), ConsoleChannel())
}

_instead: ContextVar[Mapping[str, Channel] | None] = ContextVar("channels_instead", default=None)


def channels() -> Mapping[str, Channel]:
    """The channels in use, by name."""
    return CHANNELS if (instead := _instead.get()) is None else instead


@contextmanager
def only(*instead: Channel) -> Iterator[None]:
    """While this lasts (in this thread) nothing leaves but by these: a replay and a demo send to a recorder."""
    token = _instead.set({channel.name: channel for channel in instead})
    try:
        yield
    finally:
        _instead.reset(token)
