"""What a web process has loaded when it starts."""

import gc
from importlib import import_module

from django.conf import settings


def keep_for_good() -> None:
    """Load the pages, too, and tell Python's collector that what is there now is no garbage.

    A page makes thousands of short-lived objects, and each thousand of them sends the collector round: half of the time
    of a long list went into looking again at modules, models and pages, which stay as long as the process.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
