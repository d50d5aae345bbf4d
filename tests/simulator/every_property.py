"""One of each entity with every property that a client can set."""

from __future__ import annotations

from decimal import Decimal

from tests.simulator.books import Books, Json, done

PLACE = {
    "Line1": "1 High St.", "Line2": "2", "Line3": "3", "Line4": "4", "Line5": "5", "City": "Bayshore",
    "County": "Kern", "CountrySubDivisionCode": "CA", "PostalCode": "94326", "PostalCodeSuffix": "1",
    "Country": "US", "CountryCode": "US",
}  # fmt: skip
PHONE, MAIL = {"FreeFormNumber": "(650) 555-3311"}, {"Address": "amy@example.com"}
CONTACT = {
    "Title": "Dr", "GivenName": "Amy", "MiddleName": "B", "FamilyName": "Lee", "Suffix": "Jr",
    "CompanyName": "Birds", "PrintOnCheckName": "Amy Lee", "Active": True, "PrimaryPhone": PHONE,
    "AlternatePhone": PHONE, "Mobile": PHONE, "Fax": PHONE, "PrimaryEmailAddr": MAIL,
    "WebAddr": {"URI": "https://www.example.com"},
}  # fmt: skip
_USED = {"Name": "SalesFormsPrefs.UseSalesCustom1", "Type": "BooleanType", "BooleanValue": True}
_NAMED = {"Name": "SalesFormsPrefs.SalesCustomName1", "Type": "StringType", "StringValue": "Crew"}
CREW = [{"CustomField": [_USED]}, {"CustomField": [_NAMED]}]
PREFERENCES: dict[str, Json] = {
    "SalesFormsPrefs": {"AllowShipping": True, "CustomField": CREW},
    "AccountingInfoPrefs": dict.fromkeys(
        ("ClassTrackingPerTxn", "ClassTrackingPerTxnLine", "TrackDepartments"), True
    ),
}
MEMO = {"PrivateNote": "Inside", "TxnDate": "2026-03-02"}
DOLLARS = {"CurrencyRef": {"value": "USD"}, "ExchangeRate": 1}
TERMS = {"SalesTermRef": {"value": "3"}}
PAID = {"PaymentMethodRef": {"value": "2"}, "PaymentRefNum": "77", "DepositToAccountRef": {"value": "4"}}


