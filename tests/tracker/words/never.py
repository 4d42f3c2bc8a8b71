"""What no patient is ever told, in either language (clinical.md and look.md)."""

import re

# Advice about a dose is the prescriber's alone; blame, verdicts and praise are nobody's; nor are shares of doses taken.
ADVICE_EN = (
    r"stop now", r"stop taking (it|this)( medicine)?( now| today)",
    r"take (less|more|fewer|it now|one now|another)", r"safe to", r"double dose", r"catch up", r"make up for",
    r"(cut|lower|raise|reduce|increase|double|halve|skip|taper) (your|the|a|this|it)\b",
    r"you (should|must|may|can) (stop|take|skip|double|reduce|lower|raise)", r"we recommend", r"is harmless",
    r"no need to worry",
)  # fmt: skip
VERDICTS_EN = (
    r"missed", r"abus", r"misus", r"addict", r"overdue", r"\bfail", r"forgot", r"too many (pills|tablets|doses)",
    r"adheren", r"complian", r"great job", r"well done", r"good job", r"congratulations", r"streak", r"your fault",
    r"\bscore\b", r"should have", r"\bwarning\b", r"\d ?%", r"percent",
)  # fmt: skip
ADVICE_ES = (
    r"deje de tomar(lo|la)? (ya|ahora|hoy)", r"d[eé]jelo (ya|ahora|hoy)", r"deténgase", r"suspend",
    r"tome (menos|más|otra|una ahora|el doble)", r"tóme(lo|la)( ya| ahora)", r"s[aá]lte(se)? (la|una) dosis",
    r"(baje|suba|reduzca|aumente|duplique|corte|disminuya) (su|la|el|las|los)\b", r"doble dosis", r"dosis doble",
    r"(debe|debería|puede) (dejar de tomar|dejarlo (ya|hoy|ahora)|tomar|reducir|bajar|subir|saltarse la)",
    r"es seguro", r"sin (riesgo|peligro)", r"recupere", r"recomendamos", r"no se preocupe", r"inofensiv",
)  # fmt: skip
VERDICTS_ES = (
    r"olvid", r"se saltó", r"abus", r"mal uso", r"adict", r"atrasad", r"vencid", r"\bfalló (usted|su)", r"fracas",
    r"adheren", r"adherid", r"cumplimiento", r"incumpl", r"bien hecho", r"felicid", r"felicit", r"buen trabajo",
    r"racha", r"su culpa", r"puntaje", r"puntuación", r"advertencia", r"demasiadas (pastillas|tabletas)", r"\d ?%",
    r"por ciento", r"porcentaje",
)  # fmt: skip
NEVER = {"en": (*ADVICE_EN, *VERDICTS_EN), "es": (*ADVICE_ES, *VERDICTS_ES)}

# What a phrase above may not take for itself: "It is not your fault", of the server's.
ALLOWED = re.compile(r"it is not your fault|no es culpa suya", re.IGNORECASE)

SUDDENLY = {
    "en": re.compile(r"do not stop (it )?suddenly", re.IGNORECASE),
    "es": re.compile(r"no deje el medicamento de golpe", re.IGNORECASE),
}


def found(text: str, language: str) -> list[str]:
    """The phrases in a text that must not be there."""
    told = ALLOWED.sub("", text).lower()
    return [phrase for phrase in NEVER[language] if re.search(phrase, told)]
