"""Why a message failed for good, or a company's work rests, in every language; for support."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

ENGLISH = {
    "message_without_company": Text(
        "A message on the queue names no company that is registered.",
        "No record hangs on it. If the company has been registered since, replay; otherwise leave it: it "
        "goes away by itself after 14 days.",
    ),
    "outside_busy": Text(
        "Something that the service rests on did not answer ({value}), six times in a row.",
        "Replay once it answers again. The work itself is kept, and is taken up every minute anyway.",
    ),
    "worker_died": Text(
        "The function ended in the middle of its last try without a word: out of time or memory, or killed.",
        "Look at the function's log for this time, then replay. A company at which six workers in a row die "
        "is set aside.",
    ),
    "message_failed": Text(
        "The service itself failed, with {value}.",
        "Find the error in the log of this time, have the fault mended and deployed, then replay.",
    ),
    "failed_silently": Text(
        "The message failed and left no reason: the function did not start, or did not reach its table.",
        "Look at the function's log and at what was deployed last, then replay.",
    ),
}

SPANISH = {
    "message_without_company": Text(
        "Un mensaje de la cola no nombra ninguna empresa registrada.",
        "Ningún registro depende de él. Si la empresa se ha registrado entretanto, reenvíelo; si no, déjelo: "
        "desaparece solo a los 14 días.",
    ),
    "outside_busy": Text(
        "Algo de lo que depende el servicio no respondió ({value}) seis veces seguidas.",
        "Reenvíelo cuando vuelva a responder. El trabajo se conserva y de todos modos se retoma cada minuto.",
    ),
    "worker_died": Text(
        "La función terminó en medio de su último intento sin decir nada: sin tiempo o memoria, o detenida.",
        "Consulte el registro de la función a esa hora y después reenvíe. Una empresa en la que mueren seis "
        "procesos seguidos se deja aparte.",
    ),
    "message_failed": Text(
        "Falló el propio servicio, con {value}.",
        "Busque el error en el registro de esa hora, haga corregir y desplegar el fallo y después reenvíe.",
    ),
    "failed_silently": Text(
        "El mensaje falló sin dejar un motivo: la función no arrancó o no pudo acceder a su tabla.",
        "Consulte el registro de la función y lo último que se desplegó, y después reenvíe.",
    ),
}

SWEDISH = {
    "message_without_company": Text(
        "Ett meddelande i kön anger inget företag som är registrerat.",
        "Ingen post hänger på det. Har företaget registrerats sedan dess, skicka om; låt det annars vara: "
        "det försvinner av sig självt efter 14 dagar.",
    ),
    "outside_busy": Text(
        "Något som tjänsten vilar på svarade inte ({value}), sex gånger i rad.",
        "Skicka om när det svarar igen. Arbetet är sparat och tas ändå upp varje minut.",
    ),
    "worker_died": Text(
        "Funktionen slutade mitt i sitt sista försök utan ett ord: tiden eller minnet tog slut, eller så "
        "stoppades den.",
        "Se i funktionens logg för den tiden och skicka sedan om. Ett företag där sex processer i rad dör "
        "läggs åt sidan.",
    ),
    "message_failed": Text(
        "Själva tjänsten fallerade, med {value}.",
        "Sök upp felet i loggen för den tiden, låt rätta och driftsätta, och skicka sedan om.",
    ),
    "failed_silently": Text(
        "Meddelandet misslyckades utan att lämna någon orsak: funktionen startade inte, eller nådde inte sin "
        "tabell.",
        "Se i funktionens logg och vad som driftsattes senast, och skicka sedan om.",
    ),
}
