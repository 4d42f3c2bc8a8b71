"""Today's list: the page, and what changed on it since it was shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from courses.access import CLINICAL, Viewer
from courses.models import Clinician, Patient
from notifications.escalated import escalated_to_viewer
from notifications.lost import lost_mailboxes
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_roles, for_staff
from tracker.clinician.choices import choices_of, remember_part
from tracker.clinician.desk import clinician_of, show
from tracker.clinician.formats import wait
from tracker.clinician.lately import done_lately
from tracker.clinician.models import Show
from tracker.clinician.rows import Row
from tracker.clinician.taking_back import taken_from_session
from tracker.clinician.worklist import ending_soon, find_rows, name, spell_out, what_may_be_done

ROWS_A_PAGE = 50
NOTHING = 204
MOST_MARKS = 1000


@dataclass(frozen=True)
class Part:
    """The part of the list that is shown: its rows on this page, and how many people each part has."""

    show: Show
    page: Any
    rows: list[Row]
    counts: list[tuple[Show, int]]
    everybody: set[UUID]


@require_safe
@for_staff
def worklist(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who needs someone, by urgency, then by wait; to who sees no patients, what was escalated to them."""
    now = clock.now()
    if not viewer.acts_as & CLINICAL:
        return _escalated(request, viewer, now)
    choices = choices_of(viewer)
    wanted = request.GET.get("show", "")
    part = _part(viewer, now, Show(wanted) if wanted in Show.values else Show(choices.show), request.GET.get("page"))
    if wanted == part.show and choices.show != part.show:
        remember_part(choices, part.show)
    spell_out(viewer, part.rows, now)
    note_access(viewer, patient_id=None, page="worklist", now=now)
    context = {
        "now": now,
        "rows": part.rows,
        "part": part,
        "people": part.page.paginator.count,
        "page": part.page,
        "opened": request.GET.get("open", ""),
        "keys_work": choices.keys,
        "taken_back": taken_from_session(request),
        "mail_is_lost": bool(lost_mailboxes([viewer.id])) if viewer.id else False,
        "tab": "worklist",
        **what_may_be_done(viewer),
    }
    return show(request, viewer, "worklist.html", context)


def _escalated(request: HttpRequest, viewer: Viewer, now: datetime) -> HttpResponse:
    """Whom an escalation that went to the viewer is about, how long they wait, who must act; no more."""
    found = escalated_to_viewer(viewer, now)
    for one in found:
        note_access(viewer, patient_id=one.patient.pk, page="escalated", now=now)
    reviewers = Clinician.objects.visible_to(viewer).filter(is_active=True, is_reviewer=True).order_by("name")
    context = {
        "now": now,
        "rows": [(one, wait(one.since, now)) for one in found],
        "people": len(found),
        "reviewers": [one.name for one in reviewers],
        "tab": "worklist",
    }
    return show(request, viewer, "escalated.html", context)


@require_POST
@for_roles(*CLINICAL)
def worklist_changes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What changed of the rows that a page shows: those rows alone, and nothing where nothing did.

    The page sends how each of its rows stood (`mark`: the patient's id and the row's mark) and which one is open: that
    one is not drawn anew under somebody's hands, it is told what was done.
    """
    now = clock.now()
    wanted = request.POST.get("show", "")
    part = _part(viewer, now, Show(wanted) if wanted in Show.values else Show.ALL, request.POST.get("page"))
    marks = _marks(request)
    opened = _id(request.POST.get("open", ""))
    changed = [row for row in part.rows if marks.get(row.patient_id) != row.mark]
    gone = [pk for pk in marks if pk not in part.everybody]
    if not changed and not gone and request.POST.get("people") == str(part.page.paginator.count):
        return HttpResponse(status=NOTHING)
    drawn = [row for row in changed if row.patient_id != opened]
    spell_out(viewer, drawn, now)
    said = done_lately(viewer, [*gone, *([opened] if opened in {row.patient_id for row in changed} else [])], now)
    before: dict[UUID, UUID | None] = {}
    last = None
    for row in part.rows:
        before[row.patient_id], last = last, row.patient_id
    context = {
        "now": now,
        "part": part,
        "page": part.page,
        "changed": [row for row in drawn if row.patient_id in marks],
        "new": [(row, before[row.patient_id]) for row in drawn if row.patient_id not in marks],
        "gone": [(one, said.get(one.pk, "")) for one in _who(viewer, [pk for pk in gone if pk != opened])],
        "opened": opened if opened in gone or opened in said else None,
        "opened_is_gone": opened in gone,
        "opened_said": said.get(opened, "") if opened else "",
        "people": part.page.paginator.count,
        "practice": clinician_of(viewer).practice,
        **what_may_be_done(viewer),
    }
    return render(request, "clinician/parts/worklist_changes.html", context)


def _part(viewer: Viewer, now: datetime, shown: Show, page_number: str | None) -> Part:
    rows = find_rows(viewer, now)
    ending = ending_soon(viewer, rows, now)
    parts = {
        Show.ALL: rows,
        Show.MINE: [row for row in rows if row.is_mine(viewer)],
        Show.ENDING: [row for row in rows if row.patient_id in ending],
    }
    page = Paginator(parts[shown], ROWS_A_PAGE).get_page(page_number)
    return Part(
        show=shown,
        page=page,
        rows=name(viewer, list(page.object_list), now),
        counts=[(one, len(of)) for one, of in parts.items()],
        everybody={row.patient_id for row in parts[shown]},
    )


def _who(viewer: Viewer, patients: list[UUID]) -> list[Patient]:
    return list(Patient.objects.visible_to(viewer).filter(pk__in=patients)) if patients else []


def _marks(request: HttpRequest) -> dict[UUID, str]:
    """How each row stood, by patient; what is no mark of ours is left out."""
    found = {}
    for sent in request.POST.getlist("mark")[:MOST_MARKS]:
        patient, _, mark = sent.partition(" ")
        if (pk := _id(patient)) is not None:
            found[pk] = mark
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
