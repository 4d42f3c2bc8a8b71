"""A form that is sent twice is done once: each form carries a key of its own, and the second sending finds it taken.

The keys live in the cache that all processes share, for as long as a page may stay open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import structlog
from django.core.cache import cache
from django.http import HttpRequest

from tracker.accounts.limits import CACHE_IS_AWAY

log = structlog.get_logger("tracker.clinician")

KEPT_SECONDS = 12 * 60 * 60
# A process that dies over a form leaves it to be sent again.
DOING_SECONDS = 60
DOING, DONE = "doing", "done"
FIELD = "form_key"


class SentBefore(Exception):  # noqa: N818 (named as what happened)
    """The same form was sent before, and was done or is being done."""

    def __init__(self, *, was_done: bool) -> None:
        """Whether the first sending came to its end."""
        super().__init__()
        self.was_done = was_done

    def words(self, what_it_did: str) -> str:
        """What to say; it claims only what is committed."""
        if self.was_done:
            return f"This form was sent before; {what_it_did}"
        return "This form was sent a moment ago and is being done. Look again in a minute."


def new_form_key() -> str:
    """The key of a form that is shown."""
    return str(uuid4())


@contextmanager
def once(request: HttpRequest) -> Iterator[Callable[[], None]]:
    """Do what a form asks unless it was sent before. What raises was not done and may be sent again; so may what calls
    the function that is handed out. A transaction belongs inside: what is committed is what was done.

    Raises SentBefore. A form without a key of ours is done each time it is sent.
    """
    key = _key(request)
    if key is not None and not _while_away(lambda: cache.add(key, DOING, DOING_SECONDS), otherwise=True):
        raise SentBefore(was_done=_while_away(lambda: bool(cache.get(key) == DONE), otherwise=False))
    is_done = True

    def not_done() -> None:
        nonlocal is_done
        is_done = False
        if key is not None:
            _while_away(lambda: cache.delete(key), otherwise=True)

    try:
        yield not_done
    except BaseException:
        not_done()
        raise
    if is_done and key is not None:
        _while_away(lambda: cache.set(key, DONE, KEPT_SECONDS), otherwise=True)


def was_sent(request: HttpRequest) -> bool:
    """Whether this very form was sent to be done already; not, while the cache is away."""
    key = _key(request)
    return key is not None and _while_away(lambda: cache.get(key) is not None, otherwise=False)


def _while_away(do: Callable[[], bool | None], *, otherwise: bool) -> bool:
    """What the cache says; while it is away, otherwise: a form that is done twice beats one that never is."""
    try:
        return bool(do())
    except CACHE_IS_AWAY as error:
        log.warning("form_key_not_kept", error=type(error).__name__)
        return otherwise


def _key(request: HttpRequest) -> str | None:
    try:
        return f"desk-form-{UUID(request.POST.get(FIELD, ''))}"
    except ValueError:
        return None
