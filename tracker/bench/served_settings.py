"""The settings of a web server that is measured: those of the installation, and the views of the floors beside."""

from tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tracker.bench.served_urls"