class Everything:
    """Writes one of each, and remembers what was sent and what was answered."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.sent: dict[str, list[Json]] = {}
        self.shown: dict[str, list[Json]] = {}
        self._tracked: dict[str, Json] = {}
        self._company()
        self._lists()
        self._names()
        self._items()
        self._forms()
        self._money()
        self._settings()
        self._currency()

    def _write(self, entity: str, **body: Json) -> str:
        answer = self.books.write(entity, body)
        self.sent.setdefault(entity, []).append(body)
        self.shown.setdefault(entity, []).append(answer)
        return str(answer["Id"])

    def _company(self) -> None:
        for section, values in PREFERENCES.items():
            for name, value in values.items():
                given = {"section": section, "name": name, "value": value}
                done(self.books, "POST", "preferences", given)
        retail = {"entity": "CustomerType", "object": {"Name": "Retail"}}
        self._retail = done(self.books, "POST", "objects", retail)["CustomerType"]["Id"]

    def _lists(self) -> None:
        for entity in ("Class", "Department"):
            above = {"value": self._write(entity, Name="All")}
            self._tracked |= {
                f"{entity}Ref": {"value": self._write(entity, Name="One", ParentRef=above, Active=True)}
            }
        above = {"value": self._write("Account", Name="Sales", AccountType="Income")}
        self._write(
            "Account", Name="Roses", AccountType="Income", AccountSubType="SalesOfProductIncome", Active=True,
            ParentRef=above, AcctNum="4010", Description="Cut flowers", TaxCodeRef={"value": "2"},
            CurrencyRef={"value": "USD"},
        )  # fmt: skip
        early = {"DiscountPercent": 2, "Active": True}
        self._write("Term", **early, Name="Net 20", DueDays=20, DiscountDays=5)
        self._write(
            "Term", **early, Name="The tenth", DayOfMonthDue=10, DueNextMonthDays=5, DiscountDayOfMonth=3
        )
        self._write("TaxAgency", DisplayName="City")
        self._write("PaymentMethod", Name="Bank card", Type="CREDIT_CARD", Active=True)

    def _names(self) -> None:
        parent = self._write("Customer", DisplayName="Parent")
        self._customer = self._write(
            "Customer", **CONTACT, **TERMS, DisplayName="Amy", BillAddr=PLACE, ShipAddr=PLACE, Notes="Early",
            ResaleNum="7", Job=True, BillWithParent=True, ParentRef={"value": parent}, Taxable=False,
            TaxExemptionReasonId=3, DefaultTaxCodeRef={"value": "2"}, CurrencyRef={"value": "USD"},
            PaymentMethodRef={"value": "2"}, PreferredDeliveryMethod="Email",
            CustomerTypeRef={"value": self._retail}, PrimaryTaxIdentifier="123456789",
        )  # fmt: skip
        rates = {"BillRate": 90, "CostRate": Decimal("41.5")}
        self._write(
            "Vendor", **CONTACT, **rates, DisplayName="V", AcctNum="12", Vendor1099=True, BillAddr=PLACE,
            TermRef={"value": "3"}, CurrencyRef={"value": "USD"}, BusinessNumber="123", TaxIdentifier="99-1",
        )  # fmt: skip
        self._write(
            "Employee", **CONTACT, **rates, DisplayName="E", BillableTime=True, PrimaryAddr=PLACE,
            EmployeeNumber="7", SSN="123-45-6789", BirthDate="1990-02-03", HiredDate="2020-01-06",
            ReleasedDate="2025-12-19", Gender="Female",
        )  # fmt: skip

    def _items(self) -> None:
        plants = self._write("Item", Name="Plants", Type="Category")
        sold = {"IncomeAccountRef": {"value": "79"}, "UnitPrice": Decimal("2.5"), "Taxable": True, "Sku": "S"}
        bought = {
            "ExpenseAccountRef": {"value": "80"},
            "PurchaseDesc": "Bulk",
            "PurchaseCost": Decimal("1.1"),
        }
        self._item = self._write(
            "Item", **sold, **bought, Name="Rose", Type="Service", SubItem=True, ParentRef={"value": plants},
            Description="A rose", Active=True, DeferredRevenue=False, ClassRef=self._tracked["ClassRef"],
        )  # fmt: skip
        self._write(
            "Item", **sold, **bought, Name="Pot", Type="Inventory", QtyOnHand=5, TrackQtyOnHand=True,
            AssetAccountRef={"value": "81"}, InvStartDate="2026-01-05",
        )  # fmt: skip

    def _lines(self) -> list[Json]:
        sold = {
            "ItemRef": {"value": self._item}, "Qty": 2, "UnitPrice": Decimal("50.5"),
            "TaxCodeRef": {"value": "TAX"}, "ServiceDate": "2026-03-01",
            "ClassRef": self._tracked["ClassRef"],
        }  # fmt: skip
        shipped = {"ItemRef": {"value": "SHIPPING_ITEM_ID"}}
        discount = {"PercentBased": True, "DiscountPercent": 10, "DiscountAccountRef": {"value": "86"}}
        kind = "SalesItemLineDetail"
        return [
            {"Description": "Roses", "Amount": 101, "DetailType": kind, kind: sold},
            {"Description": "A word", "DetailType": "DescriptionOnly"},
            {"Amount": 5, "DetailType": kind, kind: shipped},
            {"DetailType": "DiscountLineDetail", "DiscountLineDetail": discount},
        ]

    def _form(self, entity: str, **more: Json) -> str:
        return self._write(
            entity, **MEMO, **DOLLARS, **self._tracked, **more, DocNumber=entity,
            CustomerRef={"value": self._customer},
            CustomField=[{"DefinitionId": "1", "StringValue": "Blue"}], Line=self._lines(),
            TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}, CustomerMemo={"value": "Thank you"},
            BillAddr=PLACE, ShipAddr=PLACE, ShipDate="2026-03-03", TrackingNum="1Z", BillEmail=MAIL,
            BillEmailCc=MAIL, BillEmailBcc=MAIL, ApplyTaxAfterDiscount=True, PrintStatus="NeedToPrint",
            EmailStatus="NeedToSend", GlobalTaxCalculation="TaxExcluded",
        )  # fmt: skip

    def _forms(self) -> None:
        estimate = self._form(
            "Estimate", TxnStatus="Accepted", AcceptedBy="Amy", AcceptedDate="2026-03-02",
            ExpirationDate="2026-09-09",
        )  # fmt: skip
        self.invoice = self._form(
            "Invoice", **TERMS, DueDate="2026-05-05", AllowOnlineCreditCardPayment=True,
            AllowOnlineACHPayment=True, LinkedTxn=[{"TxnId": estimate, "TxnType": "Estimate"}],
        )  # fmt: skip
        self._form("CreditMemo")
        self._form("RefundReceipt", **PAID)

    def _money(self) -> None:
        total = self.shown["Invoice"][-1]["TotalAmt"]
        line = {"Amount": total, "LinkedTxn": [{"TxnId": self.invoice, "TxnType": "Invoice"}]}
        self._write(
            "Payment", **MEMO, **DOLLARS, **PAID, CustomerRef={"value": self._customer}, TotalAmt=total + 1,
            ProcessPayment=False, Line=[line],
        )  # fmt: skip
        receipt = {"TxnId": self._form("SalesReceipt", **PAID), "TxnType": "SalesReceipt"}
        detail = {"AccountRef": {"value": "79"}, "PaymentMethodRef": {"value": "2"}, "CheckNum": "9"}
        kind = "DepositLineDetail"
        lines = [
            {"Amount": self.shown["SalesReceipt"][-1]["TotalAmt"], "LinkedTxn": [receipt]},
            {"Amount": 7, "Description": "Cash", "DetailType": kind, kind: detail},
        ]
        self._write("Deposit", **MEMO, **DOLLARS, DepositToAccountRef={"value": "35"}, Line=lines)

    def _settings(self) -> None:
        mails = {"InvoiceMessage": {"Subject": "Your invoice", "Message": "Here it is."}}
        self._write("Preferences", **{**self.books.find("Preferences")[0], "EmailMessagesPrefs": mails})
        said = {
            "CompanyName": "Birds", "LegalName": "Birds Inc.", "CompanyAddr": PLACE, "LegalAddr": PLACE,
            "CustomerCommunicationAddr": PLACE, "Email": MAIL, "WebAddr": {"URI": "https://www.example.com"},
            "PrimaryPhone": PHONE, "FiscalYearStartMonth": "July", "SupportedLanguages": "en,es",
        }  # fmt: skip
        self._write("CompanyInfo", **{**self.books.find("CompanyInfo")[0], **said})

    def _currency(self) -> None:
        self.books = Books("multicurrency")
        self._write("CompanyCurrency", Code="SEK", Name="Krona", Active=True)
