"""The second step of staff's sign-in: django-allauth's, asked for where the practice says so, and taken off by a
manager from a colleague who lost it."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction

from courses.access import Kind, Viewer
from courses.actions.act import Now, read_clock
from courses.actions.practice_changes import keep_change
from courses.actions.practices import allow
from courses.errors import Refused
from courses.models import Clinician, Patient, Practice
from tracker.accounts.models import User

# Codes for when it is lost are no second step by themselves: they come with one of these.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
QR_SCALE = 5
SALT = b"shortcourse.second-factor"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How a second step is called and drawn, and how its secrets are kept: encrypted by the installation's key."""

    def get_totp_issuer(self) -> str:
        """The name in the app that shows the codes."""
        return "Shortcourse"

    def build_totp_svg(self, url: str) -> str:
        """The square to scan, without styles, as the pages' policy wants it."""
        drawn: str = segno.make(url, error="m", micro=False).svg_inline(
            scale=QR_SCALE, border=4, light="#fff", dark="#000", svgclass="qr", omitsize=True
        )
        return drawn

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser shows and binds a key to: this host, under the program's own name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Shortcourse"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        """Whose key it is: staff by their address, a patient by the given name alone."""
        told: dict[str, object] = super().get_public_key_credential_user_entity(user)
        given = Patient.objects.filter(user=user).values_list("given_name", flat=True).first()
        return told if given is None else {**told, "name": given, "display_name": given}


def is_missing(user: object, viewer: Viewer) -> bool:
    """Whether the practice asks for a second step that this member of its staff has not set up."""
    if viewer.kind is not Kind.CLINICIAN or not isinstance(user, User):
        return False
    asked = Practice.objects.visible_to(viewer).filter(demands_second_factor=True)
    return asked.exists() and not has_second_factor(user)


def has_second_factor(user: User, *, before: datetime | None = None) -> bool:
    """Whether a sign-in of this user asks for a second step, or did so before an instant."""
    there = Authenticator.objects.filter(user_id=user.pk, type__in=STEPS)
    return bool((there if before is None else there.filter(created_at__lt=before)).exists())


def second_factors_of(users: Iterable[UUID]) -> set[UUID]:
    """Of these users those whose sign-in asks for a second step. One query."""
    return set(Authenticator.objects.filter(user_id__in=list(users), type__in=STEPS).values_list("user_id", flat=True))


def take_off(*, clinician: Clinician, by: Viewer, through: str, now: Now) -> None:
    """Take the second step off a colleague who lost it: they sign in by password and set up a new one.

    The practice's managers read who did it. Raises Refused where there is none, NotAllowed.
    """
    allow(by, "change_staff", clinician.practice)
    with transaction.atomic():
        Practice.objects.select_for_update(no_key=True).get(pk=clinician.practice_id)
        there = Authenticator.objects.filter(user_id=clinician.user_id)
        if not there.exists():
            raise Refused("clinician", "none_there", f"{clinician.name} has set up no second step.")
        there.delete()
        keep_change(
            practice_id=clinician.practice_id,
            action="take_off_second_factor",
            about=clinician.pk,
            called=clinician.name,
            changed={"second_factor": (True, False)},
            by=by,
            through=through,
            instant=read_clock(now),
        )


def _keys() -> MultiFernet:
    """The newest key encrypts, the ones before it open what they closed."""
    words = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.pbkdf2_hmac("sha256", word.encode(), SALT, 1) for word in words)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
