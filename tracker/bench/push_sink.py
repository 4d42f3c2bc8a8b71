"""A push service that takes everything and writes down what came: `python -m tracker.bench.push_sink FILE [PORT]`.

A line each: when, the path (the phone's own), and the topic. It prints its port when it listens. It decrypts nothing:
the encryption is tried where phones are few.
"""

import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from aiohttp import web

ORIGIN = "http://127.0.0.1:{port}"


@dataclass(slots=True)
class PushSink:
    """A sink that runs: its address, and what it wrote down."""

    origin: str
    file: Path

    def count(self) -> int:
        """How many came."""
        with self.file.open("rb") as lines:
            return sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))

    def received(self) -> dict[str, list[tuple[float, str]]]:
        """When and with which topic, by the path that it came to."""
        found: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for line in self.file.read_text(encoding="ascii").splitlines():
            at, path, topic = line.split(" ")
            found[path].append((float(at), topic))
        return dict(found)


@contextmanager
def push_sink(file: Path, port: int = 0) -> Iterator[PushSink]:
    """A sink in a process of its own while this lasts."""
    command = [sys.executable, "-m", "tracker.bench.push_sink", str(file), str(port)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own interpreter and module)
    try:
        assert child.stdout is not None  # noqa: S101 (asked for above)
        yield PushSink(ORIGIN.format(port=int(child.stdout.readline())), file)
    finally:
        child.terminate()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


async def _serve(lines: TextIO, port: int) -> None:
    async def take(request: web.Request) -> web.Response:
        await request.read()
        lines.write(f"{time.time():.3f} {request.path} {request.headers.get('Topic', '-')}\n")  # noqa: TID251 (a measure)
        lines.flush()
        return web.Response(status=201)

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a", encoding="ascii") as opened:
        asyncio.run(_serve(opened, int(sys.argv[2])))
