"""What an operator sees of the demo: their sign-in, and two messages that could not be handed over."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from notifications.channel_names import EMAIL
from notifications.models import Delivery, Endpoint, Message, Person, Status
from notifications.rules.reminder import Kind
from tracker.accounts.models import User
from tracker.demo import places

ATTEMPTS = 5
# To a colleague of nobody's: what ends so of a patient would change the desk's list.
FORMER = "former-colleague@harbor-street.example.org"
REASONS = (
    ("450 4.2.1 The mailbox is busy (made up for this demo)", timedelta(hours=3)),
    ("451 4.3.0 Try again later (made up for this demo)", timedelta(hours=26)),
)


def add_operator() -> User:
    """Who runs the installation."""
    return User.objects.create_superuser(places.OPERATOR_EMAIL, places.OPERATOR_EMAIL, places.PASSWORD)


def add_dead_letters(now: datetime) -> list[Delivery]:
    """Messages that were given up, to an address that is nobody's any more; each ended otherwise."""
    nobody = uuid4()
    endpoint = Endpoint.objects.create(
        person_kind=Person.CLINICIAN, person_id=nobody, channel=EMAIL, address=FORMER, added_at=now, retired_at=now
    )
    return [
        Delivery.objects.create(
            day=(now - ago).date(),
            message_id=_message(nobody, now - ago).pk,
            endpoint=endpoint,
            channel=EMAIL,
            status=Status.DEAD,
            attempts=ATTEMPTS,
            available_at=now - ago,
            finished_at=now - ago,
            reason=reason,
        )
        for reason, ago in REASONS
    ]


def _message(person: UUID, at: datetime) -> Message:
    return Message.objects.create(
        day=at.date(),
        person_kind=Person.CLINICIAN,
        person_id=person,
        at=at,
        kind=Kind.DAILY_DIGEST,
        wording=Kind.DAILY_DIGEST,
        leavable=False,
        decided_at=at,
    )
