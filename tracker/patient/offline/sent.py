"""What a phone's outbox sends, from a form to the record: the same actions as the pages', under the phone's own ids.

Sent twice it is once in the record. A dose that waited without a signal is asked nothing: it is recorded as tapped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import Http404, QueryDict

from courses import actions, inputs
from courses.errors import Conflict, NotFound, WrongInput
from courses.models import Activity, ActivityTick, CheckIn, Dose, Through
from courses.models.row import Row, Rows
from courses.rules.days import instant_of
from courses.rules.facts import Use
from tracker import clock
from tracker.patient.forms import CheckInForm, DoseForm, EmergencyForm, HowManyForm, TalkForm, WhenForm
from tracker.patient.offline.phone_clock import PhoneClock
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.views.logging import LONGEST_ZONE, Sent
from tracker.patient.views.other_doses import SAID_ON_EXTRA

R = TypeVar("R")
When = TypeVar("When", date, datetime)


class KeptForm(forms.Form):
    """What every entry of an outbox says: its own id, whose it is, when and in which zone it was made."""

    kind = forms.CharField(max_length=20)
    id = forms.UUIDField()
    owner = forms.UUIDField()
    made_at = forms.CharField(max_length=40)
    # The phone's clock when it sent: how far that clock is off. A phone of before says nothing of it.
    sent_at = forms.CharField(required=False, max_length=40)
    zone = forms.CharField(required=False, max_length=LONGEST_ZONE)
    # Nothing is asked of one that waited: nobody may be there to answer.
    waited = forms.BooleanField(required=False)

    def clean_made_at(self) -> datetime:
        """The instant, with its offset."""
        return _instant(self.cleaned_data["made_at"])

    def clean_sent_at(self) -> datetime | None:
        """The instant, None where it was not told."""
        told: str = self.cleaned_data["sent_at"]
        return _instant(told) if told else None


class SlotDoseForm(DoseForm):
    """A dose, with the instant of its slot as the page had it."""

    slot_at = forms.CharField(required=False, max_length=40)
    # Whether `at` was read from the phone's clock, and not from the plan or from an answer of ours.
    by_phone = forms.BooleanField(required=False)

    def clean_slot_at(self) -> datetime | None:
        """The instant, None where the dose is of no slot."""
        told: str = self.cleaned_data["slot_at"]
        return _instant(told) if told else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, told by a patient of whom `reading` reads; `phone` is the clock that it was made by."""

    reading: Reading
    id: UUID
    phone: PhoneClock
    zone: str
    told: QueryDict

    @property
    def by(self) -> dict[str, Any]:
        """Who, through what, when."""
        return {"by": self.reading.viewer, "through": Through.PAGE, "now": clock.now}

    def course(self, course_id: UUID | str | None = None) -> CourseReading:
        """The course that it is of; raises Http404."""
        return self.reading.course(course_id or self.told.get("course", ""))

    def made_at(self, course: CourseReading) -> datetime:
        """When it was made, by our clock."""
        return self.phone.made_at(course.row.known_at)

    def row(self, rows: "Rows[Any]", name: str) -> Any:
        """The row that it names; raises NotFound."""
        found: Row | None = rows.filter(client_id=_uuid(self.told.get(name, ""))).first()
        if found is None:
            raise NotFound(name, "not_there", "It is not there.")
        return found


def dose_of(entry: Entry, kind: str) -> tuple[CourseReading, Sent] | None:
    """The dose that an entry is, None if it is none; raises WrongInput, Http404."""
    read_it = {"dose": _dose, "extra": _extra, "other_time": _other_time}.get(kind)
    return read_it(entry) if read_it else None


def log(entry: Entry, course: CourseReading, sent: Sent) -> actions.Logged:
    """Log the dose; returns it as it stands, and what is known with it."""
    rows = Dose.objects.visible_to(entry.reading.viewer)
    return _as_first_told(
        lambda taken_at: actions.log_dose(
            course=course.row,
            client_id=sent.id,
            amount=sent.amount,
            taken_at=taken_at,
            about=sent.about,
            phone_instant=entry.phone.told,
            phone_zone=entry.zone,
            **entry.by,
        ),
        sent.taken_at,
        lambda: rows.filter(client_id=sent.id).values_list("told_taken_at", flat=True).first(),
    )


def _as_first_told(act: Callable[[When], R], when: When, before: Callable[[], When | None]) -> R:
    """Act, with the time that was reckoned; sent again, when the same reckoning says another time, with the first's.

    Raises Conflict where more than the time differs.
    """
    try:
        return act(when)
    except Conflict:
        first = before()
        if first is None:
            raise
        return act(first)


def _dose(entry: Entry) -> tuple[CourseReading, Sent]:
    said = _valid(SlotDoseForm(entry.told))
    course = entry.course(said["course"])
    made_at = entry.made_at(course)
    told = said["at"] and entry.phone.reading(said["at"], made_at) if said["by_phone"] else said["at"]
    at = {"now": made_at, "about": said["slot_at"], "at": told}[said["when"]] or made_at
    about = said["when"] == "about" or (said["when"] == "at" and said["about"])
    slot = (said["slot_day"], said["slot_wall"]) if said["slot_day"] and said["slot_wall"] else None
    shown = tuple(said["said"].split(","))
    return course, Sent(entry.id, said["amount"], at, about, shown, slot, said["when"] == "at")


