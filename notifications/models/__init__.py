"""Who is told what, when and over which channel, as rows."""

from notifications.models.agenda import Agenda
from notifications.models.circuits import Circuit
from notifications.models.dead_letters import OperatorDeed
from notifications.models.endpoints import Channel, Endpoint, Person, Preference
from notifications.models.messages import Carried, Delivery, Message, ReadTo, Status
from notifications.models.push import LockScreen, Subscription
from notifications.models.reminders import Outcome, Reminder, Scope
from notifications.models.sms import SmsPractice, SmsStop, Used

__all__ = [
    "Agenda",
    "Carried",
    "Channel",
    "Circuit",
    "Delivery",
    "Endpoint",
    "LockScreen",
    "Message",
    "OperatorDeed",
    "Outcome",
    "Person",
    "Preference",
    "ReadTo",
    "Reminder",
    "Scope",
    "SmsPractice",
    "SmsStop",
    "Status",
    "Subscription",
    "Used",
]
