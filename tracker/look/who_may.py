"""Who may open the addresses of urls.py."""

from tracker.who_may import EVERYBODY, Table, read

WHO_MAY: Table = {
    "styleguide": read(EVERYBODY),
}
