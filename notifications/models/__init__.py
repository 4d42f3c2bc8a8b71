"""Who is told what, when and over which channel, as rows."""

from notifications.models.agenda import Agenda
from notifications.models.endpoints import Channel, Endpoint, Person, Preference
from notifications.models.messages import Carried, Delivery, Message, Status
from notifications.models.reminders import Outcome, Reminder, Scope

__all__ = [
    "Agenda",
    "Carried",
    "Channel",
    "Delivery",
    "Endpoint",
    "Message",
    "Outcome",
    "Person",
    "Preference",
    "Reminder",
    "Scope",
    "Status",
]
