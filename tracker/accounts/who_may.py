"""Who may open the addresses of urls.py: its own, and those of django-allauth that are wanted."""

from tracker.who_may import EVERYBODY, OPERATOR, PATIENT, STAFF, Allowed, Table, form, read, send

_WITH_PASSWORD = STAFF | OPERATOR

# Those at times: while no second factor is set up, or nothing asks for the password again.
WHO_MAY: Table = {
    "invitation": form(EVERYBODY),
    "invitation_link": read(EVERYBODY, anybodys=True),
    "patient_sign_in": form(EVERYBODY),
    "patient_code": form(EVERYBODY),
    "passkey_asked": send(EVERYBODY),
    "passkey_sign_in": send(EVERYBODY),
    "passkeys": form(PATIENT),
    "passkey_remove": Allowed(post=PATIENT, anybodys=True),
    "sign_out": send(EVERYBODY),
    "account_login": form(EVERYBODY),
    "account_logout": form(EVERYBODY),
    "account_inactive": read(EVERYBODY),
    "account_signup": form(EVERYBODY),
    "account_reset_password": form(EVERYBODY),
    "account_reset_password_done": read(EVERYBODY),
    "account_reset_password_from_key": form(EVERYBODY, anybodys=True),
    "account_reset_password_from_key_done": read(EVERYBODY),
    "account_change_password": form(_WITH_PASSWORD),
    "account_reauthenticate": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, at_times=True),
    "account_set_password": form(_WITH_PASSWORD),
    "mfa_authenticate": form(EVERYBODY),
    "mfa_index": read(_WITH_PASSWORD),
    "mfa_reauthenticate": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, at_times=True),
    "mfa_activate_totp": form(_WITH_PASSWORD),
    "mfa_deactivate_totp": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, at_times=True),
    "mfa_view_recovery_codes": Allowed(_WITH_PASSWORD, at_times=True),
    "mfa_list_webauthn": read(_WITH_PASSWORD),
    "mfa_add_webauthn": form(_WITH_PASSWORD),
    "mfa_reauthenticate_webauthn": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, at_times=True),
    "mfa_remove_webauthn": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, anybodys=True, at_times=True),
    "mfa_edit_webauthn": Allowed(_WITH_PASSWORD, _WITH_PASSWORD, anybodys=True, at_times=True),
    "mfa_generate_recovery_codes": form(_WITH_PASSWORD),
    "mfa_download_recovery_codes": Allowed(_WITH_PASSWORD, at_times=True),
}
