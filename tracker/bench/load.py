"""Requests from many connections at once, as phones make them: how many a second, and how long each took."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `expects` is the status of an answer that counts."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, str] = field(default_factory=dict)
    expects: int = 200


@dataclass(frozen=True, slots=True)
class Load:
    """What became of them."""

    a_second: float
    milliseconds: Sequence[float]

    def percentile(self, share: int) -> float:
        """So many percent of the answers took no longer, in milliseconds."""
        return self.milliseconds[min(len(self.milliseconds) - 1, len(self.milliseconds) * share // HUNDRED)]


def send(address: str, requests: Sequence[Request], *, connections: int) -> Load:
    """Send all of them, each connection the next one as soon as it has its answer; raises if one is not as expected."""
    return asyncio.run(_send(address, requests, connections))


async def _send(address: str, requests: Sequence[Request], connections: int) -> Load:
    left, took = iter(requests), []
    async with ClientSession(connector=TCPConnector(limit=connections), cookie_jar=DummyCookieJar()) as session:

        async def send_some() -> None:
            for one in left:
                began = perf_counter()
                async with session.request(
                    "POST" if one.body else "GET", address + one.path, headers=one.headers, data=one.body or None,
                    allow_redirects=False,
                ) as answer:  # fmt: skip
                    await answer.read()
                took.append((perf_counter() - began) * 1000)
                if answer.status != one.expects:
                    raise RuntimeError(f"{one.path} answered with {answer.status}, not {one.expects}")

        began = perf_counter()
        await asyncio.gather(*(send_some() for _ in range(connections)))
        lasted = perf_counter() - began
    return Load(len(took) / lasted, sorted(took))
