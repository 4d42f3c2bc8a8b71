"""The project's own settings, but for mail: it is written to files that tests can open."""

import os

from tracker.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["SHORTCOURSE_TEST_MAILS"]
