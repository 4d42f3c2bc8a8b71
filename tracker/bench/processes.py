"""Some work done by several processes at once, each with a connection of its own that is open before time is taken."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import Any, Self

import django

_together: Barrier | None = None


class Processes:
    """So many processes that stand ready while this lasts."""

    def __init__(self, count: int) -> None:
        """Start them."""
        context = get_context("spawn")
        self.count = count
        self._pool = ProcessPoolExecutor(
            count, mp_context=context, initializer=_get_ready, initargs=(context.Barrier(count),)
        )
        self.all(_connect)

    def all(self, work: Callable[..., Any], *given: Any) -> list[Any]:
        """What each of them returns, all having begun together; raises what one of them raises."""
        done = [self._pool.submit(_with_the_others, work, given) for _ in range(self.count)]
        return [one.result() for one in done]

    def __enter__(self) -> Self:
        """Themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them."""
        self._pool.shutdown(cancel_futures=True)


def _get_ready(together: Barrier) -> None:
    global _together  # noqa: PLW0603 (a process is told once, when it starts)
    _together = together
    django.setup()


def _with_the_others(work: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    if _together is not None:
        _together.wait()
    return work(*given)


def _connect() -> None:
    from django.db import connection  # noqa: PLC0415 (models and settings are there only after django.setup())

    connection.ensure_connection()
