"""The files that every phone page is made of. They name nobody, and a phone keeps them without a signal."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

STYLES = ("look/tokens.css", "look/look.css", "patient/phone.css", "patient/offline.css")
# In the order in which a page loads them: each knows those before it.
SCRIPTS = tuple(
    f"patient/{name}.js" for name in ("zone", "kept", "outbox", "draw", "marks", "before", "tell", "app", "push")
)
PICTURES = ("look/mark.svg",)
WORKER = "patient/worker.js"
# What the worker brings in: the outbox, to send what waits with no page open, and push.
BROUGHT_IN = ("patient/kept.js", "patient/outbox.js", "patient/worker_push.js")


def worker_script() -> str:
    """The worker, with the names and the version of the files that it keeps: any change to one makes a new worker."""
    return _worker_script() if settings.PRODUCTION else _worker_script.__wrapped__()


@cache
def _worker_script() -> str:
    kept = (*STYLES, *SCRIPTS, *PICTURES)
    shell = {
        "version": version(),
        "hashed": static(WORKER) != f"{settings.STATIC_URL}{WORKER}",
        "files": [static(name) for name in kept],
        "brings_in": [static(name) for name in BROUGHT_IN],
        "shell": reverse("patient:shell"),
        "urgent": reverse("patient:urgent"),
    }
    return f"const SHELL = {json.dumps(shell)};\n{_text(WORKER).decode()}"


def version() -> str:
    """What tells one state of all files from another."""
    return _version() if settings.PRODUCTION else _version.__wrapped__()


@cache
def _version() -> str:
    names = sorted({*STYLES, *SCRIPTS, *PICTURES, *BROUGHT_IN, WORKER})
    return sha256(b"".join(_text(name) for name in names)).hexdigest()[:12]


def _text(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
