"""A course on one page."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Viewer
from courses.models import Activity, Briefing, CheckIn, Dispense, DrugScreen, EndPlan, TalkAnswer, TalkRequest
from courses.rules.late_start import late_start
from courses.rules.record import Change
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.changes import staff_names
from tracker.clinician.days import day_lines
from tracker.clinician.decisions import Decided, decisions_of
from tracker.clinician.desk import show
from tracker.clinician.flagsheet import CHANGES, shown_flags
from tracker.clinician.history import OnDay, on_day, shown_revisions
from tracker.clinician.numbers import number_rows
from tracker.clinician.picture import draw
from tracker.clinician.sent import sent_of, to_come
from tracker.clinician.sheet import Sheet, open_sheet
from tracker.clinician.words import DECISIONS, OUTCOMES, RULES

DEEDS = ("plan_end", "revise", "extend", "stop", "dispense", "cancel", "close", "acknowledge", "answer")


@require_safe
@for_staff
def course(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """The plan day by day, flags, messages, numbers, and what was prescribed when."""
    now = clock.now()
    sheet = open_sheet(viewer, course_id, now)
    note_access(viewer, patient_id=sheet.row.patient_id, page="course", now=now)
    names = staff_names(sheet)
    sent = [*sent_of(sheet), *to_come(sheet)]
    check_ins = list(CheckIn.objects.visible_to(viewer).filter(course=sheet.row).order_by("at"))
    flags, decisions = shown_flags(sheet, names), decisions_of(sheet, names)
    lines = day_lines(sheet, check_ins, sent, _events(sheet, decisions), names)
    whole = request.GET.get("days") == "all"
    context: dict[str, Any] = {
        "sheet": sheet,
        "person": sheet.person,
        "flags": flags,
        "open_flags": [flag for flag in flags if flag.is_open],
        "other_flags": [flag for flag in flags if not flag.is_open],
        "lines": lines,
        "picture": draw(sheet, lines, flags, decisions, whole=whole),
        "whole": whole,
        "late": late_start(sheet.known, sheet.today) if sheet.person.may("revise") else None,
        "messages_sent": [one for one in sent if not one.is_dose],
        "dose_messages": [one for one in sent if one.is_dose],
        "numbers": number_rows(sheet),
        "revisions": shown_revisions(sheet, names),
        "asked_day": _asked_day(request, sheet, names),
        "may": {action for action in DEEDS if sheet.person.may(action)},
        "tab": "patients",
        **_around(sheet, names),
        **_deeds(sheet),
    }
    return show(request, viewer, "course.html", context)


def _events(sheet: Sheet, decisions: list[Decided]) -> Iterator[tuple[date, str]]:
    """What happened to flags, then what was decided, each with its day: for the table."""
    for event in sheet.person.record.history:
        if event.course == str(sheet.row.pk) and event.change is not Change.ACKNOWLEDGED:
            words = f"{RULES[event.rule][0]}: {CHANGES[event.change]}, {event.severity.word}"
            yield sheet.known.window.medication_day(event.at), words
    for one in decisions:
        yield one.day, f"{one.what}, {one.who}"


def _asked_day(request: HttpRequest, sheet: Sheet, names: dict[UUID | None, str]) -> OnDay | None:
    """What was prescribed on the day that was asked for."""
    try:
        return on_day(sheet, date.fromisoformat(request.GET.get("on", "")), names)
    except ValueError:
        return None


def _around(sheet: Sheet, names: dict[UUID | None, str]) -> dict[str, Any]:
    """What stands around the course: talk, plans, activities, supply, assessment, briefing."""
    viewer, row = sheet.person.viewer, sheet.row
    requests = TalkRequest.objects.visible_to(viewer).filter(course=row).order_by("-seq")
    answers = TalkAnswer.objects.visible_to(viewer).filter(course=row).order_by("-seq")
    plans = EndPlan.objects.visible_to(viewer).filter(course=row).order_by("-seq")
    in_force = sheet.known.plan_in_force(sheet.clock)
    return {
        "talk_requests": list(requests),
        "answers": [
            (answer, OUTCOMES[answer.outcome], names.get(answer.by_id, "Somebody"), getattr(answer, "undo", None))
            for answer in answers.select_related("undo")
        ],
        "plans": [
            (
                plan,
                DECISIONS[plan.decision],
                names.get(plan.by_id, "Somebody"),
                in_force is not None and plan.seq == in_force.seq,
            )
            for plan in plans
        ],
        "activities": list(Activity.objects.visible_to(viewer).filter(course=row).order_by("seq")),
        "dispenses": list(Dispense.objects.visible_to(viewer).filter(course=row).order_by("seq")),
        "briefings": list(Briefing.objects.visible_to(viewer).filter(course=row).order_by("-seq")),
        "screen": DrugScreen.objects.visible_to(viewer).filter(assessment=row.assessment_id).first(),
    }


def _deeds(sheet: Sheet) -> dict[str, Any]:
    """What can be done now; what cannot is not offered."""
    known, running = sheet.known, sheet.today <= sheet.known.last_day
    changeable = sheet.is_open
    shut = bool(known.cancelled or known.closed)
    possible = {
        "plan_end": not shut,
        "revise": changeable and running,
        "extend": changeable,
        "stop": changeable and running,
        "dispense": not shut,
        "cancel": not shut and not known.doses and not known.stop,
        "close": not shut and (not running or known.stop is not None),
    }
    return {"can": {action for action, holds in possible.items() if holds and sheet.person.may(action)}}
