"""Who may open the addresses of urls.py: providers. The signature of a call is the permission."""

from tracker.who_may import EVERYBODY, Allowed, Table

_BY_SIGNATURE = Allowed(post=EVERYBODY, anybodys=True, at_times=True)

WHO_MAY: Table = {
    "sms_incoming": _BY_SIGNATURE,
    "sms_status": _BY_SIGNATURE,
    "mail": _BY_SIGNATURE,
}
