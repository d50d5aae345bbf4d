"""Swedish."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

TEXTS = {
    "name_missing": Text(
        "Fältet ”{field}” är tomt, och QuickBooks tar inte emot något utan namn.",
        "Fyll i ett namn, spara och synka igen.",
    ),
    "name_with_colon": Text(
        "Fältet ”{field}” innehåller ett kolon: ”{value}”. QuickBooks tillåter inte kolon i namn.",
        "Byt ut kolonet, till exempel mot ett bindestreck, spara och synka igen.",
    ),
    "name_with_line_break": Text(
        "Fältet ”{field}” innehåller en radbrytning eller tabb: ”{value}”. QuickBooks tillåter inte det i "
        "namn.",
        "Skriv namnet på en rad med vanliga mellanslag, spara och synka igen.",
    ),
    "too_long": Text(
        "Fältet ”{field}” har {length} tecken, men QuickBooks tar högst {limit}. Där står: ”{value}”.",
        "Korta fältet ”{field}” till högst {limit} tecken, spara och synka igen.",
    ),
    "email_is_phone": Text(
        "I fältet för e-post står ”{value}”, vilket är ett telefonnummer.",
        "Flytta numret till telefonfältet, fyll i e-postadressen eller lämna fältet tomt, spara och synka "
        "kontakten igen.",
    ),
    "email_malformed": Text(
        "I fältet för e-post står ”{value}”. QuickBooks väntar sig en enda adress, som namn@exempel.se.",
        "Rätta e-postadressen eller lämna fältet tomt, spara och synka kontakten igen.",
    ),
    "phone_is_email": Text(
        "I telefonfältet står ”{value}”, vilket är en e-postadress.",
        "Flytta adressen till fältet för e-post, fyll i telefonnumret eller lämna fältet tomt, spara och "
        "synka kontakten igen.",
    ),
    "parent_is_itself": Text(
        "Kontakten är angiven som sin egen överordnade kontakt.",
        "Välj en annan överordnad kontakt eller ingen alls, spara och synka kontakten igen.",
    ),
    "account_unknown": Text(
        "Kontot ”{value}” i fältet ”{field}” finns inte bland de aktiva kontona i QuickBooks.",
        "Välj ett befintligt konto för produkten, eller skapa ”{value}” i QuickBooks och tryck på Uppdatera "
        "under Företagsinställningar → Integrationer. Synka sedan produkten igen.",
    ),
    "account_wrong_type": Text(
        "Kontot ”{value}” i fältet ”{field}” är av typen {type}, men någon av dessa typer behövs: "
        "{expected}.",
        "Välj ett konto av rätt typ för produkten, spara och synka produkten igen.",
    ),
    "account_missing": Text(
        "Produkten saknar konto i fältet ”{field}”, och det konto som valts för företaget saknas eller är "
        "inaktivt.",
        "Välj ett konto för produkten, eller välj ett under Företagsinställningar → Integrationer. Synka "
        "sedan igen.",
    ),
    "no_lines": Text(
        "Fakturan har inga rader.",
        "Lägg till minst en produkt på fakturan, spara och synka fakturan igen.",
    ),
    "free_text_line": Text(
        "Rad {line} på fakturan (”{value}”) är skriven för hand och hör inte till någon produkt.",
        "Lägg till varan eller tjänsten under Produkter/tjänster med dess konton, välj den på rad {line}, "
        "spara och synka fakturan igen.",
    ),
    "line_amount_wrong": Text(
        "Rad {line} har beloppet {value}, men {quantity} à {unit_price} blir {expected}.",
        "Rätta antal, à-pris eller belopp på rad {line}, spara och synka fakturan igen.",
    ),
    "invoice_total_wrong": Text(
        "Fakturans totalbelopp är {value}, men raderna minus rabatt plus skatt blir {expected}.",
        "Rätta totalbeloppet, rabatten eller skatten, spara och synka fakturan igen.",
    ),
    "negative_amount": Text(
        "Fältet ”{field}” är mindre än noll ({value}), och det tar QuickBooks inte emot här.",
        "Rätta fältet ”{field}” eller skriv en kreditfaktura i stället. Synka sedan igen.",
    ),
    "currency_differs": Text(
        "Valutan är {value}, men bokföringen i QuickBooks förs bara i {home}.",
        "Ändra valutan till {home}, eller be en administratör att slå på flera valutor i QuickBooks och "
        "trycka på Uppdatera under Företagsinställningar → Integrationer. Synka sedan igen.",
    ),
    "discount_not_allowed": Text(
        "Fakturan har en rabatt på {value} %, men rabatter är avstängda i QuickBooks.",
        "Slå på rabatter i QuickBooks under Konto och inställningar → Försäljning, tryck på Uppdatera under "
        "Företagsinställningar → Integrationer och synka fakturan igen.",
    ),
    "period_closed": Text(
        "Fältet ”{field}” är {value}, men bokföringen i QuickBooks är stängd till och med {closed_until}.",
        "Ange ett datum efter {closed_until}, eller be redovisningskonsulten att öppna perioden i "
        "QuickBooks och tryck på Uppdatera under Företagsinställningar → Integrationer. Synka sedan igen.",
    ),
    "sales_tax_off": Text(
        "Fakturan har {value} i skatt, men försäljningsskatt är avstängd i QuickBooks, så skatten skulle gå "
        "förlorad.",
        "Slå på försäljningsskatt i QuickBooks, tryck på Uppdatera under Företagsinställningar → "
        "Integrationer och synka fakturan igen.",
    ),
    "tax_selection_gone": Text(
        "Den skattekod som valts för företaget är inte längre aktiv i QuickBooks.",
        "Välj en skattekod under Företagsinställningar → Integrationer och synka fakturan igen.",
    ),
    "line_tax_missing": Text(
        "Rad {line} har inget i skattefältet. I landet för denna bokföring krävs det på varje rad, även om "
        "det är 0,00.",
        "Fyll i skatten på rad {line}, spara och synka fakturan igen.",
    ),
    "tax_code_unknown": Text(
        "Rad {line} har skattekoden ”{value}”, som inte finns bland de aktiva skattekoderna i QuickBooks.",
        "Välj en annan skattekod på rad {line}, eller skapa den i QuickBooks och tryck på Uppdatera under "
        "Företagsinställningar → Integrationer. Synka sedan fakturan igen.",
    ),
    "tax_total_wrong": Text(
        "Skatten är totalt {value}, men radernas skattebelopp blir tillsammans {expected}.",
        "Rätta den totala skatten eller radernas skattebelopp, spara och synka fakturan igen.",
    ),
    "amount_not_positive": Text(
        "Fältet ”{field}” är {value}; det måste vara större än noll.",
        "Rätta fältet ”{field}”, spara och synka betalningen igen.",
    ),
    "applied_too_much": Text(
        "Betalningen är {value}, men {applied} är fördelat på fakturor.",
        "Rätta betalningen eller det som fördelas på varje faktura, spara och synka betalningen igen.",
    ),
    "invoice_applied_twice": Text(
        "Betalningen är fördelad på faktura {value} mer än en gång.",
        "Slå ihop beloppen för den fakturan, spara och synka betalningen igen.",
    ),
    "reference_missing": Text(
        "Den hänvisar till en post ({field} {value}) som aldrig har skickats hit.",
        "Spara posten ({field} {value}) så att den skickas, eller välj en annan. Resten sker sedan av sig "
        "självt.",
    ),
    "reference_removed": Text(
        "Den hänvisar till en post ({field} {value}) som har tagits tillbaka.",
        "Ta in posten ({field} {value}) igen eller välj en annan. Resten sker sedan av sig självt.",
    ),
    "reference_has_problem": Text(
        "Den väntar på en annan post ({field} {value}) som själv har ett problem.",
        "Öppna den posten ({field} {value}) och följ anvisningen där. Resten sker sedan av sig självt.",
    ),
    "total_differs": Text(
        "Den finns i QuickBooks, men med totalbeloppet {books} i stället för {host}.",
        "Öppna den i QuickBooks och jämför rader, rabatt och skatt. Rätta den här, spara och synka igen.",
    ),
    "not_ours": Text(
        "QuickBooks svarade med en annan posts objekt, så inget har kopplats.",
        "Lägg inte in den för hand i QuickBooks. Kontakta supporten, som kan se vad som hände.",
    ),
    "object_claimed": Text(
        "Objektet {value} i QuickBooks hör redan till en annan post här.",
        "Leta efter en andra post för samma sak. Ta bort den om den finns; kontakta annars supporten.",
    ),
    "defect": Text(
        "Posten kunde inte skickas på grund av ett fel i den här tjänsten.",
        "Supporten har larmats. Posten är sparad och kan synkas igen när felet är rättat.",
    ),
    "display_name_taken": Text(
        "Namnet ”{value}” används redan i QuickBooks av {holder}.",
        "Ändra fältet ”{field}”, till exempel genom att lägga till en ort eller ett nummer, eller byt namn "
        "på den andra i QuickBooks. Synka sedan igen.",
    ),
    "name_of_inactive": Text(
        "Namnet ”{value}” tillhör {holder} i QuickBooks, som är inaktiv där.",
        "Aktivera den igen i QuickBooks och ge den ett annat namn, eller ändra fältet ”{field}” här. Synka "
        "sedan igen.",
    ),
    "number_taken": Text(
        "Numret {value} används redan i QuickBooks av {holder}.",
        "Ange ett annat nummer, eller ändra eller ta bort det andra dokumentet i QuickBooks. Synka sedan "
        "igen.",
    ),
    "stale": Text(
        "Posten har ändrats i QuickBooks sedan den senast synkroniserades och skrevs därför inte över.",
        "Gör ändringen för hand i QuickBooks, eller ångra den som gjordes där och synkronisera igen.",
    ),
    "inactive_reference": Text(
        "Posten använder {field} {value}, som är inaktiv i QuickBooks.",
        "Aktivera {field} {value} igen i QuickBooks, eller välj en annan här. Synka sedan igen.",
    ),
    "reference_refused": Text(
        "Något som posten använder (kund, produkt, konto eller skatt) är inaktivt eller borta i QuickBooks: "
        "”{fault_text}”",
        "Aktivera det igen i QuickBooks, eller välj något annat här. Synka sedan igen.",
    ),
    "inactive_in_quickbooks": Text(
        "Posten har gjorts inaktiv i QuickBooks och kan därför inte ändras där.",
        "Aktivera den igen i QuickBooks. Synka sedan igen.",
    ),
    "deleted_in_quickbooks": Text(
        "Posten har tagits bort i QuickBooks, eller slagits ihop med en annan där.",
        "Om den hör hemma i bokföringen, synka just den här posten eller spara den: då bokförs den på nytt. "
        "Om den slogs ihop eller inte behövs längre, ta bort den här.",
    ),
    "still_in_use": Text(
        "QuickBooks släpper den inte: den har ett saldo, eller något där beror på den. QuickBooks säger: "
        "”{fault_text}”",
        "Reglera eller ta bort det i QuickBooks som beror på den. Synka sedan igen.",
    ),
    "link_refused": Text(
        "QuickBooks fördelade inte betalningen: en faktura är makulerad, borttagen, redan betald eller hör "
        "till en annan kund.",
        "Kontrollera fakturorna som betalningen fördelas på, rätta betalningen, spara och synka den igen.",
    ),
    "parent_refused": Text(
        "QuickBooks godtar inte den överordnade kontakten: ingen kontakt får ligga under sig själv, och "
        "högst fem nivåer är tillåtna.",
        "Välj en överordnad kontakt högre upp eller ingen alls. Spara och synka kontakten igen.",
    ),
    "parent_circle": Text(
        "Kontakten ligger under sig själv, eller djupare än fem nivåer, vilket QuickBooks inte tillåter: "
        "{path}.",
        "Välj en annan överordnad kontakt, eller ingen, för en av dessa kontakter. Spara och synka igen.",
    ),
    "text_refused": Text(
        "QuickBooks godtar inte fältet ”{field}” med värdet ”{value}”. QuickBooks säger: ”{fault_text}”",
        "Skriv fältet ”{field}” kort och med vanliga bokstäver, siffror och skiljetecken, spara och synka "
        "igen.",
    ),
    "currency_refused": Text(
        "QuickBooks godtar inte valutan {value} här: kunden eller ett konto där har en annan.",
        "Använd kundens valuta i QuickBooks, eller en egen kontakt för den här valutan. Synka sedan igen.",
    ),
    "account_refused": Text(
        "QuickBooks godtar inte ett av kontona: det är av fel typ. QuickBooks säger: ”{fault_text}”",
        "Kontrollera produktens konton och dem som valts under Företagsinställningar → Integrationer. Synka "
        "sedan igen.",
    ),
    "amount_refused": Text(
        "QuickBooks godtar inte ett av beloppen. QuickBooks säger: ”{fault_text}”",
        "Rätta beloppen; det som kunden har till godo hör hemma på en kreditfaktura. Synka sedan igen.",
    ),
    "tax_missing": Text(
        "QuickBooks saknar skatten på en av fakturans rader. QuickBooks säger: ”{fault_text}”",
        "Fyll i ett skattebelopp eller en skattekod på varje rad, spara och synka fakturan igen.",
    ),
    "tax_refused": Text(
        "QuickBooks kunde inte hantera fakturans skatt. QuickBooks säger: ”{fault_text}”",
        "Kontrollera skatteinställningarna i QuickBooks och den skattekod som valts under "
        "Företagsinställningar → Integrationer. Synka sedan fakturan igen.",
    ),
    "card_number": Text(
        "En text i posten ser ut som ett kortnummer, och sådana lagrar QuickBooks inte.",
        "Ta bort kortnumret ur anteckning, meddelande, referens och beskrivningar, spara och synka igen.",
    ),
    "locked_in_quickbooks": Text(
        "QuickBooks tillåter ingen ändring, eftersom den ingår i en insättning, en bankmatchning eller en "
        "kortbetalning: ”{fault_text}”",
        "Ta först bort den ur insättningen eller matchningen i QuickBooks, eller gör ändringen där. Synka "
        "sedan igen.",
    ),
    "service_date_required": Text(
        "Intäktsperiodisering är påslagen i QuickBooks och kräver ett tjänstedatum på varje fakturarad.",
        "Ange ett tjänstedatum på varje rad. Kan fakturan inte ha det, stäng av intäktsperiodiseringen i "
        "QuickBooks och redovisa den separat. Synka sedan fakturan igen.",
    ),
    "books_closed": Text(
        "Fältet ”{field}” ({value}) ligger i en period som är stängd i QuickBooks.",
        "Ange ett senare datum, eller be redovisningskonsulten att öppna perioden i QuickBooks. Synka sedan "
        "igen.",
    ),
    "refused_by_quickbooks": Text(
        "QuickBooks avvisade posten: ”{fault_text}” (kod {fault_code}).",
        "Nämner meddelandet något som du kan rätta, så rätta det, spara och synka igen. Kontakta annars "
        "supporten.",
    ),
}
