"""What people call the fields of records, in every language."""

from __future__ import annotations

_NAMES = (
    ("amount", "amount", "importe", "belopp"),
    ("city", "city", "ciudad", "ort"),
    ("company_name", "company name", "nombre de la empresa", "företagsnamn"),
    ("contacts", "contact", "contacto", "kontakt"),
    ("country", "country", "país", "land"),
    ("currency", "currency", "moneda", "valuta"),
    ("date", "date", "fecha", "datum"),
    ("description", "description", "descripción", "beskrivning"),
    ("discount_percent", "discount", "descuento", "rabatt"),
    ("display_name", "display name", "nombre para mostrar", "visningsnamn"),
    ("due_date", "due date", "fecha de vencimiento", "förfallodatum"),
    ("email", "e-mail address", "correo electrónico", "e-postadress"),
    ("expense_account", "expense account", "cuenta de gastos", "kostnadskonto"),
    ("family_name", "family name", "apellidos", "efternamn"),
    ("given_name", "given name", "nombre de pila", "förnamn"),
    ("income_account", "income account", "cuenta de ingresos", "intäktskonto"),
    ("invoice_id", "invoice", "factura", "faktura"),
    ("invoices", "invoice", "factura", "faktura"),
    ("issue_date", "invoice date", "fecha de la factura", "fakturadatum"),
    ("lines", "lines", "líneas", "rader"),
    ("memo", "memo", "nota interna", "intern anteckning"),
    ("message", "message to the customer", "mensaje al cliente", "meddelande till kunden"),
    ("name", "name", "nombre", "namn"),
    ("number", "number", "número", "nummer"),
    ("parent_id", "parent contact", "contacto principal", "överordnad kontakt"),
    ("payments", "payment", "pago", "betalning"),
    ("phone", "phone number", "teléfono", "telefonnummer"),
    ("postal_code", "postal code", "código postal", "postnummer"),
    ("product_id", "product", "producto", "produkt"),
    ("products", "product", "producto", "produkt"),
    ("reference", "payment reference", "referencia del pago", "betalningsreferens"),
    ("region", "state or region", "estado o región", "delstat eller region"),
    ("street", "street", "calle", "gatuadress"),
    ("tax_amount", "tax amount", "importe del impuesto", "skattebelopp"),
    ("tax_code", "tax code", "código de impuesto", "skattekod"),
    ("tax_percent", "tax rate", "tasa de impuesto", "skattesats"),
    ("tax_total", "tax total", "total de impuestos", "skatt totalt"),
    ("total", "total", "total", "totalbelopp"),
    ("unit_price", "unit price", "precio unitario", "à-pris"),
)

ENGLISH = {field: english for field, english, _, _ in _NAMES}
SPANISH = {field: spanish for field, _, spanish, _ in _NAMES}
SWEDISH = {field: swedish for field, _, _, swedish in _NAMES}
