"""Every problem is explained in every language, and every refusal of QuickBooks becomes one."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from quickbooks_sync.core.catalogue import CATALOGUE
from quickbooks_sync.core.messages import LANGUAGES
from quickbooks_sync.core.problems import explain, from_fault
from quickbooks_sync.core.refusals import BY_CODE, BY_DETAIL, HOST_FIELDS, Detail
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import Payload, Problem, RecordKey

PACKAGE = Path(__file__).parents[2] / "layers/common/python/quickbooks_sync"
ALWAYS = {"field", "line", "value", "fault_code", "fault_text"}


def literals(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def first_arguments(tree: ast.Module) -> list[ast.expr]:
    return [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem" and node.args
    ]


def trees() -> list[ast.Module]:
    skipped = {PACKAGE / "core/catalogue.py", *(PACKAGE / "core/messages").iterdir()}
    return [ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py") if path not in skipped]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_that_the_package_names_is_in_the_catalogue() -> None:
    named = {
        argument.value
        for tree in trees()
        for argument in first_arguments(tree)
        if isinstance(argument, ast.Constant)
    }
    assert len(named) > 20
    assert named | set(BY_CODE.values()) | {detail.code for detail in BY_DETAIL} <= set(CATALOGUE)


def test_no_code_of_the_catalogue_is_unused() -> None:
    assert set(CATALOGUE) - set().union(*(literals(tree) for tree in trees())) <= {"outcome_unknown"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_explains_the_same_codes_and_names_the_same_fields(language: str) -> None:
    assert set(LANGUAGES[language].texts) == set(CATALOGUE)
    assert set(LANGUAGES[language].fields) == set(LANGUAGES["en"].fields)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_text_fills_in_only_what_its_problem_has(code: str) -> None:
    allowed = ALWAYS | set(CATALOGUE[code].details)
    texts = [language.texts[code] for language in LANGUAGES.values()]
    assert [text for text in texts if not placeholders(text.cause + text.remedy) <= allowed] == []
    assert set(CATALOGUE[code].details) <= placeholders(texts[0].cause + texts[0].remedy)


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_languages_fill_in_the_same(code: str) -> None:
    texts = [language.texts[code] for language in LANGUAGES.values()]
    causes = [placeholders(text.cause) - {"field"} for text in texts]
    assert causes[1:] == causes[:1] * 2
    assert len({text.cause for text in texts} | {text.remedy for text in texts}) == 6


def test_every_field_that_a_problem_may_name_has_a_name_in_words() -> None:
    fields = set(LANGUAGES["en"].fields)
    assert set(ENTITIES) <= fields
    assert set(HOST_FIELDS.values()) <= fields


def test_a_bookkeeper_reads_field_value_expectation_and_next_step() -> None:
    problem = Problem("email_is_phone", "email", "555-0100")
    explained = explain(problem, "en")
    assert "555-0100" in explained.cause
    assert "phone number" in explained.cause
    assert "sync the contact again" in explained.remedy
    assert (explained.who, explained.retry_helps, explained.value) == ("user", False, "555-0100")
    assert "telefonnummer" in explain(problem, "sv-SE").cause
    assert "número de teléfono" in explain(problem, "es_MX").cause
    assert explain(problem, "fr") == explained


def test_lines_are_counted_from_1_and_fields_named_in_words() -> None:
    problem = Problem("too_long", "lines[2].description", "xxx", details={"limit": "4000", "length": "4001"})
    assert "description (line 3) has 4001 characters" in explain(problem, "en").cause
    assert "beskrivning (rad 3)" in explain(problem, "sv").cause
    assert "descripción (línea 3)" in explain(problem, "es").cause


def test_what_is_not_known_is_a_gap_and_braces_in_a_value_are_harmless() -> None:
    assert "“…”" in explain(Problem("display_name_taken"), "en").cause
    assert "{field.__class__}" in explain(Problem("name_with_colon", "name", "{field.__class__}"), "en").cause


def test_what_a_problem_is_about_is_handed_on_for_a_link() -> None:
    about = RecordKey("products", "product-99")
    explained = explain(Problem("reference_missing", "products", "product-99", about), "en")
    assert explained.about == about
    assert "product product-99" in explained.cause


def fault(code: str, detail: str = "", element: str = "", sent: Payload | None = None) -> Problem:
    return from_fault(code, "Message", detail, element=element, intuit_tid="1-5f73", sent=sent)


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("6240", "display_name_taken"),
        ("6140", "number_taken"),
        ("5010", "stale"),
        ("6200", "books_closed"),
        ("6210", "books_closed"),
        ("6190", "subscription_ended"),
        ("610", "reference_refused"),
        ("2500", "reference_refused"),
        ("2210", "email_malformed"),
        ("5020", "permission"),
        ("003100", "permission"),
        ("6540", "locked_in_quickbooks"),
        ("6530", "card_number"),
        ("2010", "defect"),
        ("2050", "refused_by_quickbooks"),
        ("6000", "refused_by_quickbooks"),
        ("9999", "refused_by_quickbooks"),
        ("", "refused_by_quickbooks"),
        ("²", "refused_by_quickbooks"),
        ("unknown", "refused_by_quickbooks"),
    ],
)
def test_quickbooks_codes_become_ours(code: str, ours: str) -> None:
    problem = fault(code, "Something")
    assert (problem.code, problem.fault_code, problem.fault_text) == (ours, code, "Something")
    assert problem.intuit_tid == "1-5f73"


@pytest.mark.parametrize("known", BY_DETAIL, ids=lambda known: known.contains)
def test_the_texts_of_code_6000_are_told_apart(known: Detail) -> None:
    assert known.source
    assert fault("6000", f"Business Validation Error: {known.contains.upper()}.").code == known.code
    assert fault("9998", known.contains).code == "refused_by_quickbooks"


def test_a_refused_name_or_number_is_shown_with_its_value_from_what_was_sent() -> None:
    name = fault("6240", "… : null", sent={"DisplayName": "Acme", "Job": False})
    assert (name.field, name.value) == ("display_name", "Acme")
    item = fault("6240", sent={"Name": "Rock Fountain"})
    assert (item.field, item.value) == ("name", "Rock Fountain")
    number = fault("6140", sent={"DocNumber": "1001", "TxnDate": "2026-04-05"})
    assert (number.field, number.value) == ("number", "1001")
    email = fault("2210", sent={"PrimaryEmailAddr": {"Address": "a@b"}})
    assert (email.field, email.value) == ("email", "a@b")


def test_a_closed_date_is_named_as_its_entity_names_it() -> None:
    invoice = fault("6210", sent={"TxnDate": "2026-04-05"})
    payment = fault("6210", sent={"TxnDate": "2026-04-05", "TotalAmt": 1})
    assert (invoice.field, payment.field, payment.value) == ("issue_date", "date", "2026-04-05")


LISTED = (
    *range(100, 151, 10), 400, 500, *range(600, 631, 10), 700, 800, 900, 1000, 1010, 1020, 1040, 1050,
    *range(2000, 2251, 10), 2280, 2290, 2500, 2600, 3000, 3001, 3100, 3200, 3201, 3202, 4000, 4001, 4002,
    5000, 5010, 5020, 5030, 6000, *range(6070, 6251, 10), 6280, 6400, *range(6420, 6481, 10), 6520, 6530,
    6540, 10000, 10100, 10200,
)  # fmt: skip
"""Codes of Intuit's table that a write of ours, or a read, may meet (facts: section 11)."""


