"""The names of the channels: each is a queue of its own, which Celery has to know before Django is there."""

WEB_PUSH = "web_push"
EMAIL = "email"
SMS = "sms"
IN_APP = "in_app"
CONSOLE = "console"
NAMES = (WEB_PUSH, EMAIL, SMS, IN_APP, CONSOLE)

# Which of a person's endpoints is tried first: the phone in the hand, then the mailbox, then what costs money; that it
# waits in the app is the last resort.
PLACES = {WEB_PUSH: 0, EMAIL: 10, CONSOLE: 20, SMS: 30, IN_APP: 200}
