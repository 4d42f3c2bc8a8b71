"""Pages that anybody opens, and those for who is not signed in."""

from typing import Any

from tracker.demo.pages.page import ANONYMOUS, NOT_FOUND, Page


def _anybody(title: str, name: str, **more: Any) -> Page:
    return Page(ANONYMOUS, "", title, name, **more)


ANYBODYS = (
    _anybody("Front door", "home"),
    _anybody("Sign in, patients", "accounts:patient_sign_in"),
    _anybody("Sign in, staff", "account_login"),
    _anybody("Password forgotten", "account_reset_password"),
    _anybody("Password forgotten, mail sent", "account_reset_password_done"),
    _anybody("Nobody signs up", "account_signup"),
    _anybody("Invitation", "accounts:invitation_link", about={"token": "link invited"}),
    _anybody("Invitation that is gone", "accounts:invitation", status=410),
    _anybody("Urgent help, not signed in", "patient:urgent"),
    _anybody("No signal, and nothing kept", "patient:shell"),
    _anybody("Page not found", "", path="/nothing-here/", status=NOT_FOUND),
    _anybody("Styleguide", "look:styleguide"),
    _anybody("API schema", "api:schema"),
    _anybody("API problem types", "api:problems"),
    _anybody("API nowhere", "", path="/api/v1/nothing-here", status=NOT_FOUND),
)
