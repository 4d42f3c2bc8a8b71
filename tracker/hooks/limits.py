"""How often somebody who texts gets an answer."""

from datetime import timedelta

from tracker.accounts.limits import Limit

ANSWERS_A_NUMBER = Limit("sms-answers", 6, timedelta(days=1))
