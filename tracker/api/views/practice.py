"""The practice and its staff; medicines, of the common catalogue and its own."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.models import Clinician, Medicine, Practice
from tracker.api.schema import operation
from tracker.api.serializers import practice as words
from tracker.api.strict import Nothing
from tracker.api.viewing import ApiView, PagedView


class OwnPractice(ApiView):
    """The viewer's practice."""

    @operation("read_practice", "Read the practice", told=words.PracticeTold)
    def get(self, _request: Request) -> Response:
        """Its numbers and settings."""
        return self.tell(practice_of(self), words.PracticeTold)

    @operation("change_practice", "Change the practice", sent=words.PracticeSent, told=words.PracticeTold)
    def post(self, _request: Request) -> Response:
        """By a manager. What is left out stays."""
        self.allow("change_practice")
        changes = self.sent(words.PracticeSent)
        row = actions.change_practice(practice=practice_of(self), changes=changes, by=self.viewer)
        return self.tell(row, words.PracticeTold)


class Staff(PagedView):
    """Staff of the practice."""

    @operation("list_staff", "List staff", told=words.ClinicianTold(many=True))
    def get(self, _request: Request) -> Response:
        """Newest first, those who left too; for staff."""
        self.allow("see_staff")
        rows = Clinician.objects.visible_to(self.viewer)
        return self.tell_page(rows, words.ClinicianTold, lambda page: [_clinician_told(row) for row in page])


class StaffMember(ApiView):
    """One staff member."""

    @operation("read_clinician", "Read a staff member", told=words.ClinicianTold)
    def get(self, _request: Request, clinician_id: UUID) -> Response:
        """Name and roles; for staff."""
        self.allow("see_staff")
        row = self.find(Clinician.objects.visible_to(self.viewer), pk=clinician_id)
        return self.tell(_clinician_told(row), words.ClinicianTold)


class Medicines(PagedView):
    """The catalogue."""

    asks = words.MedicinesAsked

    @operation("list_medicines", "List medicines", told=words.MedicineTold(many=True), asks=words.MedicinesAsked)
    def get(self, _request: Request) -> Response:
        """The common catalogue and the practice's own, with the source of each fact."""
        rows = Medicine.objects.visible_to(self.viewer)
        if "code" in self.query:
            rows = rows.filter(code__iexact=self.query["code"])
        return self.tell_page(rows, words.MedicineTold)

    @operation("add_medicine", "Add a medicine", sent=words.MedicineSent, told=words.MedicineTold, codes=(201, 200))
    def post(self, _request: Request) -> Response:
        """Of the practice's own, by a prescriber or a manager. One that is there already (200) is brought to these
        facts: a change raises its version."""
        self.allow("add_medicine")
        practice, facts = practice_of(self), self.sent(words.MedicineSent)
        code, checked_on = facts.pop("code"), facts.pop("checked_on")
        is_there = Medicine.objects.visible_to(self.viewer).filter(practice=practice, code=code.strip()).exists()
        row = actions.add_medicine(
            practice=practice, code=code, facts=facts, checked_on=checked_on, by=self.viewer, now=self.now
        )
        return self.tell(row, words.MedicineTold, 200 if is_there else 201)


class MedicineWhole(ApiView):
    """One medicine."""

    @operation("read_medicine", "Read a medicine", told=words.MedicineTold)
    def get(self, _request: Request, medicine_id: UUID) -> Response:
        """With the source of each fact, and the day it was checked."""
        return self.tell(self.find(Medicine.objects.visible_to(self.viewer), pk=medicine_id), words.MedicineTold)


class WithdrawMedicine(ApiView):
    """A medicine of the practice's own, taken out of its list."""

    @operation("withdraw_medicine", "Withdraw a medicine", sent=Nothing, told=words.MedicineTold)
    def post(self, _request: Request, medicine_id: UUID) -> Response:
        """Courses of it go on; no new one begins. Twice answers as once did. The common catalogue's answers 422."""
        self.allow("add_medicine")
        medicine = self.find(Medicine.objects.visible_to(self.viewer).select_related("practice"), pk=medicine_id)
        self.sent(Nothing)
        row = actions.withdraw_medicine(medicine=medicine, by=self.viewer, now=self.now)
        return self.tell(row, words.MedicineTold)


def practice_of(view: ApiView) -> Practice:
    """The viewer's own practice; raises NotFound for who has none."""
    return view.find(Practice.objects.visible_to(view.viewer))


def _clinician_told(row: Clinician) -> dict[str, Any]:
    """What `ClinicianTold` says."""
    names = ("id", "name", "deactivated_at", "takes_escalations")
    return {
        **{name: getattr(row, name) for name in names},
        "roles": sorted(role.value for role in row.roles),
        "active": row.is_active,
    }
