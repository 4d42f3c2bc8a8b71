"""What a patient is told before starting, in plain words, by what the catalogue says of the medicine.

It names no dose and gives no advice to change one.
"""

from courses.models import Language, Medicine, Practice

VERSION = "1"


def briefing_text(medicine: Medicine, practice: Practice, language: str) -> str:
    """The briefing, one thing a line, in the patient's language."""
    words = _ES if language == Language.ES else _EN
    risk = medicine.abrupt_stop_risk == "yes" or medicine.abrupt_stop_risk.startswith("after ")
    parts = [words["short"]]
    if risk:
        parts += [words["dependence"], words["suddenly"]]
    if medicine.sedating:
        parts += [words["driving"], words["alcohol"]]
    parts += [words["others"], words["ask"].format(phone=practice.phone or practice.out_of_hours_phone)]
    parts.append(words["out_of_hours"].format(phone=practice.out_of_hours_phone))
    parts.append(words["emergency"].format(number=practice.emergency_number))
    return "\n".join(parts)


_EN = {
    "short": "This medicine is for a short time. Your page shows how much, when, and the last day.",
    "dependence": "The body can get used to it. That can happen to anyone.",
    "suddenly": "Do not stop it suddenly. Do not carry on after the last day without advice. Talk to your prescriber.",
    "driving": "It can make you sleepy and slow. Do not drive or use machines until you know how it affects you.",
    "alcohol": "Alcohol and other medicines that make you sleepy make this stronger. Do not drink alcohol with it.",
    "others": "Tell us about every other medicine that you take.",
    "ask": "Unsure, or unwell? Ask us on your page, or call {phone}.",
    "out_of_hours": "When we are closed, call {phone}.",
    "emergency": "Trouble breathing, a seizure, or someone cannot wake you: call {number} at once.",
}
_ES = {
    "short": "Este medicamento es por poco tiempo. Su página muestra cuánto, cuándo y el último día.",
    "dependence": "El cuerpo puede acostumbrarse. Le puede pasar a cualquiera.",
    "suddenly": "No deje el medicamento de golpe. No siga después del último día sin consultar. Hable con su médico.",
    "driving": "Puede dar sueño y hacerle más lento. No conduzca ni use máquinas hasta saber cómo le afecta.",
    "alcohol": "El alcohol y otros medicamentos que dan sueño lo hacen más fuerte. No tome alcohol con él.",
    "others": "Díganos todos los demás medicamentos que toma.",
    "ask": "¿Dudas, o se siente mal? Pregúntenos en su página o llame al {phone}.",
    "out_of_hours": "Cuando está cerrado, llame al {phone}.",
    "emergency": "Si le cuesta respirar, tiene una convulsión o no pueden despertarle: llame ya al {number}.",
}
