"""What a company's connection with QuickBooks asks of a person, in every language."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

ENGLISH = {
    "setup_incomplete": Text(
        "Nothing is sent before the set-up is complete; still missing: {value}.",
        "Complete it in Company settings → Integrations. Nothing has to be sent again: everything waits.",
    ),
    "signed_out": Text(
        "Somebody disconnected “{value}” in Company settings → Integrations; nothing is sent, and every "
        "change waits.",
        "Connect it again in Company settings → Integrations: what waits is sent then, each change once.",
    ),
    "connection_ended": Text(
        "QuickBooks no longer accepts the connection with “{value}”: it was ended there, or it expired."
        " Every change waits.",
        "Connect it again in Company settings → Integrations: what waits is sent then, each change once.",
    ),
    "choice_lapsed": Text(
        "Somebody signed in to other books than “{value}”, and for a month nobody said whether the "
        "company moves there; the sign-in was given up, and every change waits.",
        "Connect the books that the company uses in Company settings → Integrations.",
    ),
    "other_books": Text(
        "The company's records are in “{value}”, but somebody signed in to “{other}” ({realm}). Nothing"
        " is sent until one of the two is chosen.",
        "To move to “{other}”, confirm it: every record is entered there anew, and nothing changes in "
        "“{value}”. To stay, connect “{value}” again.",
    ),
    "connection_ends_soon": Text(
        "QuickBooks ends this connection on {value}, and it cannot be prolonged without you.",
        "Connect again before then in Company settings → Integrations. Nothing is lost if it is later: "
        "changes wait.",
    ),
}

SPANISH = {
    "setup_incomplete": Text(
        "No se envía nada hasta que la configuración esté completa; aún falta: {value}.",
        "Complétela en Configuración de la empresa → Integraciones. No hay que enviar nada otra vez: todo "
        "espera.",
    ),
    "signed_out": Text(
        "Alguien desconectó «{value}» en Configuración de la empresa → Integraciones; no se envía nada y"
        " todos los cambios esperan.",
        "Vuelva a conectarla en Configuración de la empresa → Integraciones: entonces se envía lo que espera,"
        " cada cambio una sola vez.",
    ),
    "connection_ended": Text(
        "QuickBooks ya no acepta la conexión con «{value}»: se terminó allí o caducó. Todos los cambios"
        " esperan.",
        "Vuelva a conectarla en Configuración de la empresa → Integraciones: entonces se envía lo que espera,"
        " cada cambio una sola vez.",
    ),
    "choice_lapsed": Text(
        "Alguien inició sesión en otra contabilidad distinta de «{value}» y durante un mes nadie dijo "
        "si la empresa se traslada allí; se renunció a esa sesión y todos los cambios esperan.",
        "Conecte la contabilidad que usa la empresa en Configuración de la empresa → Integraciones.",
    ),
    "other_books": Text(
        "Los registros de la empresa están en «{value}», pero alguien inició sesión en «{other}» "
        "({realm}). No se envía nada hasta que se elija una de las dos.",
        "Para trasladarse a «{other}», confírmelo: todos los registros se introducen allí de nuevo y en"
        " «{value}» no cambia nada. Para quedarse, vuelva a conectar «{value}».",
    ),
    "connection_ends_soon": Text(
        "QuickBooks termina esta conexión el {value} y no puede prolongarse sin usted.",
        "Vuelva a conectar antes en Configuración de la empresa → Integraciones. Si es más tarde no se pierde"
        " nada: los cambios esperan.",
    ),
}

SWEDISH = {
    "setup_incomplete": Text(
        "Inget skickas förrän inställningarna är klara; det som saknas är: {value}.",
        "Gör klart dem under Företagsinställningar → Integrationer. Inget behöver skickas igen: allt väntar.",
    ),
    "signed_out": Text(
        "Någon kopplade bort ”{value}” i Företagsinställningar → Integrationer; inget skickas, och alla "
        "ändringar väntar.",
        "Anslut det igen i Företagsinställningar → Integrationer: då skickas det som väntar, varje "
        "ändring en gång.",
    ),
    "connection_ended": Text(
        "QuickBooks godtar inte längre anslutningen till ”{value}”: den avslutades där, eller så gick "
        "den ut. Alla ändringar väntar.",
        "Anslut det igen i Företagsinställningar → Integrationer: då skickas det som väntar, varje "
        "ändring en gång.",
    ),
    "choice_lapsed": Text(
        "Någon loggade in i en annan bokföring än ”{value}”, och under en månad sade ingen om företaget"
        " flyttar dit; inloggningen släpptes, och alla ändringar väntar.",
        "Anslut den bokföring som företaget använder i Företagsinställningar → Integrationer.",
    ),
    "other_books": Text(
        "Företagets poster finns i ”{value}”, men någon loggade in i ”{other}” ({realm}). Inget skickas"
        " förrän en av de två är vald.",
        "Bekräfta för att flytta till ”{other}”: alla poster förs in där på nytt, och i ”{value}” "
        "ändras inget. Anslut ”{value}” igen för att stanna.",
    ),
    "connection_ends_soon": Text(
        "QuickBooks avslutar den här anslutningen {value}, och den kan inte förlängas utan dig.",
        "Anslut igen före dess i Företagsinställningar → Integrationer. Inget går förlorat om det blir "
        "senare: ändringarna väntar.",
    ),
}
