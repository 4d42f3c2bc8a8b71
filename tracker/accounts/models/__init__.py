"""Who can sign in, how patients and their helpers come in, and who of the staff looked at whom."""

from tracker.accounts.models.access_log import AccessLog
from tracker.accounts.models.calendar_feeds import CalendarFeed
from tracker.accounts.models.first_steps import FirstStep
from tracker.accounts.models.invitations import BoundTo, HelperInvitation, Invitation, SignInCode, SignInRequest
from tracker.accounts.models.users import User, UserManager, new_id

__all__ = [
    "AccessLog",
    "BoundTo",
    "CalendarFeed",
    "FirstStep",
    "HelperInvitation",
    "Invitation",
    "SignInCode",
    "SignInRequest",
    "User",
    "UserManager",
    "new_id",
]
