"""Staff come in: an account with an address, reached by mail, and a link with which they set their password."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.access import Kind, Role, Viewer
from courses.actions.practices import allow
from courses.actions.staff import add_clinician, reactivate_clinician
from courses.errors import Refused, WrongInput
from courses.models import Clinician, Practice
from notifications.channel_names import EMAIL
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, retire
from tracker.accounts import limits
from tracker.accounts.mails import send_staff_invitation
from tracker.accounts.models import User

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class StaffInvited:
    """A staff member who was invited: newly made, there before, or back after they had left; and whether the link went
    to their mailbox."""

    clinician: Clinician
    is_new: bool
    was_mailed: bool
    is_back: bool = False


def invite_clinician(
    *,
    practice: Practice,
    email: str,
    name: str,
    roles: Collection[Role],
    takes_escalations: bool = False,
    by: Viewer,
    through: str,
    now: datetime,
) -> StaffInvited:
    """Make a staff member's account and mail the link that sets its password; messages wait until it is set.

    The same again, while the password is not set, sends a new link and makes nothing. Whoever worked here before comes
    back by their address. Raises WrongInput, Refused, NotAllowed.
    """
    allow(by, "change_staff", practice)
    address = _address(email)
    there = Clinician.objects.filter(user__email=address, practice=practice).select_related("practice", "user").first()
    if there is not None and not there.is_active:
        return bring_back(
            clinician=there,
            name=name,
            roles=roles,
            takes_escalations=takes_escalations,
            by=by,
            through=through,
            now=now,
        )
    if there is not None and (there.name, there.roles) == (name.strip(), frozenset(roles)) and is_waited_for(there):
        return StaffInvited(there, is_new=False, was_mailed=invite_again(clinician=there, by=by, now=now))
    _check_mail(practice, now)
    made = make_clinician(
        practice=practice,
        email=address,
        name=name,
        roles=roles,
        takes_escalations=takes_escalations,
        by=by,
        through=through,
        verified_at=None,
        now=now,
    )
    return StaffInvited(made, is_new=True, was_mailed=_mail_link(made))


def bring_back(
    *,
    clinician: Clinician,
    name: str,
    roles: Collection[Role],
    takes_escalations: bool = False,
    by: Viewer,
    through: str,
    now: datetime,
) -> StaffInvited:
    """Let a colleague who left come back under the same address, by a new link to it; nothing of theirs that was open
    before opens anything. Raises WrongInput, Refused, NotAllowed."""
    allow(by, "change_staff", clinician.practice)
    _check_mail(clinician.practice, now)
    with transaction.atomic():
        row = reactivate_clinician(
            clinician=clinician,
            name=name.strip(),
            is_prescriber=Role.PRESCRIBER in roles,
            is_reviewer=Role.REVIEWER in roles,
            is_manager=Role.MANAGER in roles,
            takes_escalations=takes_escalations,
            by=by,
            through=through,
            now=now,
        )
        # The password of then, and whatever session may be left of it, are nobody's any more.
        row.user.set_unusable_password()
        row.user.save(update_fields=["password"])
        _mailbox_waits(row, now)
    return StaffInvited(row, is_new=False, was_mailed=_mail_link(row), is_back=True)


def invite_again(*, clinician: Clinician, by: Viewer, now: datetime) -> bool:
    """Mail a new link to somebody who has not set a password yet; whether it went out. Raises Refused, NotAllowed."""
    allow(by, "change_staff", clinician.practice)
    if not is_waited_for(clinician):
        raise Refused(
            "email",
            "has_come_in",
            f"{clinician.name} has set a password already, or works here no more.",
            "Who forgot a password asks for a new one on the page of the sign-in.",
        )
    _check_mail(clinician.practice, now)
    return _mail_link(clinician)


def is_waited_for(clinician: Clinician) -> bool:
    """Whether somebody was invited and has not set a password yet."""
    return clinician.is_active and not clinician.user.has_usable_password()


def make_operator(*, email: str) -> User:
    """An account of who runs the installation, without a password. Raises WrongInput; nothing is made then."""
    address = _address(email)
    try:
        with transaction.atomic():
            return User.objects.create_superuser(address, address)
    except IntegrityError as taken:
        raise WrongInput(
            "email", "taken", f"{address} has an account already.", "An operator needs one of their own."
        ) from taken


@transaction.atomic
def make_clinician(
    *,
    practice: Practice,
    email: str,
    name: str,
    roles: Collection[Role],
    takes_escalations: bool = False,
    by: Viewer,
    through: str,
    verified_at: datetime | None,
    now: datetime,
) -> Clinician:
    """An account without a password, its staff member, and the mailbox, whose owner has confirmed it at `verified_at`.

    Raises WrongInput, NotAllowed; nothing is made then.
    """
    address = _address(email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, address)
    except IntegrityError as taken:
        raise WrongInput(
            "email", "taken", f"{address} has an account already.", "Use another address of theirs."
        ) from taken
    row = add_clinician(
        practice=practice,
        user_id=user.pk,
        name=name.strip(),
        is_prescriber=Role.PRESCRIBER in roles,
        is_reviewer=Role.REVIEWER in roles,
        is_manager=Role.MANAGER in roles,
        takes_escalations=takes_escalations,
        by=by,
        through=through,
        now=now,
    )
    person = Someone(Person.CLINICIAN, row.pk)
    add_endpoint(person=person, channel=EMAIL, address=address, verified_at=verified_at, now=now)
    return row


def link_for(user: User) -> str:
    """The link with which this user sets a password: once, and for as long as any that was forgotten."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)


def confirm_staff_mailbox(clinician: Viewer, email: str, now: datetime) -> None:
    """Who set a password by a link had it from this mailbox: messages go there from now on."""
    if clinician.kind is Kind.CLINICIAN and clinician.id is not None:
        waiting = Endpoint.objects.of(Person.CLINICIAN, clinician.id).filter(channel=EMAIL, address=email)
        waiting.filter(verified_at=None, retired_at=None).update(verified_at=now)


def _mailbox_waits(clinician: Clinician, now: datetime) -> None:
    """Messages go to their mailbox once they have come in by a link to it, as for somebody new."""
    person = Someone(Person.CLINICIAN, clinician.pk)
    for endpoint in Endpoint.objects.of(*person).filter(channel=EMAIL, retired_at=None):
        retire(endpoint, because="came back by a new link", now=now)
    add_endpoint(person=person, channel=EMAIL, address=clinician.user.email, verified_at=None, now=now)


def _check_mail(practice: Practice, now: datetime) -> None:
    if not settings.MAIL_IN_USE:
        raise Refused(
            "email",
            "no_mail",
            "This installation sends no mail, so no link can go out.",
            "Ask whoever runs it to add them.",
        )
    if not limits.STAFF_A_PRACTICE.allows(str(practice.pk), now):
        raise Refused("email", "too_many", "Your practice sent very many invitations today.", "Go on tomorrow.")


def _mail_link(clinician: Clinician) -> bool:
    return send_staff_invitation(clinician.user.email, link_for(clinician.user))


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise WrongInput(
            "email", "not_an_address", "This is no email address.", "Write one such as name@example.org."
        ) from wrong
    if len(address) > LONGEST_ADDRESS:
        raise WrongInput("email", "too_long", f"An address has {LONGEST_ADDRESS} characters at most.")
    return address
