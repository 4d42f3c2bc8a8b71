"""What something that is about to be signed changes of what is sent: each message as it stands and as it would be.

Drawn by the rules that send it. A patient's message is shown in the words that it would go out with.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import translation

from courses.rules import facts
from courses.rules.days import zone_of
from courses.rules.known import Knowledge
from notifications.rules.preview import Preview, Sending
from notifications.rules.reminder import DOSE_KINDS, Kind, Recipient
from notifications.rules.wording import date_told, wording
from notifications.words import words
from tracker.clinician import formats
from tracker.clinician.sheet import Sheet
from tracker.clinician.timeline import WHOM
from tracker.clinician.words import KINDS
from tracker.proposed import Change, preview_of_told, told_if

Key = tuple[datetime, Recipient, Kind]
NOT_SENT = "not sent"


class Way:
    """One way that things could go: what would be sent, by these facts of the patient."""

    def __init__(self, title: str, sheet: Sheet, told: facts.Patient) -> None:
        """Draw it."""
        self.title, self._course = title, str(sheet.row.pk)
        self._knowledge = Knowledge(told)
        self.preview: Preview = preview_of_told(sheet.row, sheet.person.knowledge, told, now=sheet.person.now)

    @cached_property
    def sent(self) -> frozenset[Key]:
        """The messages but dose reminders: when, to whom, what."""
        both = (*self.preview.if_taken, *self.preview.if_not)
        return frozenset(key for key in _keys(both) if key[2] not in DOSE_KINDS)

    @cached_property
    def dose_reminders(self) -> int:
        """How many, if each dose is logged as it falls due."""
        return Counter(kind for _, _, kind in _keys(self.preview.if_taken))[Kind.DOSE_DUE]

    def says(self, key: Key) -> str:
        """The words of a message; staff read of what kind it is."""
        at, to, kind = key
        if key not in self.sent:
            return NOT_SENT
        if to is not Recipient.PATIENT:
            return KINDS[kind]
        course = self._knowledge.at(at).by_id[self._course]
        with translation.override("en"):
            return words(wording(course, kind, at), on=date_told(course, at))

    def condition(self, key: Key) -> str:
        """In which case alone it goes out; nothing where it does either way."""
        if key not in self.sent:
            return ""
        taken, not_taken = (key in set(_keys(one)) for one in (self.preview.if_taken, self.preview.if_not))
        return "" if taken and not_taken else "if doses are logged" if taken else "if nothing is logged"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one message is in one way, by its title."""

    title: str
    says: str
    condition: str
    is_changed: bool

    @property
    def is_sent(self) -> bool:
        """Whether it goes out at all."""
        return self.says != NOT_SENT


@dataclass(frozen=True, slots=True)
class Line:
    """One message: when (the patient's clock), to whom, and what it is in each way."""

    when: str
    to: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Effects:
    """Ways side by side; the first is how it stands."""

    ways: list[Way]
    lines: list[Line]

    @property
    def changed(self) -> list[Line]:
        """The messages that are another in some way."""
        return [line for line in self.lines if any(cell.is_changed for cell in line.cells)]

    @property
    def unchanged(self) -> list[Line]:
        """Those that stay as they are."""
        changed = self.changed
        return [line for line in self.lines if line not in changed]

    @property
    def changes_something(self) -> bool:
        """Whether any message of any way is another than as it stands."""
        reminders = {way.dose_reminders for way in self.ways}
        return len(reminders) > 1 or bool(self.changed)


def effects(sheet: Sheet, ways: Mapping[str, Change]) -> Effects:
    """What is sent as it stands, and as it would be with each of these signed, by their titles."""
    knowledge = sheet.person.knowledge
    return compared(sheet, {title: told_if(sheet.row, knowledge, change) for title, change in ways.items()})


def compared(sheet: Sheet, told: Mapping[str, facts.Patient]) -> Effects:
    """What is sent as it stands, and by each of these facts."""
    knowledge = sheet.person.knowledge
    proposed = [Way(title, sheet, patient) for title, patient in told.items()]
    ways = [Way("As it stands", sheet, knowledge.patient), *proposed]
    keys = sorted(frozenset().union(*(way.sent for way in ways)))
    return Effects(ways, [_line(sheet, key, ways) for key in keys])


def _line(sheet: Sheet, key: Key, ways: list[Way]) -> Line:
    at, to, _ = key
    zone = sheet.person.zone
    on = at.astimezone(zone_of(zone)).date()
    said = [(way.says(key), way.condition(key)) for way in ways]
    cells = [Cell(way.title, *one, is_changed=one != said[0]) for way, one in zip(ways, said, strict=True)]
    return Line(
        when=f"{formats.day(on, sheet.today)}, {formats.clock(at, zone)}",
        to=WHOM[to],
        cells=cells,
    )


def _keys(sendings: tuple[Sending, ...]) -> Iterator[Key]:
    for sending in sendings:
        for reminder in sending.reminders:
            yield sending.at, sending.to, reminder.kind
