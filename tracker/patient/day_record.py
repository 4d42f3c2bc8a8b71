"""What the record holds of one day: each entry with who told it and when. What was undone stays, and says so."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import ActivityTick, CheckIn, Dose, TalkRequest
from courses.models.row import Undoable
from tracker.patient.reading import Reading
from tracker.patient.who import Who
from tracker.patient.words import DROWSINESS, EMERGENCIES, SYMPTOMS, USE_AFTER, USE_IN_COURSE

# Told later than this after it happened, an entry says when it was told.
AT_ONCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record. `undone` says who undid it and when; empty while it stands."""

    id: UUID
    kind: str
    text: str
    by: str
    undone: str
    words: str = ""
    said: tuple[str, ...] = ()


@dataclass(slots=True)
class OfDay:
    """The entries of one course."""

    doses: list[Entry] = field(default_factory=list)
    check_ins: list[Entry] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)


def entries(reading: Reading, day: date) -> dict[UUID, OfDay]:
    """The entries of a medication day, by course; in five queries, however many they are."""
    viewer, who = reading.viewer, Who(reading.viewer)
    found: dict[UUID, OfDay] = defaultdict(OfDay)
    for dose in Dose.objects.visible_to(viewer).filter(medication_day=day).order_by("taken_at", "client_id"):
        course = reading.course(dose.course_id)
        when = _when(reading, day, dose)
        found[dose.course_id].doses.append(_entry(reading, who, dose, "dose", f"{when}, {course.amount(dose.amount)}"))
    for made in CheckIn.objects.visible_to(viewer).filter(medication_day=day).order_by("at", "client_id"):
        entry = _entry(reading, who, made, "check_in", reading.say.clock(made.at), made.line, check_in_words(made))
        found[made.course_id].check_ins.append(entry)
    for asked in TalkRequest.objects.visible_to(viewer).filter(medication_day=day).order_by("seq"):
        text = _("Asked to talk, %(time)s") % {"time": reading.say.clock(asked.known_at)}
        found[asked.course_id].others.append(_entry(reading, who, asked, "talk", text, asked.line))
    ticks = ActivityTick.objects.visible_to(viewer).filter(day=day).select_related("activity").order_by("seq")
    for tick in ticks:
        text = _("Ticked, %(time)s") % {"time": reading.say.clock(tick.known_at)}
        found[tick.activity.course_id].others.append(_entry(reading, who, tick, "tick", text, tick.activity.text))
    return found


def check_in_words(made: CheckIn) -> tuple[str, ...]:
    """The answers of a check-in, each in words; a question that was left out is not there."""
    said = []
    if made.pain is not None:
        said.append(_("Pain %(pain)d of 10") % {"pain": made.pain})
    if made.drowsiness is not None:
        said.append(str(DROWSINESS[made.drowsiness]))
    if made.use:
        said.append(str({**USE_IN_COURSE, **USE_AFTER}[made.use]))
    named = {**EMERGENCIES, **SYMPTOMS}
    said += [str(named[symptom]) if symptom in named else symptom for symptom in made.symptoms]
    return tuple(said)


def _when(reading: Reading, day: date, dose: Dose) -> str:
    """The clock time; with its calendar day where that is another (a bedtime tablet after midnight)."""
    told = reading.say
    when = told.clock(dose.taken_at) if told.local(dose.taken_at).date() == day else told.moment(dose.taken_at)
    return _("about %(time)s") % {"time": when} if dose.about else when


def _entry(
    reading: Reading,
    who: Who,
    row: Undoable,
    kind: str,
    text: str,
    words: str = "",
    said: tuple[str, ...] = (),
) -> Entry:
    happened = row.taken_at if isinstance(row, Dose) else row.at if isinstance(row, CheckIn) else row.known_at
    by = _("Logged by %(who)s.") % {"who": who.name(row.by_kind, row.by_id)}
    if row.known_at - happened > AT_ONCE:
        by = _("Logged by %(who)s, %(when)s.") % {
            "who": who.name(row.by_kind, row.by_id),
            "when": reading.say.moment(row.known_at),
        }
    undone = ""
    if row.undone_at is not None:
        undone = _("Undone by %(who)s, %(when)s.") % {
            "who": who.name(row.undone_by_kind, row.undone_by_id),
            "when": reading.say.moment(row.undone_at),
        }
    return Entry(row.client_id, kind, text, by, undone, words, said)
