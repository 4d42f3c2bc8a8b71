"""The names of the channels: each is a queue of its own, which Celery has to know before Django is there."""

EMAIL = "email"
CONSOLE = "console"
NAMES = (EMAIL, CONSOLE)
