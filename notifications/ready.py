"""The ready made stretch of an agenda: written with it, and taken out of it in one statement for many patients at once.

PostgreSQL alone: there a sweep may have to send tens of thousands of reminders at one instant, and asking the rules for
each takes a millisecond. What is late, held back, or not about a dose is left to the sweep that asks them.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction

from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications import counted, signals
from notifications.channel_names import WEB_PUSH
from notifications.failures import place_of
from notifications.keys import new_key
from notifications.models import Outcome, Person, Scope, Status
from notifications.outbox import latest
from notifications.rules.kinds import most_urgent
from notifications.rules.ready import FRESH, Ready, ready_made
from notifications.rules.reminder import Reminder
from notifications.rules.schedule import slot_of
from notifications.rules.timing import too_late_at
from notifications.rules.wording import wording

AT_ONCE = 1_000

# Twelve digits of milliseconds with their hyphen, the next one, and the 7 of the version.
A_KEY_S_TIME = 15

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Taken:
    """What was taken out of agendas: so many patients, messages, and reminders by their outcome."""

    patients: int = 0
    messages: int = 0
    reminders: Counter[str] = field(default_factory=Counter)


def make_ready(
    knowledge: Knowledge, record: Record, next_due_at: datetime | None, told_to: datetime
) -> list[dict[str, Any]] | None:
    """What an agenda that holds nothing back carries, as it is kept in its row; None where that is nothing."""
    if connection.vendor != "postgresql":
        return None
    stretch = ready_made(knowledge, record, next_due_at, told_to)
    return [_kept(one, knowledge) for one in stretch] or None


def _kept(one: Ready, knowledge: Knowledge) -> dict[str, Any]:
    known = knowledge.at(one.at)
    urgent = most_urgent([reminder.kind for reminder in one.reminders])
    words = {reminder: wording(known.by_id[reminder.course], reminder.kind, one.at) for reminder in one.reminders}
    until = latest(_too_late_at(reminder, knowledge, one.at) for reminder in one.reminders)
    return {
        "at": one.at.isoformat(),
        "next": None if one.next_due_at is None else one.next_due_at.isoformat(),
        "kind": urgent.value,
        "wording": next(words[reminder] for reminder in one.reminders if reminder.kind is urgent),
        "until": None if until is None else until.isoformat(),
        "reminders": [
            {
                "scope_id": reminder.course,
                "kind": reminder.kind.value,
                "medication_day": reminder.day.isoformat(),
                "key": reminder.key,
                "wording": words[reminder],
            }
            for reminder in one.reminders
        ],
    }


def _too_late_at(reminder: Reminder, knowledge: Knowledge, at: datetime) -> datetime | None:
    course = knowledge.at(at).by_id[reminder.course]
    return too_late_at(course, reminder, slot_of(course, reminder))


def take(now: datetime, *, limit: int = AT_ONCE) -> Taken:
    """Take out what is ready and due of up to `limit` patients, write it, move their agendas on, in one transaction."""
    given: dict[str, Any] = {
        "now": now,
        "fresh": now - FRESH,
        "limit": limit,
        "patient": Person.PATIENT,
        "course": Scope.COURSE,
        "sent": Outcome.SENT,
        "queued": Status.QUEUED,
        "web_push": WEB_PUSH,
        # Keys as everywhere: they begin with the time. The rest is the database's to make.
        "time": str(new_key())[:A_KEY_S_TIME],
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IN_ORDER)
            cursor.execute(TAKE, given)
            [(patients, kinds, channels)] = cursor.fetchall()
            counted.decided((kind, Outcome.SENT.value) for kind in kinds or ())
            for channel in channels or ():
                signals.wake(channel)
    except IntegrityError as error:
        # Somebody wrote one of these without the patient's lock: the rules are asked, and find what is there.
        log.error("ready_made_there_already", error=place_of(error))  # noqa: TRY400 (personal data)
        return Taken()
    return Taken(patients, patients, Counter({Outcome.SENT.value: len(kinds)} if kinds else {}))


# Where hundreds of thousands are due at one instant, the planner takes what is ready for rare, and reads and sorts the
# whole agenda for each thousand (measured: 68 s against 0.4 s). The index has them in order already.
IN_ORDER = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"

# The agenda's row is locked too: it is read again then, and another sweep may have moved it on meanwhile.
TAKE = """
WITH due AS (
    SELECT agenda.id, agenda.patient_id, patient.last_seq, agenda.ready -> 0 AS first, agenda.ready - 0 AS rest,
        (%(time)s || substr(gen_random_uuid()::text, 16))::uuid AS message
    FROM notifications_agenda agenda JOIN courses_patient patient ON patient.id = agenda.patient_id
    WHERE agenda.next_due_at <= %(now)s AND agenda.next_due_at > %(fresh)s AND agenda.ready IS NOT NULL
        AND (agenda.ready -> 0 ->> 'at')::timestamptz = agenda.next_due_at
        AND (agenda.ready -> 0 ->> 'next' IS NULL OR (agenda.ready -> 0 ->> 'next')::timestamptz > %(now)s)
        AND NOT EXISTS (
            SELECT FROM notifications_preference chosen
            WHERE chosen.person_id = agenda.patient_id AND chosen.person_kind = %(patient)s
        )
    ORDER BY agenda.next_due_at LIMIT %(limit)s
    FOR NO KEY UPDATE OF patient, agenda SKIP LOCKED
), moved AS (
    UPDATE notifications_agenda agenda SET
        next_due_at = (due.first ->> 'next')::timestamptz,
        reminded_to = (due.first ->> 'at')::timestamptz,
        ready = NULLIF(due.rest, '[]'::jsonb)
    FROM due WHERE agenda.id = due.id
), told AS (
    INSERT INTO notifications_message (
        id, day, person_kind, person_id, at, kind, wording, leavable, decided_at, decided_seq, too_late_at
    )
    SELECT message, (%(now)s AT TIME ZONE 'UTC')::date, %(patient)s, patient_id, %(now)s,
        first ->> 'kind', first ->> 'wording', TRUE, %(now)s, last_seq, (first ->> 'until')::timestamptz
    FROM due
), written AS (
    INSERT INTO notifications_reminder (
        id, scope_kind, scope_id, kind, medication_day, key, due_at, recipient, outcome, went_at, wording, message_id
    )
    SELECT (%(time)s || substr(gen_random_uuid()::text, 16))::uuid,
        %(course)s, one.scope_id, one.kind, one.medication_day, one.key, (due.first ->> 'at')::timestamptz,
        'patient', %(sent)s, %(now)s, one.wording, due.message
    FROM due, jsonb_to_recordset(due.first -> 'reminders')
        AS one (scope_id uuid, kind text, medication_day date, key text, wording text)
    RETURNING kind
), queued AS (
    INSERT INTO notifications_delivery (
        id, day, message_id, endpoint_id, channel, status, available_at, attempts, fence, reason
    )
    SELECT (%(time)s || substr(gen_random_uuid()::text, 16))::uuid,
        (%(now)s AT TIME ZONE 'UTC')::date, due.message, way.id, way.channel,
        %(queued)s, %(now)s, 0, 0, ''
    FROM due, LATERAL (
        SELECT id, channel, row_number() OVER in_order AS place, first_value(channel) OVER in_order AS head
        FROM notifications_endpoint
        WHERE person_id = due.patient_id AND person_kind = %(patient)s
            AND retired_at IS NULL AND verified_at IS NOT NULL
        WINDOW in_order AS (ORDER BY place, id)
    ) way
    WHERE way.place = 1 OR (way.head = %(web_push)s AND way.channel = %(web_push)s)
    RETURNING channel
)
SELECT (SELECT count(*) FROM due), (SELECT array_agg(kind) FROM written),
    (SELECT array_agg(DISTINCT channel) FROM queued)
"""
