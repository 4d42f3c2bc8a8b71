"""What the demo's patients were told before they started, in the words of its fictional practice."""

VERSION = "demo-1"

BRIEFINGS = {
    "en": (
        "This medicine is for a short time. Your last day stands on your page.\n"
        "Your body can get used to it. Do not stop suddenly, and do not carry on without advice: talk to us first.\n"
        "It can make you sleepy. Do not drive until you know how it affects you. Drink no alcohol with it.\n"
        "Tell us of every other medicine that you take.\n"
        "Call us at 555-0142. In an emergency call 911."
    ),
    "es": (
        "Este medicamento es para poco tiempo. Su último día está en su página.\n"
        "El cuerpo puede acostumbrarse. No lo deje de golpe ni siga sin consultar: hable primero con nosotros.\n"
        "Puede dar sueño. No conduzca hasta saber cómo le afecta. No tome alcohol.\n"
        "Díganos qué otros medicamentos toma.\n"
        "Llámenos al 555-0142. En una emergencia llame al 911."
    ),
}
