"""What claims work finds it by an index, however many patients and deliveries there are that have none."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import leases
from notifications.models import Agenda, Delivery
from notifications.models.messages import WAITING
from notifications.ready import take
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House
from tracker.bench.cloning import clone

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MANY, DUE = 20_000, 20
LATER = timedelta(days=1)


@pytest.fixture
def many(house: House) -> House:
    """Twenty thousand patients, of whom twenty are due; as many deliveries, of which twenty wait."""
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    clone(patient.pk, MANY)
    later = Agenda.objects.filter(patient__isnull=False).values_list("pk", flat=True)[DUE:]
    Agenda.objects.filter(pk__in=later).update(next_due_at=EIGHT + LATER)
    return house


def plans(captured: Any) -> Iterator[str]:
    """How the database did what was asked of the two tables."""
    for query in list(captured):
        if "notifications_agenda" in query["sql"] or "notifications_delivery" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"), [])
                yield "\n".join(line for (line,) in cursor.fetchall())


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def no_table_is_read_whole(captured: Any) -> None:
    found = list(plans(captured))
    assert found
    for plan in found:
        assert "Seq Scan on notifications_agenda" not in plan, plan
        assert "Seq Scan on notifications_delivery" not in plan, plan


def test_what_is_ready_is_claimed_by_index(many: House) -> None:
    analyze()
    with CaptureQueriesContext(connection) as captured:
        assert take(EIGHT).patients == DUE
    no_table_is_read_whole(captured)


def test_what_the_rules_are_asked_for_is_claimed_by_index(many: House) -> None:
    Agenda.objects.filter(next_due_at=EIGHT).update(ready=None)
    analyze()
    with CaptureQueriesContext(connection) as captured:
        assert sweep(EIGHT).patients == DUE
    no_table_is_read_whole(captured)


def test_deliveries_are_leased_by_index(many: House) -> None:
    sweep(EIGHT)
    one = Delivery.objects.values_list("pk", flat=True)[:1]
    with connection.cursor() as cursor:
        cursor.execute(SENT, [one.get()])
    analyze()
    with CaptureQueriesContext(connection) as captured:
        assert leases.something_waits("email", EIGHT)
        assert len(leases.lease("email", EIGHT, size=MANY).leased) == DUE
    assert Delivery.objects.exclude(status__in=WAITING).count() == MANY
    no_table_is_read_whole(captured)


# As many that were sent, as a month leaves behind.
SENT = f"""
    INSERT INTO notifications_delivery (
        id, day, message_id, endpoint_id, channel, status, available_at, attempts, fence, finished_at, reason
    )
    SELECT gen_random_uuid(), day, gen_random_uuid(), endpoint_id, channel, 'sent', available_at, 1, 1, available_at, ''
    FROM notifications_delivery, generate_series(1, {MANY}) WHERE id = %s
"""
