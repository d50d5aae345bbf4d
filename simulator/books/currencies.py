"""Names of currencies, as references to them show."""

NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "INR": "Indian Rupee",
    "JPY": "Japanese Yen",
    "MXN": "Mexican Peso",
    "NZD": "New Zealand Dollar",
    "USD": "United States Dollar",
}


def currency_ref(code: str) -> dict[str, str]:
    """Return a reference to a currency."""
    return {"value": code, "name": NAMES.get(code, code)}
