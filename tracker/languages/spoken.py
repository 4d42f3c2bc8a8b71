"""Which language a page speaks: staff's pages English; before somebody is known, what the browser asks for.

A patient's own pages speak the patient's language: they say so once they know who looks (`tracker.patient`). The
browser keeps it, so that the numbers for urgent help, an error and the sign-in after a session speak it too.
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

ENGLISH = "en"
STAFF = (
    "/desk/", "/operator/", "/api/", "/styleguide/", "/accounts/2fa/", "/accounts/inactive/", "/accounts/login/",
    "/accounts/logout/", "/accounts/password/", "/accounts/reauthenticate/", "/accounts/signup/",
)  # fmt: skip


class SpokenLanguageMiddleware(LocaleMiddleware):
    """Half a page in Spanish helps nobody: what is written in English alone says that it is English."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        if not request.path_info.startswith(STAFF):
            super().process_request(request)
            return
        translation.activate(ENGLISH)
        request.LANGUAGE_CODE = ENGLISH

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Have the browser keep the language that a page chose for whom it is."""
        spoken = translation.get_language()
        if spoken and spoken != request.LANGUAGE_CODE and not request.path_info.startswith(STAFF):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                spoken,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
            )
        return super().process_response(request, response)
