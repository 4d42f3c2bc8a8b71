"""Messages to the practice's patients within a period, and whether they arrived.

What was called off, or came too late, before it was handed over, counts for nothing.
"""

from collections import Counter

from django.db.models import Count, QuerySet

from courses.access import Viewer
from courses.models import Patient
from notifications.models import Delivery, Endpoint, Person, Status
from notifications.models.messages import WAITING
from tracker.clinician.overview.period import Period

# Of each number the states that it counts.
STATES: dict[str, tuple[Status, ...]] = {
    "delivered": (Status.SENT,),
    "not_delivered": (Status.FAILED, Status.RETIRED, Status.DEAD),
    "on_the_way": WAITING,
}


def deliveries_within(viewer: Viewer, period: Period) -> QuerySet[Delivery]:
    """Each message to each address of a patient. Days are those of the table, which is by UTC."""
    patients = Patient.objects.open_to(viewer, "see_overview")
    endpoints = Endpoint.objects.filter(person_kind=Person.PATIENT, person_id__in=patients.values("pk"))
    return Delivery.objects.filter(endpoint__in=endpoints.values("pk"), day__range=(period.first, period.last))


def counted(deliveries: QuerySet[Delivery]) -> Counter[str]:
    """How many of each number. One query."""
    found = dict(deliveries.order_by().values_list("status").annotate(count=Count("pk")))
    return Counter({name: sum(found.get(state, 0) for state in states) for name, states in STATES.items()})
