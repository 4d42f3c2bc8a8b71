"""Judging: one pure fold from facts and the record so far to the record at a later instant.

`advance` steps through every instant after the record's `judged_to`: at each the facts first, one
after the other, then what time makes true. One advance to t equals any chain of advances to t.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from courses.rules import facts
from courses.rules.endings import ending_instants
from courses.rules.flags import RULES
from courses.rules.flags.talk_request_waiting import HIGH_AFTER, WARNING_AFTER
from courses.rules.known import Clock, Knowledge, KnownCourse, KnownPatient
from courses.rules.record import (
    Acknowledged,
    Change,
    Evidence,
    Finding,
    Flag,
    FlagEvent,
    Record,
    Severity,
    Status,
)

EMERGENCY = "emergency_symptoms"
# A cancelled course has no window and no plan; what its patient said of themselves still waits for somebody.
OUTLIVE_CANCELLING = frozenset({EMERGENCY, "talk_request_waiting"})


def advance(record: Record, patient: facts.Patient | Knowledge, until: datetime, *, facts_only: bool = False) -> Record:
    """The record judged up to `until`, with the facts told by then.

    With `facts_only` what time makes true exactly at `until` is left to come: more facts of that
    instant may follow. An `until` before the record's `judged_to` is raised to it.
    """
    knowledge = patient if isinstance(patient, Knowledge) else Knowledge(patient)
    fold = _Fold(record, knowledge)
    until = max(until, record.judged_to)
    for seq, at in knowledge.marks:
        if seq > record.judged_seq and at <= until:
            fold.pass_time(max(at, fold.judged_to), facts_only=True)
            fold.judge_fact(seq, max(at, fold.judged_to))
    fold.pass_time(until, facts_only=facts_only)
    return fold.record()


def next_judgement(record: Record, patient: facts.Patient | Knowledge) -> datetime | None:
    """The next instant at which time alone may change a flag, None if there is none."""
    knowledge = patient if isinstance(patient, Knowledge) else Knowledge(patient)
    fold = _Fold(record, knowledge)
    return min((at for at in fold.instants() if at > record.judged_to), default=None)


class _Fold:
    """The state of one advance."""

    def __init__(self, record: Record, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.judged_to = record.judged_to
        self.seq = record.judged_seq
        self.flags = dict(record.flags)
        self.events: list[FlagEvent] = []
        self.before = record

    def record(self) -> Record:
        """The record as it now stands."""
        return replace(
            self.before,
            judged_to=self.judged_to,
            judged_seq=self.seq,
            flags=self.flags,
            history=(*self.before.history, *self.events),
        )

    @property
    def known(self) -> KnownPatient:
        """What is known by the last fact that was judged."""
        return self.knowledge.upto(self.seq)

    def pass_time(self, until: datetime, *, facts_only: bool) -> None:
        """Judge at every instant from `judged_to` on at which time makes something true."""
        end = Clock(until, facts_only=facts_only)
        for at in self.instants():
            if at >= self.judged_to and end.passed(at):
                self.judged_to = at
                self._judge(Clock(at))
        self.judged_to = until

    def judge_fact(self, seq: int, at: datetime) -> None:
        """Take one more fact and judge by it."""
        self.seq, self.judged_to = seq, at
        for course in self.knowledge.patient.courses:
            for told in course.acknowledgements:
                if told.seq == seq:
                    self._acknowledge(course.id, told)
                elif told.undone is not None and told.undone.seq == seq:
                    self._undo(course, told)
        self._judge(Clock(at, facts_only=True))

    def instants(self) -> list[datetime]:
        """All instants, past and to come, at which time alone may change a flag, in order."""
        found: set[datetime] = set()
        for course in self.known.courses:
            found.update(_instants_of(course))
        for flag in self.flags.values():
            if flag.acknowledged and flag.acknowledged.until and flag.course in self.known.by_id:
                found.add(self.known.by_id[flag.course].window.start(flag.acknowledged.until))
        return sorted(found)

    def _judge(self, clock: Clock) -> None:
        """Judge every rule of every course."""
        for course in self.known.courses:
            for rule, find in RULES.items():
                gone = course.cancelled is not None and rule not in OUTLIVE_CANCELLING
                self._note(course, rule, None if gone else find(course, clock), clock)

    def _note(self, course: KnownCourse, rule: str, finding: Finding | None, clock: Clock) -> None:
        flag = self.flags.get((course.id, rule))
        if finding is None:
            if flag is not None and flag.status is not Status.WITHDRAWN:
                self._set(replace(flag, status=Status.WITHDRAWN, acknowledged=None), clock, Change.WITHDRAWN)
            return
        if flag is None:
            opened = Flag(course.id, rule, finding.severity, clock.now, Status.OPEN, finding.evidence)
            self._set(opened, clock, Change.OPENED)
            return
        changes = list(_changes(course, flag, finding, clock))
        if not changes and flag.evidence == finding.evidence:
            return
        status, acknowledged = flag.status, flag.acknowledged
        if Change.REOPENED in changes:
            status, acknowledged = Status.OPEN, None
        now = replace(
            flag, severity=finding.severity, evidence=finding.evidence, status=status, acknowledged=acknowledged
        )
        self._set(now, clock, *changes)

    def _set(self, flag: Flag, clock: Clock, *changes: Change) -> None:
        self.flags[flag.course, flag.rule] = flag
        self.events += [
            FlagEvent(flag.course, flag.rule, clock.now, change, flag.severity, flag.status) for change in changes
        ]

    def _acknowledge(self, course_id: str, told: facts.Acknowledgement) -> None:
        """An acknowledgement of what is open; of anything else it changes nothing."""
        flag = self.flags.get((course_id, told.rule))
        if flag is None or flag.status is not Status.OPEN:
            return
        window = self.known.by_id[course_id].window
        seen = Acknowledged(
            at=self.judged_to,
            day=window.medication_day(self.judged_to),
            until=None if told.rule == EMERGENCY else told.until,
            evidence_keys=frozenset(item.key for item in flag.evidence),
        )
        acknowledged = replace(flag, status=Status.ACKNOWLEDGED, acknowledged=seen)
        self._set(acknowledged, Clock(self.judged_to), Change.ACKNOWLEDGED)

    def _undo(self, course: facts.Course, told: facts.Acknowledgement) -> None:
        """An acknowledgement that still holds is taken back; where the flag moved on since, it changes nothing."""
        flag = self.flags.get((course.id, told.rule))
        later = any(one.rule == told.rule and told.seq < one.seq <= self.seq for one in course.acknowledgements)
        if flag is None or flag.status is not Status.ACKNOWLEDGED or later:
            return
        self._set(replace(flag, status=Status.OPEN, acknowledged=None), Clock(self.judged_to), Change.UNDONE)


def _changes(course: KnownCourse, flag: Flag, finding: Finding, clock: Clock) -> Iterator[Change]:
    """What a finding does to a flag that is there."""
    if flag.status is Status.WITHDRAWN:
        yield Change.REOPENED
        if finding.severity != flag.severity:
            yield _moved(flag.severity, finding.severity)
        return
    rises = finding.severity > flag.severity
    if flag.acknowledged and (rises or _joined(course, flag, flag.acknowledged, finding.evidence, clock)):
        yield Change.REOPENED
    if finding.severity != flag.severity:
        yield _moved(flag.severity, finding.severity)


def _moved(before: Severity, now: Severity) -> Change:
    return Change.RAISED if now > before else Change.LOWERED


def _joined(course: KnownCourse, flag: Flag, seen: Acknowledged, evidence: tuple[Evidence, ...], clock: Clock) -> bool:
    """Whether evidence joined that opens an acknowledged flag again."""
    new = [item for item in evidence if item.key not in seen.evidence_keys]
    if flag.rule == EMERGENCY:
        return bool(new)
    if seen.until is not None and not clock.passed(course.window.start(seen.until)):
        return False
    return any(item.day > seen.day for item in new)


def _instants_of(course: KnownCourse) -> Iterator[datetime]:
    if course.waiting_since is not None:
        yield course.waiting_since.known_at + WARNING_AFTER
        yield course.waiting_since.known_at + HIGH_AFTER
    if course.cancelled is not None:
        return
    yield from course.window.closes
    yield from ending_instants(course)
    if course.plans and course.plans[-1].by is not None:
        yield course.window.close(course.plans[-1].by)
