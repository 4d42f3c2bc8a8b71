"""Who may open the addresses of urls.py: whoever holds a mail."""

from tracker.who_may import EVERYBODY, Table, form, read

WHO_MAY: Table = {
    "leave": form(EVERYBODY, anybodys=True),
    "open": read(EVERYBODY, anybodys=True),
}
