"""The tax of an invoice as QuickBooks takes it: a code on each line, the host's total, and its tax lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from quickbooks_sync.books import Books, TaxCode, TaxRate
from quickbooks_sync.entities.fields import cents
from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.entities.wire import ref
from quickbooks_sync.model import Payload, Problem

if TYPE_CHECKING:
    from quickbooks_sync.entities.invoices import Invoice, InvoiceLine

_TAXED, _UNTAXED = "TAX", "NON"
"""In the United States a line carries nothing else (6100)."""
_PSEUDO_CODES = (_TAXED, _UNTAXED, "CustomSalesTax")
"""Codes in the list that a whole invoice may not carry (6160, 6230)."""
_DOMESTIC = "US"
_AMOUNT_REQUIRED = "CA"
"""Where each line needs an amount of tax, 0 included, even when it names a tax code."""
_CENT = Decimal("0.01")


class _Share(NamedTuple):
    """The part of an invoice that one tax code covers."""

    code: TaxCode
    net: Decimal
    tax: Decimal


def problems(invoice: Invoice, setting: Setting) -> Iterator[Problem]:
    """Find what keeps the host's tax from arriving."""
    books = setting.books
    if not books.uses_sales_tax:
        if invoice.tax_total:
            yield Problem("sales_tax_off", "tax_total", str(invoice.tax_total))
        return
    if books.country == _DOMESTIC:
        if _domestic_code(invoice, setting) is None:
            yield Problem("tax_selection_gone", "tax_percent", _percent_text(invoice.tax_percent))
        return
    yield from _foreign_problems(invoice, setting)


def _foreign_problems(invoice: Invoice, setting: Setting) -> Iterator[Problem]:
    amount_required = setting.books.country == _AMOUNT_REQUIRED
    for index, line in enumerate(invoice.lines):
        if line.tax_amount is None and (amount_required or not line.tax_code):
            yield Problem("line_tax_missing", f"lines[{index}].tax_amount")
        elif _line_code(line, setting) is None:
            code = "tax_code_unknown" if line.tax_code else "tax_selection_gone"
            yield Problem(code, f"lines[{index}].tax_code", line.tax_code)
    amounts = [line.tax_amount for line in invoice.lines if line.tax_amount is not None]
    given = sum(amounts, Decimal(0))
    # Hosts round the tax line by line or once: a cent a line is no contradiction (facts 9.3).
    if len(amounts) == len(invoice.lines) and abs(given - invoice.tax_total) > _CENT * len(amounts):
        details = {"expected": str(given)}
        yield Problem("tax_total_wrong", "tax_total", str(invoice.tax_total), details=details)


def calculation(setting: Setting) -> str:
    """Say what GlobalTaxCalculation demands outside the United States, where alone it is read (facts 8.3)."""
    if setting.books.country == _DOMESTIC:
        return ""
    return "TaxExcluded" if setting.books.uses_sales_tax else "NotApplicable"


def line_codes(invoice: Invoice, setting: Setting) -> list[Payload | None]:
    """Name the tax code of each line.

    A tax without any taxable line would have nowhere to go: then all lines count as taxable.
    """
    if not setting.books.uses_sales_tax:
        return [None for _ in invoice.lines]
    if setting.books.country == _DOMESTIC:
        return [ref(_TAXED if taxed else _UNTAXED) for taxed in _taxed(invoice)]
    return [ref(code.id) if (code := _line_code(line, setting)) else None for line in invoice.lines]


def tax_detail(invoice: Invoice, setting: Setting) -> Payload | None:
    """Write TxnTaxDetail: the host's total wins, spread over the rates that apply; None without sales tax."""
    books = setting.books
    if not books.uses_sales_tax:
        return None
    detail: Payload = {"TotalTax": invoice.tax_total}
    if books.country == _DOMESTIC:
        code = _domestic_code(invoice, setting)
        shares = [_Share(code, _taxable_net(invoice), invoice.tax_total)] if code else []
        detail |= {"TxnTaxCodeRef": ref(code.id)} if code else {}
    else:
        shares = _foreign_shares(invoice, setting)
    return {**detail, "TaxLine": _tax_lines(shares, setting)}


def _taxed(invoice: Invoice) -> list[bool]:
    taxed = [line.taxable for line in invoice.lines]
    return [True for _ in taxed] if invoice.tax_total > 0 and not any(taxed) else taxed


