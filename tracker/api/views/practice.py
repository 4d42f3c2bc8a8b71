"""The practice; medicines, of the common catalogue and its own."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.models import Medicine, Practice
from courses.models.people import PracticeClassLimit
from tracker.api.schema import operation
from tracker.api.serializers import practice as words
from tracker.api.strict import Nothing
from tracker.api.viewing import THROUGH, ApiView, PagedView


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
        row = actions.change_practice(
            practice=practice_of(self), changes=changes, by=self.viewer, through=THROUGH, now=self.now
        )
        return self.tell(row, words.PracticeTold)


class ClassLimits(PagedView):
    """The practice's own rules: days of use of a class in a year."""

    @operation("list_class_limits", "List limits of classes", told=words.ClassLimitTold(many=True))
    def get(self, _request: Request) -> Response:
        """Where the practice has a rule of its own; elsewhere the catalogue's holds. For staff."""
        self.allow("see_staff")
        return self.tell_page(PracticeClassLimit.objects.visible_to(self.viewer), words.ClassLimitTold)

    @operation("set_class_limit", "Set the limit of a class", sent=words.ClassLimitSent, told=words.ClassLimitTold)
    def post(self, _request: Request) -> Response:
        """By a manager. Holds for each course from its next revision on."""
        self.allow("change_practice")
        sent = self.sent(words.ClassLimitSent)
        row = actions.set_class_limit(practice=practice_of(self), **sent, by=self.viewer, through=THROUGH, now=self.now)
        told = {"medicine_class": sent["medicine_class"].strip(), "days": None if row is None else row.days}
        return self.tell(told, words.ClassLimitTold)


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
            practice=practice,
            code=code,
            facts=facts,
            checked_on=checked_on,
            by=self.viewer,
            through=THROUGH,
            now=self.now,
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
        row = actions.withdraw_medicine(medicine=medicine, by=self.viewer, through=THROUGH, now=self.now)
        return self.tell(row, words.MedicineTold)


def practice_of(view: ApiView) -> Practice:
    """The viewer's own practice; raises NotFound for who has none."""
    return view.find(Practice.objects.visible_to(view.viewer))
