"""`log_dose`: doses sent by many phones at once, against the same sign-in, lock and insert without judging."""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from statistics import median
from uuid import uuid4

from tracker.bench.figures import Figure, Target
from tracker.bench.load import Load, Request, send
from tracker.bench.phones import NOW, Phone, phones
from tracker.bench.telling import tell
from tracker.bench.web import THREADS, WORKERS, Server, serving
from tracker.patient.prospect import Word

PATIENTS, POSTS, CONNECTIONS, REPEATS = 600, 1_200, 16, 3
MOST_TIMES_THE_P99 = 2
REDIRECT, DONE = 302, 204


def measure(scale: float) -> Figure:
    """Doses a second. Ours and the floors log for phones of their own; p99 in milliseconds, the bare insert beside."""
    posts = max(CONNECTIONS, int(POSTS * scale))
    found = phones(max(3, int(PATIENTS * scale)))
    ways = {
        "ours": _doses("/me/doses/", found[0::3], REDIRECT),
        "floor": _doses("/floor/dose/", found[1::3], REDIRECT),
        "insert": _doses("/floor/insert/", found[2::3], DONE),
    }
    with serving(NOW) as server:
        for requests in ways.values():
            send(server.address, list(islice(requests, CONNECTIONS)), connections=CONNECTIONS)
        loads = [
            {name: _load(server, name, requests, posts) for name, requests in ways.items()} for _ in range(REPEATS)
        ]
        memory = server.peak_mib()
    rate = {name: median(load[name].a_second for load in loads) for name in ways}
    p99 = {name: median(load[name].percentile(99) for load in loads) for name in ways}
    beside = {
        "p99_ms": {name: round(one, 1) for name, one in p99.items()},
        "p99_target": f"<= {MOST_TIMES_THE_P99} x the floor's",
        "p99_ok": p99["ours"] <= MOST_TIMES_THE_P99 * p99["floor"],
        "bare_insert": round(rate["insert"], 1),
        "web_mib": memory,
    }
    size = {"patients": len(found), "posts": posts, "connections": CONNECTIONS, "processes": WORKERS,
            "threads": THREADS, "repeats": REPEATS}  # fmt: skip
    return Figure("log_dose", "doses/s", rate["ours"], rate["floor"], Target(0.60), size, beside)


def _doses(path: str, of: Sequence[Phone], expects: int) -> Iterator[Request]:
    """A tablet after the other, each phone in turn; whatever the page would ask before has been answered."""
    for phone in cycle(of):
        body = {"id": str(uuid4()), "course": str(phone.course), "amount": "1", "when": "now", "said": ",".join(Word)}
        yield Request(path, phone.headers, body, expects)


def _load(server: Server, name: str, requests: Iterator[Request], posts: int) -> Load:
    load = send(server.address, list(islice(requests, posts)), connections=CONNECTIONS)
    tell(f"{name}: {load.a_second:,.0f}/s, p99 {load.percentile(99):,.0f} ms")
    return load
