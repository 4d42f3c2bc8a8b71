"""Patients: registering one, changing who they are, what they chose, where they are; and who helps them."""

from datetime import date, datetime, time
from enum import Enum
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Act, Now, acting, read_clock
from courses.actions.practices import allow
from courses.errors import Refused, WrongInput
from courses.models import Helper, Language, Patient, PatientSettings, Practice, Through
from courses.models.row import ByKind

FIRST_SEQ = 1
LONGEST_NAME = 100
MESSAGE_HOUR, QUIET_START, QUIET_END = time(10), time(22), time(7)


class Keep(Enum):
    """That something stays as it is, where None says something else."""

    KEEP = "keep"


KEEP = Keep.KEEP


class Chosen(TypedDict):
    """What a patient may choose."""

    time_zone: str
    message_hour: time
    quiet_start: time
    quiet_end: time
    follow_up: bool


def register_patient(
    *,
    practice: Practice,
    given_name: str,
    family_name: str,
    birth_date: date,
    language: str = Language.EN,
    day_boundary: time | None = None,
    time_zone: str | None = None,
    message_hour: time | None = None,
    quiet_start: time | None = None,
    quiet_end: time | None = None,
    follow_up: bool = True,
    by: Viewer,
    through: str,
    now: Now,
) -> Patient:
    """A new patient with their first settings, in the practice's zone unless one is named. Raises WrongInput."""
    allow(by, "register_patient", practice)
    inputs.word("through", through, known=Through.values)
    instant = read_clock(now)
    who = _who(given_name, family_name, birth_date, language, day_boundary, instant)
    chosen = _chosen(
        time_zone=time_zone or practice.time_zone,
        message_hour=message_hour or MESSAGE_HOUR,
        quiet_start=quiet_start or QUIET_START,
        quiet_end=quiet_end or QUIET_END,
        follow_up=follow_up,
    )
    with transaction.atomic():
        patient = Patient.objects.create(
            practice=practice,
            last_seq=FIRST_SEQ,
            judged_to=instant,
            created_at=instant,
            created_by_kind=by.kind.value,
            created_by_id=by.id,
            **who,
        )
        PatientSettings.objects.create(
            patient=patient,
            seq=FIRST_SEQ,
            known_at=instant,
            by_kind=ByKind(by.kind.value),
            by_id=by.id,
            through=through,
            **chosen,
        )
    return patient


def change_patient(
    *,
    patient: Patient,
    given_name: str | None = None,
    family_name: str | None = None,
    birth_date: date | None = None,
    language: str | None = None,
    day_boundary: time | Keep | None = KEEP,
    by: Viewer,
    through: str,
    now: Now,
) -> Patient:
    """Change what is said of a patient; what is left out stays. A day boundary holds from the next revision on.

    None for the day boundary is the practice's again. Raises WrongInput.
    """
    with acting(patient.pk, what="change_patient", by=by, through=through, now=now) as act:
        row = act.patient
        who = _who(
            row.given_name if given_name is None else given_name,
            row.family_name if family_name is None else family_name,
            row.birth_date if birth_date is None else birth_date,
            row.language if language is None else language,
            row.day_boundary if isinstance(day_boundary, Keep) else day_boundary,
            act.now,
        )
        if any(getattr(row, column) != value for column, value in who.items()):
            for column, value in who.items():
                setattr(row, column, value)
            row.save(update_fields=list(who))
            # An age enters the rules, so a corrected birth date is judged by from here on.
            act.touch()
            act.next_seq()
    return row


def choose_language(*, patient: Patient, language: str, by: Viewer, through: str, now: Now) -> Patient:
    """The language in which the patient is told everything from now on. Raises WrongInput."""
    chosen = inputs.word("language", language, known=Language.values)
    with acting(patient.pk, what="choose_language", by=by, through=through, now=now) as act:
        if act.patient.language != chosen:
            act.patient.language = chosen
            act.patient.save(update_fields=["language"])
            act.touch()
            act.next_seq()
    return act.patient


