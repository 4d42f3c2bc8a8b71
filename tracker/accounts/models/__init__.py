"""Who can sign in, how patients come in, and who of the staff looked at whom."""

from tracker.accounts.models.access_log import AccessLog
from tracker.accounts.models.invitations import Invitation, SignInCode, SignInRequest
from tracker.accounts.models.users import User, UserManager, new_id

__all__ = ["AccessLog", "Invitation", "SignInCode", "SignInRequest", "User", "UserManager", "new_id"]
