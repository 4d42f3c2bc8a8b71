from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import uuid_utils.compat
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tracker import clock


def new_id() -> UUID:
    """A UUIDv7: public, and still in order of making."""
    return uuid_utils.compat.uuid7()


class UserManager(BaseUserManager["User"]):
    """Makes users. A username is all they need: patients have neither a mail address of their own nor a password."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> User:
        """A saved user; without a password, one who cannot sign in by password."""
        if not username:
            raise ValueError("A user needs a username.")
        user = self.model(username=username, email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> User:
        """A saved user with every permission of Django's own; it opens no patient's record."""
        return self.create_user(username, email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Who that is (clinician, patient, helper) stands in `courses`, which points here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        _("username"), max_length=254, unique=True, help_text=_("Staff: the mail address. Patients: patient:UUID.")
    )
    email = models.EmailField(_("email address"), blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    # Django's own admin pages are not used; some libraries ask all the same.
    is_staff = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Couples share mailboxes, but as patients, whose users carry none.
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_unique"),
        ]

    def __str__(self) -> str:
        return self.username