def _extra(entry: Entry) -> tuple[CourseReading, Sent]:
    amount = _valid(HowManyForm(entry.told))["amount"]
    course = entry.course()
    return course, Sent(entry.id, amount, entry.made_at(course), said=SAID_ON_EXTRA, time_said=True)


def _other_time(entry: Entry) -> tuple[CourseReading, Sent]:
    amount = _valid(HowManyForm(entry.told))["amount"]
    course = entry.course()
    made_at = entry.made_at(course)
    # A page that the phone drew by itself offers today and yesterday by the phone's own clock.
    by_phone = bool(entry.told.get("by_phone"))
    form = WhenForm(entry.told, say=entry.reading.say, now=entry.phone.told if by_phone else made_at)
    _valid(form)
    taken_at = form.taken_at
    if by_phone:
        local = entry.reading.say.local
        off = local(made_at).date() - local(entry.phone.told).date()
        taken_at = instant_of(
            date.fromisoformat(form.cleaned_data["day"]) + off, form.cleaned_data["time"], entry.reading.say.zone
        )
    return course, Sent(entry.id, amount, taken_at, time_said=True)


def _undo_dose(entry: Entry) -> None:
    dose = entry.row(Dose.objects.visible_to(entry.reading.viewer), "dose")
    actions.undo_dose(dose=dose, undo_id=entry.id, **entry.by)


def _check_in(entry: Entry) -> None:
    course = entry.course()
    # Which words it offered depends on the day on which its page was drawn: those of either side are true answers.
    both = [CheckInForm(entry.told, after_the_end=after) for after in (False, True)]
    said = _valid(next((form for form in both if form.is_valid()), both[0]))
    _as_first_told(
        lambda at: actions.check_in(
            course=course.row,
            client_id=entry.id,
            at=at,
            use=Use(said["use"]) if said["use"] else None,
            pain=said["pain"],
            drowsiness=said["drowsiness"],
            symptoms=said["symptoms"],
            line=said["line"],
            **entry.by,
        ),
        entry.made_at(course),
        lambda: _checked_in_at(entry),
    )


def _emergency(entry: Entry) -> None:
    symptom = _valid(EmergencyForm(entry.told))["symptom"]
    course = entry.course()
    _as_first_told(
        lambda at: actions.report_emergency(
            course=course.row, client_id=entry.id, symptoms=[symptom], at=at, **entry.by
        ),
        entry.made_at(course),
        lambda: _checked_in_at(entry),
    )


def _checked_in_at(entry: Entry) -> datetime | None:
    rows = CheckIn.objects.visible_to(entry.reading.viewer).filter(client_id=entry.id)
    return rows.values_list("told_at", flat=True).first()


def _undo_check_in(entry: Entry) -> None:
    made = entry.row(CheckIn.objects.visible_to(entry.reading.viewer), "check_in")
    actions.undo_check_in(check_in=made, undo_id=entry.id, **entry.by)


def _talk(entry: Entry) -> None:
    line = _valid(TalkForm(entry.told))["line"]
    actions.ask_to_talk(course=entry.course().row, client_id=entry.id, line=line, **entry.by)


def _tick(entry: Entry) -> None:
    activities = Activity.objects.visible_to(entry.reading.viewer).select_related("course")
    activity = activities.filter(pk=_uuid(entry.told.get("activity", ""))).first()
    if activity is None:
        raise Http404
    rows = ActivityTick.objects.visible_to(entry.reading.viewer)
    day = _valid(DayForm(entry.told))["day"]
    _as_first_told(
        lambda on: actions.tick_activity(activity=activity, client_id=entry.id, day=on, **entry.by),
        _day_ticked(entry, entry.course(activity.course_id), day),
        lambda: rows.filter(client_id=entry.id).values_list("day", flat=True).first(),
    )


def _day_ticked(entry: Entry, course: CourseReading, day: date) -> date:
    """The medication day of a tick; of a phone whose clock runs ahead, the day that it was by ours."""
    if day <= course.today:
        return day
    window, zone = course.known.window, entry.reading.say.zone
    by_phone, by_us = (window.medication_day(at, zone) for at in (entry.phone.told, entry.made_at(course)))
    return day - max(by_phone - by_us, timedelta())


def _untick(entry: Entry) -> None:
    tick = entry.row(ActivityTick.objects.visible_to(entry.reading.viewer), "tick")
    actions.undo_tick(tick=tick, undo_id=entry.id, **entry.by)


OTHERS: dict[str, Callable[[Entry], None]] = {
    "undo_dose": _undo_dose,
    "check_in": _check_in,
    "emergency": _emergency,
    "undo_check_in": _undo_check_in,
    "talk": _talk,
    "tick": _tick,
    "untick": _untick,
}


class DayForm(forms.Form):
    """The medication day of a tick."""

    day = forms.DateField()


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise WrongInput(next(iter(form.errors)), "unreadable", "This could not be read.")
    return form.cleaned_data


def _instant(told: str) -> datetime:
    try:
        return inputs.instant("instant", datetime.fromisoformat(told))
    except (ValueError, OverflowError, WrongInput):
        raise forms.ValidationError("instant") from None


def _uuid(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise NotFound("id", "not_there", "It is not there.") from None
