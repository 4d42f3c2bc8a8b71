"""Coming in. The pages of django-allauth are known by its own names (account_login, account_logout, ...).

Of these only the ones named here are there: with a password or a mail address, a patient's session would become a way
in that no practice can end.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import allauth.account.urls
import allauth.mfa.urls
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from courses.access import Viewer
from tracker.accounts import passkey_views, views
from tracker.accounts.guards import for_password_holders

own: list[URLPattern | URLResolver] = [
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation_link"),
    path("patient/", views.patient_sign_in, name="patient_sign_in"),
    path("patient/code/", views.patient_code, name="patient_code"),
    path("patient/passkey/", passkey_views.passkey_sign_in, name="passkey_sign_in"),
    path("patient/passkey/asked/", passkey_views.passkey_asked, name="passkey_asked"),
    path("patient/passkeys/", passkey_views.own_passkeys, name="passkeys"),
    path("patient/passkeys/<int:pk>/remove/", passkey_views.passkey_remove, name="passkey_remove"),
    path("patient/sign-out/", views.sign_out, name="sign_out"),
]

# Before somebody is signed in, or to go. Nobody signs up: that page says so, and allauth's sign-in names its address.
FOR_ALL = frozenset(
    {
        "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
        "mfa_authenticate",
    }
)  # fmt: skip
FOR_PASSWORD_HOLDERS = frozenset({"account_change_password", "account_reauthenticate"})


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def with_viewer(request: HttpRequest, _viewer: Viewer, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return for_password_holders(with_viewer)


def _ours(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Of allauth's pages those that are wanted here, each for whom it is."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield URLResolver(one.pattern, list(_ours(one.url_patterns)))
        elif one.name in FOR_ALL:
            yield one
        elif one.name in FOR_PASSWORD_HOLDERS or str(one.name).startswith("mfa_"):
            yield URLPattern(one.pattern, _guarded(one.callback), one.default_args, one.name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    *_ours(allauth.account.urls.urlpatterns),
    # Where the page that changes a password leads who has none yet: to the mail by which one is set.
    path(
        "password/set/",
        _guarded(RedirectView.as_view(pattern_name="account_reset_password")),
        name="account_set_password",
    ),
    path("2fa/", include(list(_ours(allauth.mfa.urls.urlpatterns)))),
]
