"""Who may open the addresses of urls.py."""

from tracker.who_may import OPERATOR, Table, form, read, send

WHO_MAY: Table = {
    "home": read(OPERATOR),
    "dead_letters": form(OPERATOR),
    # They name a delivery or an agenda, and neither whose it is nor what it is about.
    "dead_letter": form(OPERATOR, anybodys=True),
    "try_again": send(OPERATOR, anybodys=True),
}
