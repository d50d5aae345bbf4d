"""What each entity can be asked by, and what not."""

import pytest

from simulator.entities import KINDS
from tests.simulator.books import Books, code

META = "MetaData.CreateTime MetaData.LastUpdatedTime"
NAMED = "Id Name Active"
FILTERS = {
    "Customer": (
        "Id DisplayName GivenName MiddleName FamilyName CompanyName FullyQualifiedName PrintOnCheckName "
        "PrimaryEmailAddr Active Balance"
    ),
    "Item": "Id Name FullyQualifiedName Sku Type Active SubItem Taxable",
    "Invoice": "Id DocNumber CustomerRef TxnDate DueDate Balance SalesTermRef ProjectRef",
    "Payment": "Id CustomerRef TxnDate PaymentRefNum ProjectRef",
    "CreditMemo": "Id DocNumber CustomerRef TxnDate Balance SalesTermRef ProjectRef",
    "RefundReceipt": "Id DocNumber CustomerRef TxnDate Balance PaymentType ProjectRef",
    "SalesReceipt": "Id DocNumber CustomerRef TxnDate TotalAmt",
    "Estimate": "Id DocNumber CustomerRef TxnDate",
    "Account": "Id Name FullyQualifiedName AccountType AccountSubType Classification Active CurrentBalance",
    "TaxCode": f"{NAMED} Description",
    "TaxRate": f"{NAMED} Description AgencyRef TaxReturnLineRef",
    "Term": NAMED,
    "PaymentMethod": NAMED,
    "Class": f"{NAMED} FullyQualifiedName",
    "Department": f"{NAMED} FullyQualifiedName",
    "Vendor": "Id DisplayName Active",
    "Employee": "Id DisplayName Active",
}
VALUES = {"boolean": "true", "number": "1", "date": "2026-04-09", "moment": "2026-04-09"}


@pytest.mark.parametrize("entity", FILTERS)
def test_an_entity_is_asked_by_what_the_reference_marks(books: Books, entity: str) -> None:
    for name in (*FILTERS[entity].split(), *META.split()):
        value = VALUES.get(KINDS[entity.lower()].filters.get(name, "moment"), "x")
        for asked in (name, name.upper()):
            assert books.query(f"select count(*) from {entity} where {asked} = '{value}'")  # noqa: S608 (no SQL)


@pytest.mark.parametrize(
    ("entity", "name"),
    [
        ("Customer", "Notes"),
        ("Customer", "BillAddr"),
        ("Customer", "PrimaryEmailAddr.Address"),
        ("Invoice", "DepartmentRef"),
        ("Invoice", "PrivateNote"),
        ("Invoice", "TotalAmt"),
        ("Invoice", "LinkedTxn"),
        ("Payment", "UnappliedAmt"),
        ("Payment", "DocNumber"),
        ("Payment", "DepositToAccountRef"),
        ("CreditMemo", "RemainingCredit"),
        ("Account", "AcctNum"),
        ("Item", "Description"),
    ],
)
def test_no_other_property_can_be_asked(books: Books, entity: str, name: str) -> None:
    for rest in (f"where {name} = 'x'", f"orderby {name}"):
        answer = books.send("GET", "query", query=f"query=select * from {entity} {rest}")  # noqa: S608 (no SQL)
        assert (code(answer), f"property '{name}' is not queryable" in answer.body.decode()) == ("4001", True)
