"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from tracker.loaded import keep_for_good

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()
keep_for_good()
