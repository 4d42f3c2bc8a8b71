"""Passkeys of patients: the phone's own lock opens the way in that an invitation opened, and ends with it.

What is signed and checked is django-allauth's (WebAuthn by fido2); who is let in, and for how long, is ours.
"""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from courses.access import Kind
from courses.errors import Refused, WrongInput
from tracker import clock
from tracker.accounts.access import accepted_invitation, passkeys_of
from tracker.accounts.models import User
from tracker.accounts.sessions import Place
from tracker.accounts.viewer import viewer_of_user

MOST = 10
LONGEST_ANSWER = 20_000
# What reading an answer that no browser made can raise.
NOT_AN_ANSWER = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom a passkey signs in, and where the session lives: on another device than the key's it is a shared one."""

    user: User
    place: Place


def ask_to_make(user: User) -> dict[str, Any]:
    """What the phone is asked when a passkey is made; the session keeps the challenge."""
    asked: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return asked


def make(user: User, answer: Any) -> None:
    """Keep the passkey that a phone has made. Raises WrongInput for what was not asked for, Refused for too many."""
    if passkeys_of(user).count() >= MOST:
        raise Refused("credential", "too_many", f"There are {MOST} of these already.", "Remove one first.")
    try:
        auth.parse_registration_response(answer)
        made = auth.complete_registration(answer)
    except NOT_AN_ANSWER as wrong:
        raise WrongInput("credential", "not_an_answer", "This is not what the phone was asked for.") from wrong
    if not made.is_user_verified():
        raise WrongInput("credential", "not_verified", "The phone's lock was not used.")
    auth.WebAuthn.add(user, "", answer)


def ask_who() -> dict[str, Any]:
    """What a phone is asked that says who signs in; the session keeps the challenge."""
    asked: dict[str, Any] = auth.begin_authentication(None)
    return asked


def opened_by(answer: Any) -> Opened | None:
    """Whom a phone's answer signs in: a patient whose invitation holds. None for anybody else, and anything else."""
    try:
        auth.parse_authentication_response(answer)
        user = auth.extract_user_from_response(answer)
        if not _may_come_in(user):
            return None
        key = auth.complete_authentication(user, answer)
    except NOT_AN_ANSWER:
        return None
    key.last_used_at = clock.now()
    key.save(update_fields=["last_used_at"])
    own = answer.get("authenticatorAttachment") == "platform"
    return Opened(user, Place.OWN_PHONE if own else Place.SHARED_PHONE)


def remove(user: User, pk: int) -> bool:
    """Take one away; whether it was there."""
    return bool(passkeys_of(user).filter(pk=pk).delete()[0])


def listed(user: User) -> "QuerySet[Authenticator]":
    """Those of a patient, the newest first."""
    return passkeys_of(user).order_by("-created_at", "-pk")


def _may_come_in(user: User) -> bool:
    viewer = viewer_of_user(user)
    if viewer.kind is not Kind.PATIENT or viewer.patient_id is None or not user.is_active:
        return False
    return accepted_invitation(viewer.patient_id) is not None
