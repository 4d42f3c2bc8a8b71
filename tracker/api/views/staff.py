"""The staff of the practice: who joins, what they do, who leaves."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.access import Role
from courses.models import Clinician
from tracker.accounts.staff import invite_clinician, is_waited_for
from tracker.api.schema import operation
from tracker.api.serializers import practice as words
from tracker.api.viewing import THROUGH, ApiView, PagedView
from tracker.api.views.courses import chosen
from tracker.api.views.practice import practice_of


class Staff(PagedView):
    """Staff of the practice."""

    @operation("list_staff", "List staff", told=words.ClinicianTold(many=True))
    def get(self, _request: Request) -> Response:
        """Newest first, those who left too; for staff."""
        self.allow("see_staff")
        rows = Clinician.objects.visible_to(self.viewer).select_related("user")
        return self.tell_page(rows, words.ClinicianTold, lambda page: [_clinician_told(row) for row in page])

    @operation(
        "add_clinician", "Add a staff member", sent=words.ClinicianSent, told=words.ClinicianTold, codes=(201, 200)
    )
    def post(self, _request: Request) -> Response:
        """By a manager. A mail with the link that sets the password goes out. The same again (200), while it is not
        set, mails a new link and makes nobody; so does (200) the address of somebody who left, who is back then. An
        address with another account answers 422 (`taken`)."""
        self.allow("change_staff")
        sent = self.sent(words.ClinicianSent)
        invited = invite_clinician(
            practice=practice_of(self),
            **{**sent, "roles": [Role(role) for role in sent["roles"]]},
            by=self.viewer,
            through=THROUGH,
            now=self.now(),
        )
        return self.tell(_clinician_told(invited.clinician), words.ClinicianTold, 201 if invited.is_new else 200)


class StaffMember(ApiView):
    """One staff member."""

    @operation("read_clinician", "Read a staff member", told=words.ClinicianTold)
    def get(self, _request: Request, clinician_id: UUID) -> Response:
        """Name and roles; for staff."""
        self.allow("see_staff")
        row = self.find(Clinician.objects.visible_to(self.viewer).select_related("user"), pk=clinician_id)
        return self.tell(_clinician_told(row), words.ClinicianTold)


class Roles(ApiView):
    """What a staff member does."""

    @operation("change_roles", "Change a staff member's roles", sent=words.RolesSent, told=words.ClinicianTold)
    def post(self, _request: Request, clinician_id: UUID) -> Response:
        """By a manager. A prescriber who has courses stays one until these are handed over."""
        self.allow("change_staff")
        row = self.find(Clinician.objects.visible_to(self.viewer).select_related("practice", "user"), pk=clinician_id)
        sent = self.sent(words.RolesSent)
        roles = set(sent["roles"])
        row = actions.change_roles(
            clinician=row,
            is_prescriber=Role.PRESCRIBER.value in roles,
            is_reviewer=Role.REVIEWER.value in roles,
            is_manager=Role.MANAGER.value in roles,
            takes_escalations=sent.get("takes_escalations"),
            by=self.viewer,
            through=THROUGH,
            now=self.now,
        )
        return self.tell(_clinician_told(row), words.ClinicianTold)


class Deactivate(ApiView):
    """A staff member who leaves."""

    @operation(
        "deactivate_clinician", "Deactivate a staff member", sent=words.DeactivationSent, told=words.ClinicianTold
    )
    def post(self, _request: Request, clinician_id: UUID) -> Response:
        """By a manager. A prescriber with courses needs a successor, who takes them. Twice answers as once did."""
        self.allow("deactivate_clinician")
        staff = Clinician.objects.visible_to(self.viewer).select_related("practice", "user")
        row = self.find(staff, pk=clinician_id)
        key = self.sent(words.DeactivationSent).get("successor")
        successor = None if key is None else chosen(self, "successor", staff, key)
        row = actions.deactivate_clinician(
            clinician=row, successor=successor, by=self.viewer, through=THROUGH, now=self.now
        )
        return self.tell(_clinician_told(row), words.ClinicianTold)


def _clinician_told(row: Clinician) -> dict[str, Any]:
    """What `ClinicianTold` says."""
    names = ("id", "name", "deactivated_at", "takes_escalations")
    return {
        **{name: getattr(row, name) for name in names},
        "roles": sorted(role.value for role in row.roles),
        "active": row.is_active,
        "waited_for": is_waited_for(row),
    }
