"""The operator's pages: how the installation is, and what was given up. Nothing of a patient stands on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import Viewer
from courses.errors import ShortcourseError
from notifications import dead_letters as letters
from notifications.dead_letters import Operator, Pile
from notifications.models import OperatorDeed
from tracker import clock
from tracker.accounts.guards import for_operators
from tracker.operator.doctor import examine
from tracker.operator.forms import PileForm, SettleForm, WhyForm
from tracker.problems import problem_of

LIST = "operator:dead_letters"
UNPROCESSABLE = 422


@require_safe
@for_operators
def home(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Each part of the installation: what is wrong first, what is off last."""
    order = ("wrong", "ok", "off")
    found = sorted(examine(now=clock.now()), key=lambda finding: order.index(finding.state))
    wrong = sum(finding.state == "wrong" for finding in found)
    told = {"tab": "home", "findings": found, "wrong": wrong, "dead": letters.standing().count()}
    return render(request, "operator/home.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def dead_letters(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was given up, in piles that ended alike, and whom the sweep set aside."""
    form = PileForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            done = letters.settle_pile(
                given["what"], channel=given["channel"], reason=given["reason"], before=given["before"],
                **_told(request, viewer, form),
            )  # fmt: skip
        except ShortcourseError as error:
            form.add_error("why", problem_of(error).sentence)
        else:
            messages.success(request, f"{done} {given['what']}.")
            return redirect(LIST)
    piles = letters.piles()
    shown = [(pile, _form_of(pile, number, form)) for number, pile in enumerate(piles)]
    told = {
        "tab": "dead_letters",
        "piles": shown,
        "count": sum(pile.count for pile in piles),
        "letters": letters.letters(),
        "set_aside": [(row, WhyForm(auto_id=f"aside_{row.number}_%s")) for row in letters.set_aside()],
        "wrong_form": form,
    }
    return render(request, "operator/dead_letters.html", told, status=UNPROCESSABLE if form else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def dead_letter(request: HttpRequest, viewer: Viewer, letter: UUID) -> HttpResponse:
    """One of them, explained; with what was done about it so far."""
    form = SettleForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            retried = form.cleaned_data["what"] == OperatorDeed.What.RETRIED
            (letters.retry if retried else letters.drop)([letter], **_told(request, viewer, form))
            messages.success(request, "It is tried again now." if retried else "It is dropped.")
            return redirect(LIST)
        one = letters.letter(letter)
    except ShortcourseError as error:
        messages.error(request, problem_of(error).sentence)
        return redirect(LIST)
    told = {"tab": "dead_letters", "letter": one, "explained": letters.explained(one, clock.now()), "form": form}
    return render(request, "operator/dead_letter.html", told, status=UNPROCESSABLE if form.is_bound else None)


@require_POST
@for_operators
def try_again(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Have the sweep look at once at somebody whom it set aside."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why; nothing was changed.")
        return redirect(LIST)
    try:
        letters.try_again(number, **_told(request, viewer, form))
    except ShortcourseError as error:
        messages.error(request, problem_of(error).sentence)
    else:
        messages.success(request, f"{number} is tried again at the next tick.")
    return redirect(LIST)


def _told(request: HttpRequest, viewer: Viewer, form: WhyForm) -> dict[str, Any]:
    by = Operator(name=request.user.get_username(), through=OperatorDeed.Through.PAGE, user=viewer.id)
    return {"by": by, "why": form.cleaned_data["why"], "now": clock.now()}


def _form_of(pile: Pile, number: int, sent: PileForm | None) -> PileForm:
    """The form of a pile: the one that was sent and is wrong, with what was typed, or a new one."""
    if sent is not None and (sent.data.get("channel"), sent.data.get("reason")) == (pile.channel, pile.reason):
        sent.auto_id = f"pile_{number}_%s"
        return sent
    # What dies after the page was drawn is not settled unseen.
    initial = {"channel": pile.channel, "reason": pile.reason, "before": pile.newest.isoformat()}
    return PileForm(initial=initial, auto_id=f"pile_{number}_%s")
