"""What became of everything that fell due for a crowd: by the tables, and by what the sink got."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from courses.models import Course, Patient
from notifications.models import Delivery, Message, Reminder, Status
from tracker.bench.due import NAME
from tracker.bench.push_sink import PushSink


@dataclass(frozen=True, slots=True)
class Counted:
    """Lost: never came. Doubled: a second row, or a second push that looks like another one. Repeated: came again."""

    lost: int
    doubled: int
    repeated: int


def count(sink: PushSink, patients: int) -> Counted:
    """Each patient has one phone, and one reminder that fell due."""
    received = sink.received()
    repeated = sum(len(came) - 1 for came in received.values())
    looks_new = sum(len({topic for _, topic in came}) - 1 for came in received.values())
    too_many = [max(0, rows.count() - patients) for rows in (reminders(), messages(), Delivery.objects.all())]
    return Counted(patients - len(received), sum(too_many) + looks_new, repeated)


def reminders() -> QuerySet[Reminder]:
    """The crowd's."""
    return Reminder.objects.filter(scope_id__in=Course.objects.filter(patient__practice__name=NAME).values("pk"))


def messages() -> QuerySet[Message]:
    """To the crowd."""
    return Message.objects.filter(person_id__in=Patient.objects.filter(practice__name=NAME).values("pk"))


def rows_are_whole(patients: int) -> bool:
    """Whether there is one reminder, one message, one delivery a patient, each leading to the next."""
    told = Delivery.objects.values("message_id").annotate(times=Count("pk")).filter(times=1)
    sent = reminders().filter(outcome="sent", message_id__in=told.values("message_id"))
    return [sent.count(), messages().count(), told.count(), reminders().count()] == [patients] * 4


def all_sent(patients: int) -> bool:
    """Whether each delivery was handed over, by its row."""
    return Delivery.objects.filter(status=Status.SENT).count() == patients
