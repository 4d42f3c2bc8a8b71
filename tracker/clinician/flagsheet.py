"""The flags of a course with everything that stands behind them: rule, facts, source, history, who saw them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.models import Acknowledgement, Medicine
from courses.rules.judging import EMERGENCY
from courses.rules.record import Change, Flag, Severity, Status
from tracker.clinician import formats
from tracker.clinician.findings import Told, evidence_lines, sentence
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import MOST_TELLING, RULES, SEVERITIES

ABRUPT = frozenset({"stopped_abruptly", "ending_without_plan", "withdrawal_symptoms"})
CHANGES = {
    Change.OPENED: "opened",
    Change.REOPENED: "opened again",
    Change.RAISED: "rose",
    Change.LOWERED: "lowered",
    Change.ACKNOWLEDGED: "acknowledged",
    Change.UNDONE: "the acknowledgement was taken back",
    Change.WITHDRAWN: "no longer holds",
}


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """One flag as the course page shows it."""

    flag: Flag
    shape: str
    sign: str
    word: str
    name: str
    rule_words: str
    sentence: str
    evidence: list[str]
    source: str
    history: list[str]
    seen: list[tuple[str, str]]
    since: datetime
    undo: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.flag.status is Status.OPEN

    @property
    def status_words(self) -> str:
        """Where it stands."""
        return {Status.OPEN: "Open", Status.ACKNOWLEDGED: "Acknowledged", Status.WITHDRAWN: "No longer holds"}[
            self.flag.status
        ]


def shape_of(flag: Flag) -> tuple[str, str, str]:
    """Its shape, its sign and its word."""
    if flag.rule == EMERGENCY:
        return "emergency", "emergency", "Emergency"
    if flag.severity is Severity.HIGH:
        return "high", "high", "High"
    return ("warning", "warning", "Warning") if flag.severity is Severity.WARNING else ("info", "info", "Info")


def shown_flags(sheet: Sheet, names: Mapping[UUID | None, str]) -> list[ShownFlag]:
    """The flags of the course: open ones first, the gravest first."""
    own = [flag for (course, _), flag in sheet.person.record.flags.items() if course == str(sheet.row.pk)]
    seen = list(Acknowledgement.objects.visible_to(sheet.person.viewer).filter(course=sheet.row).order_by("seq"))
    shown = [_shown(sheet, flag, [one for one in seen if one.rule == flag.rule], names) for flag in own]
    order = [Status.OPEN, Status.ACKNOWLEDGED, Status.WITHDRAWN]
    return sorted(
        shown,
        key=lambda one: (
            order.index(one.flag.status),
            one.flag.rule != EMERGENCY,
            -one.flag.severity,
            MOST_TELLING.index(one.flag.rule),
        ),
    )


def told_of(sheet: Sheet, flag: Flag) -> Told:
    """What a sentence about a flag is made of."""
    return Told(
        known=sheet.known,
        course=sheet.facts,
        evidence=flag.evidence,
        unit=sheet.row.unit,
        today=sheet.today,
        zone=sheet.person.zone,
        now=sheet.person.now,
    )


def _shown(sheet: Sheet, flag: Flag, seen: list[Acknowledgement], names: Mapping[UUID | None, str]) -> ShownFlag:
    told, zone = told_of(sheet, flag), sheet.person.zone
    shape, sign, word = shape_of(flag)
    events = [event for event in sheet.person.record.history if (event.course, event.rule) == (flag.course, flag.rule)]
    risen = [event.at for event in events if event.change in (Change.OPENED, Change.REOPENED, Change.RAISED)]
    return ShownFlag(
        flag=flag,
        shape=shape,
        sign=sign,
        word=word,
        name=RULES[flag.rule][0],
        rule_words=RULES[flag.rule][1],
        sentence=sentence(flag.rule, told),
        evidence=evidence_lines(told),
        source=source_of(flag.rule, sheet.row.medicine),
        history=[
            f"{formats.when(event.at, zone, sheet.person.now)} {CHANGES[event.change]}, {SEVERITIES[event.severity]}"
            for event in events
        ],
        seen=[(_seen(one, names, zone, sheet), one.note) for one in seen],
        since=max(risen, default=flag.opened_at),
        undo=seen[-1].pk if seen and flag.status is Status.ACKNOWLEDGED else None,
    )


def _seen(one: Acknowledgement, names: Mapping[UUID | None, str], zone: str, sheet: Sheet) -> str:
    until = f", not again before {formats.day(one.until, sheet.today)}" if one.until else ""
    who = names.get(one.by_id, "Somebody")
    return f"{who} acknowledged this {formats.when(one.known_at, zone, sheet.person.now)}{until}"


def source_of(rule: str, medicine: Medicine) -> str:
    """Where the clinical fact that a rule rests on comes from."""
    checked = f"checked {formats.birth(medicine.checked_on)}"
    if rule in ABRUPT:
        return f"Abrupt-stop risk of {medicine.code}: “{medicine.abrupt_stop_risk}”. {medicine.source}; {checked}."
    if rule == "too_drowsy":
        return f"{medicine.code} is sedating. {medicine.source}; {checked}."
    if rule == "over_daily_maximum":
        label = medicine.label_max_daily_mg
        limit = f" The catalogue's daily limit is {formats.number(label)} mg" if label else ""
        basis = f" ({medicine.dose_basis})" if label and medicine.dose_basis else ""
        source = f"; {medicine.dose_source or medicine.source}, {checked}" if label else ""
        return f"The course as prescribed.{limit}{basis}{source}" + ("." if label else "")
    if rule == "repeat_courses":
        return "The practice's own rule, not the label's."
    return "The course as prescribed and what was logged."