def _taxable_net(invoice: Invoice) -> Decimal:
    lines = zip(invoice.lines, _taxed(invoice), strict=True)
    return _net(invoice, (line.amount for line, taxed in lines if taxed))


def _net(invoice: Invoice, amounts: Iterable[Decimal]) -> Decimal:
    return cents(sum(amounts, Decimal(0)) * (100 - (invoice.discount_percent or 0)) / 100)


def _domestic_code(invoice: Invoice, setting: Setting) -> TaxCode | None:
    """Choose the code whose rates add up to the invoice's percentage, the selected one before others."""
    active = [code for code in setting.books.tax_codes if code.active and code.id not in _PSEUDO_CODES]
    selected = [code for code in active if code.id == setting.company.selections.tax_code]
    fitting = (
        code
        for code in (*selected, *active)
        if (rates := _rates(code, setting.books)) and _sum(rates) == invoice.tax_percent
    )
    return next(fitting, selected[0] if selected else None)


def _line_code(line: InvoiceLine, setting: Setting) -> TaxCode | None:
    """Find a line's code by Id or name, the selected one where it names none."""
    wanted = (line.tax_code or setting.company.selections.tax_code).casefold()
    active = (code for code in setting.books.tax_codes if code.active)
    return next((code for code in active if wanted in (code.id.casefold(), code.name.casefold())), None)


def _foreign_shares(invoice: Invoice, setting: Setting) -> list[_Share]:
    lines: dict[TaxCode, list[InvoiceLine]] = {}
    for line in invoice.lines:
        if code := _line_code(line, setting):
            lines.setdefault(code, []).append(line)
    percents = {code: _sum(_rates(code, setting.books)) for code in lines}
    shares = []
    left = invoice.tax_total
    # The highest percentage comes last and takes the remainder: none of it may fall on an exempt code.
    for position, (code, percent) in enumerate(sorted(percents.items(), key=lambda each: each[1]), start=1):
        covered = lines[code]
        net = _net(invoice, (line.amount for line in covered))
        tax = left if position == len(lines) else _foreign_tax(covered, net, percent)
        shares.append(_Share(code, net, tax))
        left -= tax
    return shares


def _foreign_tax(lines: Sequence[InvoiceLine], net: Decimal, percent: Decimal) -> Decimal:
    amounts = [line.tax_amount for line in lines if line.tax_amount is not None]
    return sum(amounts, Decimal(0)) if len(amounts) == len(lines) else cents(net * percent / 100)


def _tax_lines(shares: Iterable[_Share], setting: Setting) -> list[Payload]:
    """Spread each share over its rates, the last taking the remainder; one tax line a rate."""
    totals: dict[TaxRate, tuple[Decimal, Decimal]] = {}
    for share in shares:
        rates = _rates(share.code, setting.books) or _selected_rate(share, setting)
        percent, left = _sum(rates), share.tax
        for position, rate in enumerate(rates, start=1):
            part = cents(share.tax * rate.percent / percent) if percent else Decimal("0.00")
            amount = left if position == len(rates) else part
            left -= amount
            tax, net = totals.get(rate, (Decimal("0.00"), Decimal("0.00")))
            totals[rate] = (tax + amount, net + share.net)
    return [_tax_line(rate, tax, net) for rate, (tax, net) in totals.items()]


def _tax_line(rate: TaxRate, tax: Decimal, net: Decimal) -> Payload:
    return {
        "Amount": tax,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": ref(rate.id),
            "PercentBased": True,
            "TaxPercent": rate.percent,
            "NetAmountTaxable": net,
        },
    }


def _rates(code: TaxCode, books: Books) -> tuple[TaxRate, ...]:
    active = {rate.id: rate for rate in books.tax_rates if rate.active}
    return tuple(active[rate_id] for rate_id in code.rates if rate_id in active)


def _selected_rate(share: _Share, setting: Setting) -> tuple[TaxRate, ...]:
    """Lend the company's rate to a code that has none; an exempt code abroad needs none."""
    if not share.tax and setting.books.country != _DOMESTIC:
        return ()
    selected = setting.company.selections.tax_rate
    return tuple(rate for rate in setting.books.tax_rates if rate.active and rate.id == selected)


def _sum(rates: Iterable[TaxRate]) -> Decimal:
    return sum((rate.percent for rate in rates), Decimal(0))


def _percent_text(percent: Decimal | None) -> str:
    return "" if percent is None else str(percent)
