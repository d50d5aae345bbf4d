"""The demo syncs the reference company's own records, so that its figures can be compared."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples/landscaping"


@pytest.mark.reference
@pytest.mark.parametrize(
    "name",
    [
        "contacts.csv",
        "products.csv",
        "invoices.csv",
        "invoice_lines.csv",
        "payments.csv",
        "payment_applications.csv",
    ],
)
def test_a_sample_is_the_reference_company_s(reference_dir: Path, name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (reference_dir / "sample-company" / name).read_bytes()
