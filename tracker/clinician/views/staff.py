"""Staff, by a manager: a colleague who joins, what each does, who leaves."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Role, Viewer
from courses.errors import ShortcourseError
from courses.models import Clinician, Course
from notifications.lost import lost_mailboxes, use_again
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.accounts.second_factor import take_off
from tracker.accounts.staff import StaffInvited, bring_back, invite_again, invite_clinician
from tracker.clinician.desk import THROUGH, WRONG, done, practice_of, require, show
from tracker.clinician.formats import counted
from tracker.clinician.forms.staff import ColleagueForm, DeactivateForm, HandOverForm, ReturnForm, RolesForm
from tracker.clinician.once import SentBefore, once
from tracker.problems import add_to_form, problem_of

HOME = "clinician:practice"
MAIL_FAILED = "The mail with the link could not be sent. Send it again from here later."


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a colleague, who gets a link by mail that sets a password."""
    require(viewer, "change_staff")
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "staff_new.html", page)
    if not form.is_valid():
        return show(request, viewer, "staff_new.html", page, status=WRONG)
    told = form.cleaned_data
    try:
        with once(request):
            invited = invite_clinician(
                practice=practice_of(viewer), **told, by=viewer, through=THROUGH, now=clock.now()
            )
    except SentBefore as sent:
        done(request, sent.words("they were added once."))
        return redirect(HOME)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "staff_new.html", page, status=WRONG)
    done(request, _came(invited, told["email"]))
    return redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_return(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Let somebody who left come back under the same address, by a new link to it."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    if colleague.is_active:
        raise Http404
    held = {role for role in Role if getattr(colleague, f"is_{role.value}", False)}
    form = ReturnForm(
        request.POST if request.method == "POST" else None, initial={"name": colleague.name, "roles": sorted(held)}
    )
    page = {"form": form, "colleague": colleague, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "staff_return.html", page)
    if not form.is_valid():
        return show(request, viewer, "staff_return.html", page, status=WRONG)
    try:
        with once(request):
            back = bring_back(clinician=colleague, **form.cleaned_data, by=viewer, through=THROUGH, now=clock.now())
    except SentBefore as sent:
        done(request, sent.words("they are back, once."))
        return redirect(HOME)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "staff_return.html", page, status=WRONG)
    done(request, _came(back, colleague.user.email))
    return redirect(HOME)


