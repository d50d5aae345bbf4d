"""Spanish."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

TEXTS = {
    "name_missing": Text(
        "El campo «{field}» está vacío, y QuickBooks no acepta nada sin nombre.",
        "Escriba un nombre, guarde y sincronice de nuevo.",
    ),
    "name_with_colon": Text(
        "El campo «{field}» contiene dos puntos: «{value}». QuickBooks no los permite en los nombres.",
        "Sustituya los dos puntos, por ejemplo por un guion, guarde y sincronice de nuevo.",
    ),
    "name_with_line_break": Text(
        "El campo «{field}» contiene un salto de línea o un tabulador: «{value}». QuickBooks no lo permite "
        "en los nombres.",
        "Escriba el nombre en una sola línea con espacios normales, guarde y sincronice de nuevo.",
    ),
    "too_long": Text(
        "El campo «{field}» tiene {length} caracteres, pero QuickBooks acepta {limit} como máximo. Dice: "
        "«{value}».",
        "Acorte el campo «{field}» a {limit} caracteres o menos, guarde y sincronice de nuevo.",
    ),
    "email_is_phone": Text(
        "El campo de correo electrónico contiene «{value}», que es un número de teléfono.",
        "Pase el número al campo de teléfono, escriba el correo electrónico o deje ese campo vacío, guarde "
        "y sincronice de nuevo el contacto.",
    ),
    "email_malformed": Text(
        "El campo de correo electrónico contiene «{value}». QuickBooks espera una sola dirección, como "
        "nombre@ejemplo.com.",
        "Corrija el correo electrónico o deje el campo vacío, guarde y sincronice de nuevo el contacto.",
    ),
    "phone_is_email": Text(
        "El campo de teléfono contiene «{value}», que es una dirección de correo electrónico.",
        "Pase la dirección al campo de correo electrónico, escriba el teléfono o deje ese campo vacío, "
        "guarde y sincronice de nuevo el contacto.",
    ),
    "parent_is_itself": Text(
        "El contacto figura como su propio contacto principal.",
        "Elija otro contacto principal o ninguno, guarde y sincronice de nuevo el contacto.",
    ),
    "account_unknown": Text(
        "La cuenta «{value}» del campo «{field}» no está entre las cuentas activas de QuickBooks.",
        "Elija una cuenta existente para el producto, o cree «{value}» en QuickBooks y pulse Actualizar en "
        "Configuración de la empresa → Integraciones. Después sincronice de nuevo el producto.",
    ),
    "account_wrong_type": Text(
        "La cuenta «{value}» del campo «{field}» es de tipo {type}; se necesita uno de estos tipos: "
        "{expected}.",
        "Elija para el producto una cuenta del tipo adecuado, guarde y sincronice de nuevo el producto.",
    ),
    "account_missing": Text(
        "El producto no tiene cuenta en el campo «{field}», y la elegida para la empresa falta o ya no está "
        "activa.",
        "Elija una cuenta para el producto, o elija una en Configuración de la empresa → Integraciones. "
        "Después sincronice de nuevo.",
    ),
    "no_lines": Text(
        "La factura no tiene líneas.",
        "Añada al menos un producto a la factura, guarde y sincronice de nuevo la factura.",
    ),
    "free_text_line": Text(
        "La línea {line} de la factura («{value}») se escribió a mano y no corresponde a ningún producto.",
        "Añada el producto o servicio a Productos/Servicios con sus cuentas, elíjalo en la línea {line}, "
        "guarde y sincronice de nuevo la factura.",
    ),
    "line_amount_wrong": Text(
        "La línea {line} tiene el importe {value}, pero {quantity} a {unit_price} son {expected}.",
        "Corrija la cantidad, el precio unitario o el importe de la línea {line}, guarde y sincronice de "
        "nuevo la factura.",
    ),
    "invoice_total_wrong": Text(
        "El total de la factura es {value}, pero sus líneas menos el descuento más los impuestos suman "
        "{expected}.",
        "Corrija el total, el descuento o los impuestos, guarde y sincronice de nuevo la factura.",
    ),
    "negative_amount": Text(
        "El campo «{field}» es menor que cero ({value}), y QuickBooks no lo acepta aquí.",
        "Corrija el campo «{field}» o haga una nota de crédito en su lugar. Después sincronice de nuevo.",
    ),
    "currency_differs": Text(
        "La moneda es {value}, pero la contabilidad en QuickBooks se lleva solo en {home}.",
        "Cambie la moneda a {home}, o pida a un administrador que active varias monedas en QuickBooks y "
        "pulse Actualizar en Configuración de la empresa → Integraciones. Después sincronice de nuevo.",
    ),
    "discount_not_allowed": Text(
        "La factura tiene un descuento del {value} %, pero los descuentos están desactivados en QuickBooks.",
        "Active los descuentos en QuickBooks, en Cuenta y configuración → Ventas; pulse Actualizar en "
        "Configuración de la empresa → Integraciones y sincronice de nuevo la factura.",
    ),
    "period_closed": Text(
        "El campo «{field}» es {value}, pero la contabilidad en QuickBooks está cerrada hasta el "
        "{closed_until}.",
        "Ponga una fecha posterior al {closed_until}, o pida al contador que abra el período en QuickBooks "
        "y pulse Actualizar en Configuración de la empresa → Integraciones. Después sincronice de nuevo.",
    ),
    "sales_tax_off": Text(
        "La factura tiene {value} de impuestos, pero el impuesto sobre las ventas está desactivado en "
        "QuickBooks y se perdería.",
        "Active el impuesto sobre las ventas en QuickBooks, pulse Actualizar en Configuración de la empresa "
        "→ Integraciones y sincronice de nuevo la factura.",
    ),
    "tax_selection_gone": Text(
        "El código de impuesto elegido para la empresa ya no está activo en QuickBooks.",
        "Elija un código de impuesto en Configuración de la empresa → Integraciones y sincronice de nuevo "
        "la factura.",
    ),
    "line_tax_missing": Text(
        "La línea {line} no tiene nada en el campo de impuesto. En el país de esta contabilidad es "
        "obligatorio en cada línea, aunque sea 0,00.",
        "Escriba el impuesto en la línea {line}, guarde y sincronice de nuevo la factura.",
    ),
    "tax_code_unknown": Text(
        "La línea {line} tiene el código de impuesto «{value}», que no está entre los activos de QuickBooks.",
        "Elija otro código en la línea {line}, o créelo en QuickBooks y pulse Actualizar en Configuración "
        "de la empresa → Integraciones. Después sincronice de nuevo la factura.",
    ),
    "tax_total_wrong": Text(
        "El total de impuestos es {value}, pero los importes de impuesto de las líneas suman {expected}.",
        "Corrija el total de impuestos o los importes de las líneas, guarde y sincronice de nuevo la "
        "factura.",
    ),
    "amount_not_positive": Text(
        "El campo «{field}» es {value}; debe ser mayor que cero.",
        "Corrija el campo «{field}», guarde y sincronice de nuevo el pago.",
    ),
    "applied_too_much": Text(
        "El pago es de {value}, pero {applied} está aplicado a facturas.",
        "Corrija el pago o lo que se aplica a cada factura, guarde y sincronice de nuevo el pago.",
    ),
    "invoice_applied_twice": Text(
        "El pago está aplicado a la factura {value} más de una vez.",
        "Junte los importes de esa factura, guarde y sincronice de nuevo el pago.",
    ),
    "reference_missing": Text(
        "Hace referencia a otro registro ({field} {value}) que nunca se ha enviado aquí.",
        "Guarde ese registro ({field} {value}) para que se envíe, o elija otro. Lo demás sucede por sí solo.",
    ),
    "reference_removed": Text(
        "Hace referencia a otro registro ({field} {value}) que se ha retirado.",
        "Recupere ese registro ({field} {value}) o elija otro. Lo demás sucede por sí solo.",
    ),
    "reference_has_problem": Text(
        "Espera a otro registro ({field} {value}) que tiene su propio problema.",
        "Abra ese registro ({field} {value}) y siga lo que allí se indica. Lo demás sucede por sí solo.",
    ),
    "total_differs": Text(
        "Está en QuickBooks, pero con el total {books} en lugar de {host}.",
        "Ábralo en QuickBooks y compare líneas, descuento e impuestos. Corríjalo aquí, guarde y sincronice "
        "de nuevo.",
    ),
    "not_ours": Text(
        "QuickBooks respondió con el objeto de otro registro, así que no se vinculó nada.",
        "No lo introduzca a mano en QuickBooks. Contacte con soporte, que puede ver lo que pasó.",
    ),
    "object_claimed": Text(
        "El objeto {value} de QuickBooks ya pertenece a otro registro de aquí.",
        "Busque un segundo registro de lo mismo. Si lo hay, elimínelo; si no, contacte con soporte.",
    ),
    "defect": Text(
        "El registro no se pudo enviar por un fallo de este servicio.",
        "Soporte ya está avisado. El registro está guardado y se podrá sincronizar cuando el fallo esté "
        "corregido.",
    ),
    "display_name_taken": Text(
        "El nombre «{value}» ya lo usa en QuickBooks {holder}.",
        "Cambie el campo «{field}», por ejemplo añadiendo un lugar o un número, o cambie el nombre del otro "
        "en QuickBooks. Después sincronice de nuevo.",
    ),
    "name_of_inactive": Text(
        "El nombre «{value}» pertenece en QuickBooks a {holder}, que allí está inactivo.",
        "Actívelo de nuevo en QuickBooks y póngale otro nombre, o cambie aquí el campo «{field}». Después "
        "sincronice de nuevo.",
    ),
    "number_taken": Text(
        "El número {value} ya lo usa en QuickBooks {holder}.",
        "Ponga otro número, o cambie o elimine el otro documento en QuickBooks. Después sincronice de nuevo.",
    ),
    "stale": Text(
        "Se modificó en QuickBooks después de la última sincronización, por lo que no se sobrescribió.",
        "Haga el cambio a mano en QuickBooks, o deshaga allí el otro cambio y vuelva a sincronizar.",
    ),
    "inactive_reference": Text(
        "Usa el registro {value} («{field}»), que está inactivo en QuickBooks.",
        "Active de nuevo {value} en QuickBooks, o elija otro aquí. Después sincronice de nuevo.",
    ),
    "reference_refused": Text(
        "Algo que usa el registro (cliente, producto, cuenta o impuesto) está inactivo o ya no existe en "
        "QuickBooks: «{fault_text}»",
        "Actívelo de nuevo en QuickBooks, o elija otro aquí. Después sincronice de nuevo.",
    ),
    "inactive_in_quickbooks": Text(
        "Se desactivó en QuickBooks, por lo que allí no se puede modificar.",
        "Actívelo de nuevo en QuickBooks. Después sincronice de nuevo.",
    ),
    "deleted_in_quickbooks": Text(
        "Se eliminó en QuickBooks, o allí se combinó con otro.",
        "Si debe estar en la contabilidad, sincronice justo este registro, o guárdelo: entonces se registra "
        "de nuevo. Si se combinó con otro o ya no hace falta, quítelo aquí.",
    ),
    "still_in_use": Text(
        "QuickBooks no deja quitarlo: tiene saldo, o algo allí todavía depende de él. Dice: «{fault_text}»",
        "Liquide o quite en QuickBooks lo que depende de él. Después sincronice de nuevo.",
    ),
    "link_refused": Text(
        "QuickBooks no aplicó el pago: una factura está anulada, eliminada, ya pagada o es de otro cliente.",
        "Revise las facturas a las que se aplica el pago, corrija el pago, guarde y sincronícelo de nuevo.",
    ),
    "parent_refused": Text(
        "QuickBooks no acepta el contacto principal: ningún contacto puede estar debajo de sí mismo ni a "
        "más de cinco niveles.",
        "Elija un contacto principal de un nivel superior, o ninguno. Guarde y sincronice de nuevo el "
        "contacto.",
    ),
    "parent_circle": Text(
        "El contacto está debajo de sí mismo, o a más de cinco niveles, lo que QuickBooks no "
        "permite: {path}.",
        "Elija otro contacto principal, o ninguno, para uno de estos contactos. Guarde y sincronice de "
        "nuevo.",
    ),
    "text_refused": Text(
        "QuickBooks no acepta el campo «{field}» con el valor «{value}». Dice: «{fault_text}»",
        "Escriba el campo «{field}» breve y con letras, cifras y signos corrientes, guarde y sincronice de "
        "nuevo.",
    ),
    "currency_refused": Text(
        "QuickBooks no acepta aquí la moneda {value}: el cliente o una cuenta de allí tiene otra.",
        "Use la moneda del cliente en QuickBooks, o un contacto aparte para esta moneda. Después sincronice "
        "de nuevo.",
    ),
    "account_refused": Text(
        "QuickBooks no acepta una de las cuentas: es de un tipo que no corresponde. Dice: «{fault_text}»",
        "Revise las cuentas del producto y las elegidas en Configuración de la empresa → Integraciones. "
        "Después sincronice de nuevo.",
    ),
    "amount_refused": Text(
        "QuickBooks no acepta uno de los importes. Dice: «{fault_text}»",
        "Corrija los importes; lo que se debe al cliente va en una nota de crédito. Después sincronice de "
        "nuevo.",
    ),
    "tax_missing": Text(
        "A QuickBooks le falta el impuesto de una línea de la factura. Dice: «{fault_text}»",
        "Escriba un importe o un código de impuesto en cada línea, guarde y sincronice de nuevo la factura.",
    ),
    "tax_refused": Text(
        "QuickBooks no pudo tratar los impuestos de la factura. Dice: «{fault_text}»",
        "Revise la configuración de impuestos en QuickBooks y el código de impuesto elegido en "
        "Configuración de la empresa → Integraciones. Después sincronice de nuevo la factura.",
    ),
    "card_number": Text(
        "Un texto del registro parece un número de tarjeta, y QuickBooks no los guarda.",
        "Quite el número de tarjeta de la nota, el mensaje, la referencia y las descripciones, guarde y "
        "sincronice de nuevo.",
    ),
    "locked_in_quickbooks": Text(
        "QuickBooks no permite cambiarlo porque forma parte de un depósito, una conciliación bancaria o un "
        "pago con tarjeta: «{fault_text}»",
        "Quítelo antes del depósito o de la conciliación en QuickBooks, o haga el cambio allí. Después "
        "sincronice de nuevo.",
    ),
    "service_date_required": Text(
        "El reconocimiento de ingresos está activado en QuickBooks y exige una fecha de servicio en cada "
        "línea.",
        "Ponga una fecha de servicio en cada línea. Si la factura no puede llevarla, desactive el "
        "reconocimiento de ingresos en QuickBooks e infórmelo aparte. Después sincronice de nuevo la "
        "factura.",
    ),
    "books_closed": Text(
        "El campo «{field}» ({value}) cae en un período cerrado en QuickBooks.",
        "Ponga una fecha posterior, o pida al contador que abra el período en QuickBooks. Después "
        "sincronice de nuevo.",
    ),
    "refused_by_quickbooks": Text(
        "QuickBooks rechazó el registro: «{fault_text}» (código {fault_code}).",
        "Si el mensaje nombra algo que usted puede corregir, corríjalo, guarde y sincronice de nuevo. Si "
        "no, contacte con soporte.",
    ),
}