@pytest.mark.parametrize("code", LISTED)
def test_every_listed_code_says_who_can_do_what_in_every_language(code: int) -> None:
    problem = fault(str(code), "Something is wrong", sent={"DisplayName": "Acme", "TxnDate": "2026-04-01"})
    assert code in BY_CODE or problem.code == "refused_by_quickbooks"
    for language in LANGUAGES:
        words = explain(problem, language)
        assert words.who in ("user", "admin", "support")
        assert words.cause.strip()
        assert words.remedy.strip()


def test_who_has_a_name_is_said_in_the_readers_language() -> None:
    details = {"holder": "Vendor", "holder_id": "56"}
    taken = Problem("display_name_taken", "display_name", "Acme", details=details)
    assert "by vendor 56." in explain(taken, "en").cause
    assert "leverantören 56." in explain(taken, "sv").cause
    assert "el proveedor 56." in explain(taken, "es").cause
    unknown = fault("6140", sent={"DocNumber": "1"})
    assert "by another document." in explain(unknown, "en").cause
    assert "ett annat dokument." in explain(unknown, "sv").cause


def test_a_text_that_is_too_long_is_told_with_both_lengths() -> None:
    detail = "String length specified does not match. Min:0 Max:1,000 supported. Supplied length:1,001"
    problem = fault("2050", detail, "CustomerMemo.value", {"CustomerMemo": {"value": "Hello"}})
    assert (problem.code, problem.field, problem.value) == ("too_long", "message", "Hello")
    assert problem.details == {"limit": "1,000", "length": "1,001"}


def test_without_what_was_sent_the_element_still_names_the_field() -> None:
    assert fault("2040", element="DisplayName").field == "display_name"
    assert fault("2040", element="Fancy").field == ""


def test_no_text_speaks_the_language_of_machines() -> None:
    for language in LANGUAGES.values():
        for code, text in language.texts.items():
            words = re.sub(r"{\w+}", "", text.cause + text.remedy)
            assert not re.search(r"JSON|API|HTTP|_", words), code