def move_zone(*, patient: Patient, time_zone: str, by: Viewer, through: str, now: Now) -> PatientSettings:
    """Move the patient to another zone from now on: what is to come moves, what fell due does not fall due again.

    The zone that is in force already changes nothing. Raises WrongInput.
    """
    zone = inputs.zone("time_zone", time_zone)
    with acting(patient.pk, what="move_zone", by=by, through=through, now=now) as act:
        return _choose(act, {"time_zone": zone})


def change_settings(
    *,
    patient: Patient,
    message_hour: time | None = None,
    quiet_start: time | None = None,
    quiet_end: time | None = None,
    follow_up: bool | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> PatientSettings:
    """Change what the patient chose, from now on; what is left out stays. Raises WrongInput."""
    told = {
        "message_hour": message_hour,
        "quiet_start": quiet_start,
        "quiet_end": quiet_end,
        "follow_up": follow_up,
    }
    with acting(patient.pk, what="change_settings", by=by, through=through, now=now) as act:
        return _choose(act, {name: value for name, value in told.items() if value is not None})


def let_help(
    *,
    patient: Patient,
    user_id: UUID,
    name: str,
    until: datetime | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> Helper:
    """Let a person see today's plan, log doses and report emergency symptoms, until then or until it is taken back."""
    called = inputs.text("name", name, most=200, required=True)
    end = None if until is None else inputs.instant("until", until)
    with acting(patient.pk, what="let_help", by=by, through=through, now=now) as act:
        if end is not None and end <= act.now:
            raise WrongInput("until", "in_the_past", "This is past.", "Name an instant to come, or none.")
        return Helper.objects.create(patient=act.patient, user_id=user_id, name=called, since=act.now, until=end)


def end_help(*, helper: Helper, by: Viewer, through: str, now: Now) -> Helper:
    """Take the leave to help back; the first time counts."""
    with acting(helper.patient_id, what="let_help", by=by, through=through, now=now) as act:
        helper.refresh_from_db()
        if helper.revoked_at is None:
            helper.revoked_at = act.now
            helper.save(update_fields=["revoked_at"])
    return helper


def bind_user(*, patient: Patient, user_id: UUID, by: Viewer, through: str, now: Now) -> Patient:
    """Say which user this patient signs in as. Raises Refused where it is another already."""
    with acting(patient.pk, what="bind_user", by=by, through=through, now=now) as act:
        if act.patient.user_id not in {None, user_id}:
            raise Refused("patient", "has_a_user", "This patient signs in already.", "End that access first.")
        act.patient.user_id = user_id
        act.patient.save(update_fields=["user"])
    return act.patient


def _choose(act: Act, changes: dict[str, Any]) -> PatientSettings:
    """A new row of settings, unless it would say what the newest says."""
    newest = PatientSettings.objects.filter(patient=act.patient).order_by("-seq")[0]
    before = Chosen(
        time_zone=newest.time_zone,
        message_hour=newest.message_hour,
        quiet_start=newest.quiet_start,
        quiet_end=newest.quiet_end,
        follow_up=newest.follow_up,
    )
    after = _chosen(**{**before, **changes})
    if after == before:
        return newest
    return PatientSettings.objects.create(patient=act.patient, **after, **act.tell())


def _chosen(**chosen: Any) -> Chosen:
    return Chosen(
        time_zone=inputs.zone("time_zone", chosen["time_zone"]),
        message_hour=inputs.wall("message_hour", chosen["message_hour"]),
        quiet_start=inputs.wall("quiet_start", chosen["quiet_start"]),
        quiet_end=inputs.wall("quiet_end", chosen["quiet_end"]),
        follow_up=bool(chosen["follow_up"]),
    )


def _who(
    given_name: str, family_name: str, birth_date: date, language: str, day_boundary: time | None, now: datetime
) -> dict[str, Any]:
    if inputs.day("birth_date", birth_date) > now.date():
        raise WrongInput("birth_date", "in_the_future", "This is a day to come.", "Check the year.")
    return {
        "given_name": inputs.text("given_name", given_name, most=LONGEST_NAME, required=True),
        "family_name": inputs.text("family_name", family_name, most=LONGEST_NAME),
        "birth_date": birth_date,
        "language": inputs.word("language", language, known=Language.values),
        "day_boundary": None if day_boundary is None else inputs.wall("day_boundary", day_boundary),
    }
