"""The settings that `make check` lints migrations with: those of tests, and the linter itself."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS += ["django_migration_linter"]
