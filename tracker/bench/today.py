"""`today`: the patient's page of today, against a minimal Django view with one query, asked by the same phones."""

from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice

from tracker.bench.figures import Figure, Target, alternating
from tracker.bench.load import Request, send
from tracker.bench.phones import NOW, Phone, phones
from tracker.bench.telling import tell
from tracker.bench.web import THREADS, WORKERS, Server, serving

PATIENTS, PAGES, CONNECTIONS, REPEATS = 200, 1_000, 16, 3


def measure(scale: float) -> Figure:
    """Pages a second."""
    pages = max(CONNECTIONS, int(PAGES * scale))
    found = phones(max(1, int(PATIENTS * scale)))
    with serving(NOW) as server:
        for path in ("/me/", "/floor/page/"):
            send(server.address, _requests(path, found, CONNECTIONS), connections=CONNECTIONS)
        ours, floor = alternating(
            partial(_rate, server, "/me/", found, pages), partial(_rate, server, "/floor/page/", found, pages),
            repeats=REPEATS,
        )  # fmt: skip
        memory = server.peak_mib()
    size = {"patients": len(found), "pages": pages, "connections": CONNECTIONS, "processes": WORKERS,
            "threads": THREADS, "repeats": REPEATS}  # fmt: skip
    return Figure("today", "pages/s", ours, floor, Target(0.35), size, {"web_mib": memory})


def _requests(path: str, of: Sequence[Phone], count: int) -> list[Request]:
    return [Request(path, phone.headers) for phone in islice(cycle(of), count)]


def _rate(server: Server, path: str, of: Sequence[Phone], count: int) -> float:
    load = send(server.address, _requests(path, of, count), connections=CONNECTIONS)
    tell(f"{path}: {load.a_second:,.0f} pages/s, p99 {load.percentile(99):,.0f} ms")
    return load.a_second
