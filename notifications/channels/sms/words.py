"""The words that end and begin texts, as carriers know them, in English and Spanish."""

import unicodedata
from enum import StrEnum


class Word(StrEnum):
    """What somebody who answers a text wants."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


# The first of each line are those that Twilio, and most carriers, answer themselves.
BY_CARRIERS = {
    Word.STOP: frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}),
    Word.START: frozenset({"start", "yes", "unstop"}),
    Word.HELP: frozenset({"help", "info"}),
}
ENGLISH = {
    Word.STOP: BY_CARRIERS[Word.STOP] | {"stopallmessages", "stopmessages", "stoptexts", "remove"},
    Word.START: BY_CARRIERS[Word.START] | {"resume", "subscribe"},
    Word.HELP: BY_CARRIERS[Word.HELP],
}
SPANISH = {
    Word.STOP: frozenset(
        {
            "alto",
            "parar",
            "pare",
            "para",
            "detener",
            "cancelar",
            "baja",
            "terminar",
            "fin",
            "salir",
            "detenertodo",
            "paratodo",
            "paratodos",
        }
    ),
    Word.START: frozenset({"iniciar", "inicio", "empezar", "comenzar", "alta", "si", "reanudar"}),
    Word.HELP: frozenset({"ayuda", "auxilio", "informacion"}),
}


def word_of(text: str) -> Word:
    """The word that a whole answer is, however it is written; OTHER for anything else."""
    bare = bare_of(text)
    return next((word for known in (ENGLISH, SPANISH) for word, forms in known.items() if bare in forms), Word.OTHER)


def language_of(text: str) -> str:
    """The language of the word, "" where it is none."""
    bare = bare_of(text)
    return next(
        (code for code, known in (("en", ENGLISH), ("es", SPANISH)) if any(bare in forms for forms in known.values())),
        "",
    )


def bare_of(text: str) -> str:
    """An answer as letters alone: no case, no accents, no signs and no spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())
