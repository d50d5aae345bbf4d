"""English."""

from __future__ import annotations

from quickbooks_sync.core.messages.text import Text

TEXTS = {
    "name_missing": Text(
        "The {field} is empty, and QuickBooks takes nothing without a name.",
        "Enter a name, save, and sync again.",
    ),
    "name_with_colon": Text(
        "The {field} “{value}” contains a colon, which QuickBooks does not allow in names.",
        "Replace the colon, for example with a dash, save, and sync again.",
    ),
    "name_with_line_break": Text(
        "The {field} “{value}” contains a line break or a tab, which QuickBooks does not allow in names.",
        "Write the name on one line with plain spaces, save, and sync again.",
    ),
    "too_long": Text(
        "The {field} has {length} characters; QuickBooks takes at most {limit}. It reads: “{value}”.",
        "Shorten the {field} to {limit} characters or fewer, save, and sync again.",
    ),
    "email_is_phone": Text(
        "The e-mail field holds “{value}”, which is a phone number.",
        "Move the number to the phone field, enter the e-mail address or leave that field empty, save, and "
        "sync the contact again.",
    ),
    "email_malformed": Text(
        "The e-mail field holds “{value}”. QuickBooks expects one address such as name@example.com.",
        "Correct the e-mail address or leave the field empty, save, and sync the contact again.",
    ),
    "phone_is_email": Text(
        "The phone field holds “{value}”, which is an e-mail address.",
        "Move the address to the e-mail field, enter the phone number or leave that field empty, save, and "
        "sync the contact again.",
    ),
    "parent_is_itself": Text(
        "The contact is entered as its own parent.",
        "Choose another parent contact or none, save, and sync the contact again.",
    ),
    "account_unknown": Text(
        "The {field} “{value}” is not among the active accounts in QuickBooks.",
        "Choose an existing account for the product, or create “{value}” in QuickBooks and press Refresh in "
        "Company settings → Integrations. Then sync the product again.",
    ),
    "account_wrong_type": Text(
        "The {field} “{value}” is an account of type {type}; one of these types is needed: {expected}.",
        "Choose an account of a fitting type for the product, save, and sync the product again.",
    ),
    "account_missing": Text(
        "The product has no {field}, and the one selected for the company is missing or no longer active.",
        "Choose an {field} for the product, or select one in Company settings → Integrations. Then sync "
        "again.",
    ),
    "no_lines": Text(
        "The invoice has no lines.",
        "Add at least one product to the invoice, save, and sync the invoice again.",
    ),
    "free_text_line": Text(
        "Line {line} of the invoice (“{value}”) was typed in by hand and belongs to no product.",
        "Add the product or service to Products/Services with its accounts, pick it on line {line}, save, "
        "and sync the invoice again.",
    ),
    "line_amount_wrong": Text(
        "Line {line} has the amount {value}, but {quantity} at {unit_price} makes {expected}.",
        "Correct quantity, unit price or amount on line {line}, save, and sync the invoice again.",
    ),
    "invoice_total_wrong": Text(
        "The invoice total is {value}, but its lines less the discount plus tax come to {expected}.",
        "Correct the total, the discount or the tax total, save, and sync the invoice again.",
    ),
    "negative_amount": Text(
        "The {field} is below zero ({value}), which QuickBooks does not take here.",
        "Correct the {field}, or write a credit note instead. Then sync again.",
    ),
    "currency_differs": Text(
        "The currency is {value}, but the books in QuickBooks are kept in {home} only.",
        "Change the currency to {home}, or ask an administrator to switch on several currencies in "
        "QuickBooks and press Refresh in Company settings → Integrations. Then sync again.",
    ),
    "discount_not_allowed": Text(
        "The invoice has a discount of {value} %, but discounts are switched off in QuickBooks.",
        "Switch on discounts in QuickBooks under Account and settings → Sales, press Refresh in Company "
        "settings → Integrations, and sync the invoice again.",
    ),
    "period_closed": Text(
        "The {field} is {value}, but the books in QuickBooks are closed up to {closed_until}.",
        "Give a date after {closed_until}, or have the accountant open the period in QuickBooks and press "
        "Refresh in Company settings → Integrations. Then sync again.",
    ),
    "sales_tax_off": Text(
        "The invoice has {value} of tax, but sales tax is switched off in QuickBooks, so the tax would be "
        "lost.",
        "Switch on sales tax in QuickBooks, press Refresh in Company settings → Integrations, and sync the "
        "invoice again.",
    ),
    "tax_selection_gone": Text(
        "The tax code selected for the company is no longer active in QuickBooks.",
        "Select a tax code in Company settings → Integrations, and sync the invoice again.",
    ),
    "line_tax_missing": Text(
        "Line {line} has nothing in its tax field. In the country of these books every line needs it, even "
        "if 0.00.",
        "Enter the tax on line {line}, save, and sync the invoice again.",
    ),
    "tax_code_unknown": Text(
        "Line {line} has the tax code “{value}”, which is not among the active tax codes in QuickBooks.",
        "Choose another tax code on line {line}, or create it in QuickBooks and press Refresh in Company "
        "settings → Integrations. Then sync the invoice again.",
    ),
    "tax_total_wrong": Text(
        "The tax total is {value}, but the tax amounts of the lines add up to {expected}.",
        "Correct the tax total or the lines' tax amounts, save, and sync the invoice again.",
    ),
    "amount_not_positive": Text(
        "The {field} is {value}; it has to be above zero.",
        "Correct the {field}, save, and sync the payment again.",
    ),
    "applied_too_much": Text(
        "The payment is {value}, but {applied} of it is applied to invoices.",
        "Correct the payment or what is applied to each invoice, save, and sync the payment again.",
    ),
    "invoice_applied_twice": Text(
        "The payment is applied to the invoice {value} more than once.",
        "Put the amounts for that invoice together, save, and sync the payment again.",
    ),
    "reference_missing": Text(
        "It refers to the {field} {value}, which has never been sent here.",
        "Save the {field} {value} so that it is sent, or choose another one. This record then follows by "
        "itself.",
    ),
    "reference_removed": Text(
        "It refers to the {field} {value}, which has been taken back.",
        "Bring the {field} {value} back, or choose another one. This record then follows by itself.",
    ),
    "reference_has_problem": Text(
        "It waits for the {field} {value}, which has a problem of its own.",
        "Open the {field} {value} and follow what is said there. This record then follows by itself.",
    ),
    "total_differs": Text(
        "It is in QuickBooks, but with the total {books} instead of {host}.",
        "Open it in QuickBooks and compare lines, discount and tax. Correct it here, save, and sync again.",
    ),
    "not_ours": Text(
        "QuickBooks answered with the object of another record, so nothing was linked.",
        "Do not enter it in QuickBooks by hand. Contact support: they can see what happened.",
    ),
    "object_claimed": Text(
        "QuickBooks' object {value} already belongs to another record here.",
        "Look for a second record of the same thing. If there is one, remove it; otherwise contact support.",
    ),
    "defect": Text(
        "The record could not be sent because of a fault in this service.",
        "Support has been alerted. The record is kept and can be synced again once the fault is mended.",
    ),
    "display_name_taken": Text(
        "The name “{value}” is already used in QuickBooks by {holder}.",
        "Change the {field}, for example by adding a place or a number; or rename the other one in "
        "QuickBooks. Then sync again.",
    ),
    "name_of_inactive": Text(
        "The name “{value}” belongs to {holder} in QuickBooks, which is inactive there.",
        "In QuickBooks, make it active again and give it another name; or change the {field} here. Then sync "
        "again.",
    ),
    "number_taken": Text(
        "The number {value} is already used in QuickBooks by {holder}.",
        "Give another number, or change or delete the other document in QuickBooks. Then sync again.",
    ),
    "stale": Text(
        "It was changed in QuickBooks since it was last synced, so it was not overwritten.",
        "Make the change in QuickBooks by hand, or undo the one that was made there and sync again.",
    ),
    "inactive_reference": Text(
        "It uses the {field} {value}, which is inactive in QuickBooks.",
        "Make the {field} {value} active again in QuickBooks, or choose another one here. Then sync again.",
    ),
    "reference_refused": Text(
        "Something that the record uses (customer, product, account or tax) is inactive or gone in "
        "QuickBooks: “{fault_text}”",
        "Make it active again in QuickBooks, or choose another one here. Then sync again.",
    ),
    "inactive_in_quickbooks": Text(
        "It was made inactive in QuickBooks, so it cannot be changed there.",
        "Make it active again in QuickBooks. Then sync again.",
    ),
    "deleted_in_quickbooks": Text(
        "It was deleted in QuickBooks, or merged into another one there.",
        "If it belongs into the books, sync exactly this record, or save it: it is then entered anew. If it "
        "was merged or is not wanted any more, remove it here.",
    ),
    "still_in_use": Text(
        "QuickBooks does not let it go: it has a balance, or something there still depends on it. It says: "
        "“{fault_text}”",
        "Settle or remove in QuickBooks what depends on it. Then sync again.",
    ),
    "link_refused": Text(
        "QuickBooks did not apply the payment: an invoice is voided, deleted, already paid, or belongs to "
        "another customer.",
        "Check the invoices that the payment is applied to, correct the payment, save, and sync it again.",
    ),
    "parent_refused": Text(
        "QuickBooks does not take the parent contact: no contact may be below itself, nor more than five "
        "levels deep.",
        "Choose a parent contact further up, or none. Save, and sync the contact again.",
    ),
    "parent_circle": Text(
        "The contact is below itself, or more than five levels deep, which QuickBooks does not allow: "
        "{path}.",
        "Choose another parent contact, or none, for one of these contacts. Save, and sync again.",
    ),
    "text_refused": Text(
        "QuickBooks does not take the {field} “{value}”. It says: “{fault_text}”",
        "Write the {field} briefly, with ordinary letters, digits and punctuation, save, and sync again.",
    ),
    "currency_refused": Text(
        "QuickBooks does not take the currency {value} here: the customer or an account there has another "
        "one.",
        "Use the currency of the customer in QuickBooks, or a contact of its own for this currency. Then "
        "sync again.",
    ),
    "account_refused": Text(
        "QuickBooks does not take one of the accounts: it is of the wrong type. It says: “{fault_text}”",
        "Check the accounts of the product and those selected in Company settings → Integrations. Then sync "
        "again.",
    ),
    "amount_refused": Text(
        "QuickBooks does not take one of the amounts. It says: “{fault_text}”",
        "Correct the amounts; what is owed to the customer belongs on a credit note. Then sync again.",
    ),
    "tax_missing": Text(
        "QuickBooks misses the tax on a line of the invoice. It says: “{fault_text}”",
        "Enter a tax amount or a tax code on every line, save, and sync the invoice again.",
    ),
    "tax_refused": Text(
        "QuickBooks could not work with the tax of the invoice. It says: “{fault_text}”",
        "Check the sales tax set-up in QuickBooks and the tax code selected in Company settings → "
        "Integrations. Then sync the invoice again.",
    ),
    "card_number": Text(
        "A text of the record looks like a card number, which QuickBooks does not store.",
        "Remove the card number from memo, message, reference and descriptions, save, and sync again.",
    ),
    "locked_in_quickbooks": Text(
        "QuickBooks does not let it be changed, since it is part of a deposit, a bank match or a card "
        "payment: “{fault_text}”",
        "Take it out of the deposit or match in QuickBooks first, or make the change there. Then sync again.",
    ),
    "service_date_required": Text(
        "Revenue recognition is on in QuickBooks and requires a service date on every line of the invoice.",
        "Give each line a service date. Where the invoice cannot carry one, turn revenue recognition off in "
        "QuickBooks and report it separately. Then sync the invoice again.",
    ),
    "books_closed": Text(
        "The {field} {value} lies in a period that is closed in QuickBooks.",
        "Give a later date, or have the accountant open the period in QuickBooks. Then sync again.",
    ),
    "refused_by_quickbooks": Text(
        "QuickBooks refused the record: “{fault_text}” (code {fault_code}).",
        "If the message names something that you can correct, correct it, save, and sync again. Otherwise "
        "contact support.",
    ),
}
