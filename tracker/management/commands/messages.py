"""`manage.py messages`: find what the pages say, and keep the catalogues of the other languages up to date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tracker.languages import found, kept


class Command(BaseCommand):
    """Needs the packages of development, no GNU gettext."""

    help = "Find every text of the pages and messages, merge them into locale/, and compile what Django reads."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write each language's files, and say how many texts wait for a translation."""
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            path = kept.po_file(settings.BASE_DIR, language)
            catalogue = kept.merged(kept.read(path, language), found.catalogue_of(settings.BASE_DIR), language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kept.as_po(catalogue))
            path.with_suffix(".mo").write_bytes(kept.as_mo(catalogue))
            waiting = sum(1 for message in catalogue if message.id and not all(_texts(message.string)))
            self.stdout.write(f"{language}: {len(catalogue)} texts, {waiting} without a translation")


def _texts(told: Any) -> tuple[str, ...]:
    return tuple(told) if isinstance(told, list | tuple) else (told,)
