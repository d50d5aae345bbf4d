"""The host's tax arrives as the host says, whatever the books would have worked out."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from quickbooks_sync.books import TaxCode, TaxRate
from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.model import Payload, Selections
from tests.unit.entities.examples import BOOKS, COMPANY, IDS, LINE, codes, payload, problems, setting

CANADA: dict[str, Any] = {
    "country": "CA",
    "tax_codes": (
        TaxCode("5", "GST", ("11",)),
        TaxCode("6", "GST/PST", ("11", "12")),
        TaxCode("7", "Exempt"),
    ),
    "tax_rates": (TaxRate("11", "GST", Decimal(5)), TaxRate("12", "PST", Decimal(7))),
}


def canada(selected: str = "5", **books: Any) -> Setting:
    company = replace(COMPANY, country="CA", selections=Selections(tax_code=selected, tax_rate="11"))
    return Setting(company, replace(BOOKS, **{**CANADA, **books}), IDS, "ref x")


def line(amount: object, *, taxable: bool = True, **rest: object) -> Payload:
    return {**LINE, "quantity": 1, "unit_price": amount, "amount": amount, "taxable": taxable, **rest}


def tax(within: Setting | None = None, **changed: object) -> Payload:
    detail: Payload = payload("invoices", within, **changed)["TxnTaxDetail"]
    return detail


def shares(detail: Payload) -> list[tuple[str, str]]:
    return [(each["TaxLineDetail"]["TaxRateRef"]["value"], str(each["Amount"])) for each in detail["TaxLine"]]


def nets(detail: Payload) -> list[Decimal]:
    return [each["TaxLineDetail"]["NetAmountTaxable"] for each in detail["TaxLine"]]


def test_the_code_whose_rates_add_up_to_the_percentage_is_taken_and_the_last_rate_gets_the_remainder() -> (
    None
):
    detail = tax(lines=[line(422)], tax_percent="9.1", tax_total="38.40", total="460.40")
    assert detail["TxnTaxCodeRef"] == {"value": "3"}
    assert shares(detail) == [("1", "29.96"), ("2", "8.44")]
    assert sum(share for share in (each["Amount"] for each in detail["TaxLine"])) == detail["TotalTax"]


@pytest.mark.parametrize("percent", [None, "7.25"])
def test_without_a_fitting_code_the_selected_one_carries_the_tax(percent: str | None) -> None:
    detail = tax(tax_percent=percent, tax_total="7.25", total="107.25")
    assert (detail["TxnTaxCodeRef"], shares(detail)) == ({"value": "2"}, [("3", "7.25")])


def test_of_several_fitting_codes_the_selected_one_is_taken() -> None:
    twice = (TaxCode("1", "Also 8 %", ("3",)), *BOOKS.tax_codes)
    assert tax(setting(tax_codes=twice))["TxnTaxCodeRef"] == {"value": "2"}


def test_inactive_codes_and_rates_do_not_fit() -> None:
    codes_left = tuple(replace(code, active=code.id != "3") for code in BOOKS.tax_codes)
    assert tax(setting(tax_codes=codes_left), tax_percent="9.1")["TxnTaxCodeRef"] == {"value": "2"}
    rates_left = tuple(replace(rate, active=rate.id != "2") for rate in BOOKS.tax_rates)
    assert tax(setting(tax_rates=rates_left), tax_percent="9.1")["TxnTaxCodeRef"] == {"value": "2"}
    assert shares(tax(setting(tax_rates=rates_left), tax_percent="7.1")) == [("1", "8.00")]


def test_a_tax_of_0_is_sent_with_its_tax_lines() -> None:
    detail = tax(tax_percent=None, tax_total=0, total=100)
    assert (detail["TotalTax"], shares(detail), nets(detail)) == (0, [("3", "0.00")], [Decimal(100)])


def test_a_code_of_0_percent_keeps_a_total_that_the_host_gives_nevertheless() -> None:
    assert shares(tax(tax_percent=0, tax_total="1.00", total=101)) == [("9", "1.00")]


def test_a_code_without_rates_uses_the_selected_rate() -> None:
    bare = setting(tax_codes=(TaxCode("2", "Bare"),))
    assert shares(tax(bare)) == [("3", "8.00")]


def test_lines_carry_tax_or_non_and_only_taxable_ones_count_after_the_discount() -> None:
    changed: dict[str, Any] = {
        "lines": [line(100), line(50, taxable=False)],
        "discount_percent": 10,
        "tax_total": "7.20",
        "total": "142.20",
    }
    assert codes("invoices", **changed) == []
    written = payload("invoices", **changed)
    on_lines = [each["SalesItemLineDetail"]["TaxCodeRef"]["value"] for each in written["Line"][:2]]
    assert (on_lines, nets(written["TxnTaxDetail"])) == (["TAX", "NON"], [Decimal(90)])


def test_a_tax_that_covers_more_than_the_taxable_lines_arrives() -> None:
    lines = [line(275), line("262.50", taxable=False), line(45)]
    detail = tax(lines=lines, tax_total="46.60", total="629.10")
    assert (detail["TotalTax"], shares(detail)) == (Decimal("46.60"), [("3", "46.60")])


def test_a_tax_without_any_taxable_line_arrives_on_all_lines() -> None:
    written = payload("invoices", lines=[line(100, taxable=False)])
    assert written["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}
    assert nets(written["TxnTaxDetail"]) == [Decimal(100)]


def test_books_without_sales_tax_get_none_and_an_invoice_with_tax_is_a_problem() -> None:
    off = setting(uses_sales_tax=False)
    assert codes("invoices", off) == [("sales_tax_off", "tax_total")]
    written = payload("invoices", off, tax_total=0, total=100)
    assert "TxnTaxDetail" not in written
    assert "TaxCodeRef" not in written["Line"][0]["SalesItemLineDetail"]


def test_a_selected_code_that_is_gone_is_a_problem_only_where_it_is_needed() -> None:
    gone = setting(tax_codes=(TaxCode("3", "Tucson", ("1", "2")),))
    assert codes("invoices", gone) == [("tax_selection_gone", "tax_percent")]
    assert codes("invoices", gone, tax_percent="9.1") == []


def test_a_pseudo_code_is_no_tax_code_of_an_invoice() -> None:
    pseudo = replace(COMPANY, selections=replace(COMPANY.selections, tax_code="NON"))
    within = Setting(pseudo, replace(BOOKS, tax_codes=(TaxCode("NON", "NON"),)), IDS, "ref x")
    assert codes("invoices", within) == [("tax_selection_gone", "tax_percent")]


def test_in_canada_every_line_needs_an_amount_of_tax_and_0_is_one() -> None:
    lines = [line(100, tax_amount=5), line(100), line(100, tax_code="GST"), line(100, tax_amount=0)]
    found = codes("invoices", canada(), lines=lines, tax_total=5, total=405)
    assert found == [
        ("line_tax_missing", "lines[1].tax_amount"),
        ("line_tax_missing", "lines[2].tax_amount"),
    ]
    assert codes("invoices", lines=[line(100)]) == []


def test_in_other_countries_a_code_or_an_amount_will_do() -> None:
    britain = canada(country="GB")
    lines = [line(100, tax_amount=5), line(100, tax_code="gst"), line(100)]
    found = codes("invoices", britain, lines=lines, tax_total=10, total=310)
    assert found == [("line_tax_missing", "lines[2].tax_amount")]


def test_unknown_codes_and_a_selection_that_is_gone_are_named_by_line() -> None:
    lines = [line(100, tax_amount=5, tax_code="VAT"), line(100, tax_amount=5)]
    found = codes("invoices", canada("99"), lines=lines, tax_total=10, total=210)
    assert found == [("tax_code_unknown", "lines[0].tax_code"), ("tax_selection_gone", "lines[1].tax_code")]


def test_the_lines_tax_may_differ_from_the_total_by_rounding_only() -> None:
    lines = [line(100, tax_amount="5.01"), line(100, tax_amount="5.01")]
    assert codes("invoices", canada(), lines=lines, tax_total="10.00", total=210) == []
    (problem,) = problems("invoices", canada(), lines=lines, tax_total="11.00", total=211)
    assert (problem.code, problem.value, problem.details) == (
        "tax_total_wrong",
        "11.00",
        {"expected": "10.02"},
    )


def test_outside_the_united_states_each_line_names_its_code_and_rates_are_summed_over_codes() -> None:
    lines = [
        line(100, tax_amount="5.00"),
        line(100, tax_amount="12.00", tax_code="6"),
        line(50, tax_amount="0.00", tax_code="Exempt"),
    ]
    written = payload("invoices", canada(), lines=lines, tax_total="17.00", total=267)
    on_lines = [each["SalesItemLineDetail"]["TaxCodeRef"]["value"] for each in written["Line"]]
    detail = written["TxnTaxDetail"]
    assert (written["GlobalTaxCalculation"], on_lines) == ("TaxExcluded", ["5", "6", "7"])
    assert "TxnTaxCodeRef" not in detail
    assert shares(detail) == [("11", "10.00"), ("12", "7.00")]
    assert detail["TotalTax"] == Decimal(17)


def test_outside_the_united_states_lines_without_amounts_take_their_codes_rates() -> None:
    lines = [line(100, tax_code="GST"), line(100, tax_code="GST/PST")]
    detail = tax(canada(country="GB"), lines=lines, tax_total="17.01", total="217.01")
    assert sum(Decimal(amount) for _, amount in shares(detail)) == Decimal("17.01")


def test_no_remainder_falls_on_an_exempt_code() -> None:
    lines = [line(100, tax_code="GST"), line(100, tax_code="Exempt")]
    detail = tax(canada(country="GB"), lines=lines, tax_total="5.01", total="205.01")
    assert (shares(detail), nets(detail)) == ([("11", "5.01")], [Decimal(100)])


def test_outside_the_united_states_books_without_tax_say_so() -> None:
    written = payload("invoices", canada(uses_sales_tax=False), tax_total=0, total=100)
    assert written["GlobalTaxCalculation"] == "NotApplicable"


def test_whatever_the_figures_the_tax_lines_add_up_to_the_hosts_total() -> None:
    chance = random.Random(7)
    for _ in range(300):
        tax_codes = ["", "GST", "6", "Exempt"]
        lines = [
            line(
                Decimal(chance.randrange(1, 10**6)) / 100,
                taxable=chance.random() < 0.5,
                tax_amount=chance.choice([None, Decimal(chance.randrange(0, 10**4)) / 100]),
                tax_code=chance.choice(tax_codes),
            )
            for _ in range(chance.randrange(1, 6))
        ]
        total = Decimal(chance.randrange(0, 10**5)) / 100
        percent = chance.choice([None, 0, 8, "9.1", "7.25"])
        for within in (setting(), canada()):
            detail = tax(within, lines=lines, tax_percent=percent, tax_total=total)
            assert sum(Decimal(amount) for _, amount in shares(detail)) == detail["TotalTax"] == total
