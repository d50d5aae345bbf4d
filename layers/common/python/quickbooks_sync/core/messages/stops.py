"""What stops a whole company, in every language."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

ENGLISH = {
    "outcome_unknown": Text(
        "QuickBooks did not say whether it took what was sent last; sending it again blindly could enter it "
        "twice, so nothing new is sent until that is known.",
        "Nothing has to be done: it is looked up and settled by itself. If this lasts for a day, contact "
        "support.",
    ),
    "quickbooks_busy": Text(
        "QuickBooks is busy or cannot be reached.",
        "Nothing has to be done: what waits is sent as soon as QuickBooks takes it.",
    ),
    "parked": Text(
        "Work on this company failed again and again, so it was set aside: {value}.",
        "Contact support: they can see what happened, and let it go on.",
    ),
    "books_unavailable": Text(
        "The QuickBooks company is locked or under maintenance.",
        "Nothing is lost; it goes on when QuickBooks is back. If it lasts, sign in to QuickBooks to see why.",
    ),
    "books_reset": Text(
        "The data of the QuickBooks company was erased, so nothing there is known any more.",
        "Connect QuickBooks anew in Company settings → Integrations.",
    ),
    "subscription_ended": Text(
        "The QuickBooks subscription or trial has ended, so nothing can be added there.",
        "Renew the subscription in QuickBooks, then sync again.",
    ),
    "permission": Text(
        "The QuickBooks plan, or the user who connected it, does not allow this: “{fault_text}”",
        "Have an administrator of the QuickBooks company connect it in Company settings → Integrations, or "
        "switch the feature on in QuickBooks. Then sync again.",
    ),
}

SPANISH = {
    "outcome_unknown": Text(
        "QuickBooks no dijo si aceptó lo último que se envió; enviarlo otra vez a ciegas podría registrarlo "
        "dos veces, así que no se envía nada nuevo hasta que se sepa.",
        "No hay que hacer nada: se comprueba y se resuelve por sí solo. Si dura más de un día, contacte con "
        "soporte.",
    ),
    "quickbooks_busy": Text(
        "QuickBooks está ocupado o no se puede acceder a él.",
        "No hay que hacer nada: lo que espera se envía en cuanto QuickBooks lo acepte.",
    ),
    "parked": Text(
        "El trabajo de esta empresa falló una y otra vez, por lo que se dejó aparte: {value}.",
        "Contacte con soporte: pueden ver qué pasó y hacer que continúe.",
    ),
    "books_unavailable": Text(
        "La empresa de QuickBooks está bloqueada o en mantenimiento.",
        "No se pierde nada; continúa cuando QuickBooks vuelva. Si tarda, inicie sesión en QuickBooks para "
        "ver la causa.",
    ),
    "books_reset": Text(
        "Los datos de la empresa de QuickBooks se borraron, así que ya no vale nada de lo que había allí.",
        "Conecte QuickBooks de nuevo en Configuración de la empresa → Integraciones.",
    ),
    "subscription_ended": Text(
        "La suscripción o la prueba de QuickBooks ha terminado, así que no se puede añadir nada allí.",
        "Renueve la suscripción en QuickBooks y después sincronice de nuevo.",
    ),
    "permission": Text(
        "El plan de QuickBooks, o el usuario que lo conectó, no permite esto: «{fault_text}»",
        "Pida a un administrador de la empresa de QuickBooks que la conecte en Configuración de la empresa "
        "→ Integraciones, o active la función en QuickBooks. Después sincronice de nuevo.",
    ),
}

SWEDISH = {
    "outcome_unknown": Text(
        "QuickBooks svarade inte på om det senast skickade togs emot; att skicka det igen på måfå kunde "
        "bokföra det två gånger, så inget nytt skickas förrän det är klart.",
        "Du behöver inte göra något: det kontrolleras och ordnas av sig självt. Kontakta supporten om det "
        "dröjer mer än ett dygn.",
    ),
    "quickbooks_busy": Text(
        "QuickBooks är upptaget eller går inte att nå.",
        "Du behöver inte göra något: det som väntar skickas så snart QuickBooks tar emot det.",
    ),
    "parked": Text(
        "Arbetet för det här företaget misslyckades gång på gång och lades därför åt sidan: {value}.",
        "Kontakta supporten: de kan se vad som hände och låta det fortsätta.",
    ),
    "books_unavailable": Text(
        "QuickBooks-företaget är låst eller under underhåll.",
        "Inget går förlorat; det fortsätter när QuickBooks är tillbaka. Logga in i QuickBooks och se efter "
        "varför om det drar ut på tiden.",
    ),
    "books_reset": Text(
        "QuickBooks-företagets uppgifter har raderats, så inget därifrån gäller längre.",
        "Anslut QuickBooks på nytt under Företagsinställningar → Integrationer.",
    ),
    "subscription_ended": Text(
        "Abonnemanget eller provperioden för QuickBooks har gått ut, så inget kan läggas till där.",
        "Förnya abonnemanget i QuickBooks och synka sedan igen.",
    ),
    "permission": Text(
        "QuickBooks-abonnemanget, eller användaren som anslöt det, tillåter inte detta: ”{fault_text}”",
        "Låt en administratör för QuickBooks-företaget ansluta det under Företagsinställningar → "
        "Integrationer, eller slå på funktionen i QuickBooks. Synka sedan igen.",
    ),
}