@require_POST
@for_staff
def staff_invite(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Mail a new link to somebody who has not set a password yet."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    try:
        with once(request):
            went = invite_again(clinician=colleague, by=viewer, now=clock.now())
    except SentBefore as sent:
        done(request, sent.words("one link went out."))
    except ShortcourseError as error:
        done(request, problem_of(error).sentence)
    else:
        done(request, f"A new link went to {colleague.name}." if went else MAIL_FAILED)
    return redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_roles(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Change what a colleague does, and whether escalations go to them."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    if not colleague.is_active:
        raise Http404
    there = {"roles": sorted(colleague.roles), "takes_escalations": colleague.takes_escalations}
    form = RolesForm(request.POST if request.method == "POST" else None, initial=there)
    page = {"form": form, "colleague": colleague, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "staff_roles.html", page)
    if not form.is_valid():
        return show(request, viewer, "staff_roles.html", page, status=WRONG)
    told = form.cleaned_data
    try:
        actions.change_roles(
            clinician=colleague,
            is_prescriber=Role.PRESCRIBER in told["roles"],
            is_reviewer=Role.REVIEWER in told["roles"],
            is_manager=Role.MANAGER in told["roles"],
            takes_escalations=told["takes_escalations"],
            by=viewer,
            through=THROUGH,
            now=clock.now,
        )
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "staff_roles.html", page, status=WRONG)
    done(request, f"What {colleague.name} does is saved.")
    return redirect(HOME)


@require_POST
@for_staff
def staff_mailbox(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Mail to a colleague's mailbox again, after mails came back from it."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    lost = lost_mailboxes([colleague.pk]).get(colleague.pk) if colleague.is_active else None
    if lost is None:
        done(request, f"Mails to {colleague.name} were not held back.")
    else:
        use_again(lost, clock.now())
        done(request, f"Mails go to {colleague.name} again. If the next one comes back too, it is said here.")
    return redirect(HOME)


@require_POST
@for_staff
def staff_second_factor(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Take the second step off a colleague who lost it."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    try:
        take_off(clinician=colleague, by=viewer, through=THROUGH, now=clock.now)
    except ShortcourseError as error:
        done(request, problem_of(error).sentence)
    else:
        done(
            request, f"The second step of {colleague.name} is taken off. They sign in by password and set up a new one."
        )
    return redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_deactivate(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Deactivate somebody who leaves; their courses go to a successor first."""
    require(viewer, "deactivate_clinician")
    leaving = _colleague(viewer, clinician_id)
    courses, others = _courses_and_others(viewer, leaving)
    form = DeactivateForm(
        request.POST if request.method == "POST" else None,
        others=[(key, one.name) for key, one in others.items()],
        required=courses > 0,
    )
    page = {"leaving": leaving, "courses": courses, "form": form, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "deactivate.html", page)
    if not form.is_valid():
        return show(request, viewer, "deactivate.html", page, status=WRONG)
    successor = others.get(form.cleaned_data["successor"])
    try:
        with once(request):
            actions.deactivate_clinician(
                clinician=leaving, successor=successor, by=viewer, through=THROUGH, now=clock.now
            )
    except SentBefore as sent:
        done(request, sent.words("it was done once."))
        return redirect(HOME)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "deactivate.html", page, status=WRONG)
    done(request, f"{leaving.name} is deactivated." + (f" {successor.name} has their courses." if successor else ""))
    return redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_hand_over(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Give all courses of somebody who stays to another prescriber."""
    require(viewer, "change_staff")
    colleague = _colleague(viewer, clinician_id)
    courses, others = _courses_and_others(viewer, colleague)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        others=[(key, one.name) for key, one in others.items()],
        required=True,
    )
    page = {"colleague": colleague, "courses": courses, "form": form, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "staff_hand_over.html", page)
    if not form.is_valid():
        return show(request, viewer, "staff_hand_over.html", page, status=WRONG)
    successor, why = others[form.cleaned_data["successor"]], form.cleaned_data["reason"]
    try:
        with once(request):
            given = actions.hand_over_all(
                prescriber=colleague, successor=successor, reason=why, by=viewer, through=THROUGH, now=clock.now
            )
    except SentBefore as sent:
        done(request, sent.words("the courses were handed over once."))
        return redirect(HOME)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "staff_hand_over.html", page, status=WRONG)
    done(request, f"{successor.name} has {counted(given, 'course')} of {colleague.name} now.")
    return redirect(HOME)


def _courses_and_others(viewer: Viewer, colleague: Clinician) -> tuple[int, dict[str, Clinician]]:
    """How many courses they prescribe, and the other active prescribers by key."""
    active = Clinician.objects.visible_to(viewer).filter(is_active=True, is_prescriber=True).exclude(pk=colleague.pk)
    courses = Course.objects.filter(prescriber=colleague).count()
    return courses, {str(one.pk): one for one in active.order_by("name")}


def _came(invited: StaffInvited, email: str) -> str:
    """What an invitation did."""
    what = "is back" if invited.is_back else "is added" if invited.is_new else "was added before"
    went = f"A link to set a password went to {email}." if invited.was_mailed else MAIL_FAILED
    return f"{invited.clinician.name} {what}. {went}"


def _colleague(viewer: Viewer, clinician_id: UUID) -> Clinician:
    """Somebody of the practice's staff; 404 for anybody else."""
    found = Clinician.objects.visible_to(viewer).select_related("practice", "user").filter(pk=clinician_id).first()
    if found is None:
        raise Http404
    return found
