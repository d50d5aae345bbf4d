"""The kinds of object that the simulated QuickBooks holds, one small file each; adding one is a line here."""

from simulator.books.kinds import Kind
from simulator.entities.account import ACCOUNT
from simulator.entities.classes import CLASS, DEPARTMENT
from simulator.entities.company_currencies import COMPANY_CURRENCY
from simulator.entities.company_info import COMPANY_INFO
from simulator.entities.credit_memo import CREDIT_MEMO
from simulator.entities.customer import CUSTOMER
from simulator.entities.deposit import DEPOSIT
from simulator.entities.estimate import ESTIMATE
from simulator.entities.exchange_rates import EXCHANGE_RATE
from simulator.entities.invoice import INVOICE
from simulator.entities.item import ITEM
from simulator.entities.payment import PAYMENT
from simulator.entities.people import EMPLOYEE, VENDOR
from simulator.entities.preferences import PREFERENCES
from simulator.entities.read_only_lists import READ_ONLY
from simulator.entities.receipts import REFUND_RECEIPT, SALES_RECEIPT
from simulator.entities.tax_agency import TAX_AGENCY
from simulator.entities.terms import PAYMENT_METHOD, TERM

_SALES = (INVOICE, PAYMENT, CREDIT_MEMO, SALES_RECEIPT, REFUND_RECEIPT, ESTIMATE, DEPOSIT)
_LISTS = (ACCOUNT, CLASS, DEPARTMENT, TERM, PAYMENT_METHOD, TAX_AGENCY, COMPANY_CURRENCY, EXCHANGE_RATE)
# By the segment of the path, which is the name in lower case.
KINDS: dict[str, Kind] = {
    kind.name.lower(): kind
    for kind in (
        CUSTOMER,
        ITEM,
        *_SALES,
        VENDOR,
        EMPLOYEE,
        *_LISTS,
        COMPANY_INFO,
        PREFERENCES,
        *READ_ONLY,
    )
}
