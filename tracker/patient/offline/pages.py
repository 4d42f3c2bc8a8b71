"""The pages that a phone keeps, drawn by the same views as with a signal, and packed: each line of text once."""

import re
from collections.abc import Iterator
from copy import copy
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from courses.access import Viewer
from tracker.patient.forms import CheckInForm
from tracker.patient.offline.instants import changes
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.views.check_ins import NOTHING_TO_TELL, SUICIDE
from tracker.patient.views.page import emergency_facts, page
from tracker.patient.views.today import today_page
from tracker.patient.words import EMERGENCIES, TOLD

FRAME = "patient/kept.html"
# What belongs to one showing of a form: the phone makes its own ids, and sends the token that its newest page had.
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')
FORM_ID = re.compile(r'(name="id" value=")[0-9a-f-]{36}')
KEPT_ONLY_HERE = "#"
# What is not known before the phone makes it.
NOT_YET = {"client_id": UUID(int=0)}


class Packed:
    """Texts as lists of lines, of which each is kept once."""

    def __init__(self) -> None:
        """With nothing in it."""
        self.lines: list[str] = []
        self._places: dict[str, int] = {}

    def add(self, answer: HttpResponse) -> list[int]:
        """The places of a page's lines."""
        return [self._place(line) for line in FORM_ID.sub(r"\1", as_kept(answer)).splitlines()]

    def _place(self, line: str) -> int:
        if line not in self._places:
            self._places[line] = len(self.lines)
            self.lines.append(line)
        return self._places[line]


def as_kept(answer: HttpResponse) -> str:
    """The text of a page without what is the form's of this showing."""
    text = TOKEN.sub("", answer.content.decode())
    return "\n".join(line for raw in text.splitlines() if (line := raw.strip()))


def kept_pages(request: HttpRequest, viewer: Viewer, reading: Reading) -> dict[str, Any]:
    """The pages by path, where a path leads to another the name of that, and today at each instant that changes it."""
    packed = Packed()
    pages: dict[str, list[int]] = {}
    leads: dict[str, str] = {}
    for path in _paths(reading):
        try:
            answer = _opened(request, path)
        except Http404:
            continue
        if answer.status_code == 302:  # noqa: PLR2004 (a redirect)
            leads[path] = answer.headers["Location"].partition("?")[0]
        else:
            pages[path] = packed.add(answer)
    inner = _request(request, reverse("patient:today"))
    for name, answer in _only_kept(inner, reading):
        pages[name] = packed.add(answer)
    return {
        "today": [
            {"from": at.isoformat(), "page": packed.add(today_page(inner, viewer, reading.later(at)))}
            for at in changes(reading)
        ],
        "pages": pages,
        "leads": leads,
        "lines": packed.lines,
    }


def marks(reading: Reading) -> str:
    """The small parts that the phone puts into its pages: what is not sent yet, and who to call meanwhile."""
    return render_to_string("patient/marks.html", {"practice": reading.practice})


def _paths(reading: Reading) -> Iterator[str]:
    for name in ("courses", "choose_check_in", "choose_talk", "urgent"):
        yield reverse(f"patient:{name}")
    for course in reading.on_today:
        for name in ("course", "talk", "end", "other_time", "extra"):
            yield reverse(f"patient:{name}", args=[course.known.id])


def _only_kept(request: HttpRequest, reading: Reading) -> Iterator[tuple[str, HttpResponse]]:
    """Pages that a signal's own are not kept of: what an act leads to."""
    for course in reading.on_today:
        if course.standing.stage not in NOTHING_TO_TELL:
            path = reverse("patient:check_in", args=[course.known.id])
            yield path, page(request, reading, "check_in_kept", _check_in(reading, course), tab="check_in")
        for name, template, context in (*_emergencies(course), *_before_logging(course)):
            yield f"{KEPT_ONLY_HERE}{name} {course.known.id}", page(request, reading, template, context)


def _check_in(reading: Reading, course: CourseReading) -> dict[str, Any]:
    return {
        "course": course,
        "several": len(reading.on_today) > 1,
        "form": CheckInForm(None, after_the_end=course.known.window.beyond(course.today)),
        "emergencies": EMERGENCIES.items(),
    }


def _emergencies(course: CourseReading) -> Iterator[tuple[str, str, dict[str, Any]]]:
    facts = emergency_facts(course)
    for symptom, words in TOLD.items():
        told = _("You told us: %(what)s.") % {"what": words}
        yield (
            symptom,
            "emergency",
            {**facts, "told": told, "crisis_first": symptom == SUICIDE, "check_in": NOT_YET, "undo_id": ""},
        )
    told = _("You logged a lot for one day.")
    yield "too_much", "emergency", {**facts, "told": told, "dose": NOT_YET, "poison_first": True, "undo_id": ""}


def _before_logging(course: CourseReading) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The kind word before a dose, with places for what the phone puts in: see `before` in offline.js."""
    places = {"lines": ["{lines}"], "amount": "{amount}", "time": "{time}", "offer_talk": True}
    times = [
        {"label": _("About %(time)s") % {"time": "{time}"}},
        {"label": _("Just now, %(time)s") % {"time": "{now}"}},
    ]
    for name, more in (("far", {"far": True}), ("before", {}), ("when", {"times": times})):
        yield name, "before_logging", {"course": course, **places, **more}


def _opened(request: HttpRequest, path: str) -> HttpResponse:
    view, args, kwargs = resolve(path)
    answer: HttpResponse = view(_request(request, path), *args, **kwargs)
    return answer


def _request(request: HttpRequest, path: str) -> HttpRequest:
    """The same person, opening a page to keep it."""
    inner = copy(request)
    inner.path = inner.path_info = path
    inner.method = "GET"
    inner.GET = QueryDict()
    inner.frame = FRAME  # type: ignore[attr-defined]
    return inner
