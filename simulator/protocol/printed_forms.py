"""A sales form as a PDF of one page: its number, customer and total, written by hand."""

from simulator.wire import Wire

TOP = 760
LINE_HEIGHT = 24


def pdf_of(kind: str, wire: Wire) -> bytes:
    """Return the page."""
    number = wire.get("DocNumber") or wire.get("PaymentRefNum") or wire["Id"]
    customer = wire.get("CustomerRef", {}).get("name", "")
    currency = wire.get("CurrencyRef", {}).get("value", "")
    lines = (
        f"{kind} {number}",
        f"{customer}",
        f"Date {wire['TxnDate']}",
        f"Total {wire['TotalAmt']} {currency}",
    )
    moves = f"0 -{LINE_HEIGHT} Td".encode().join(b" (" + _text(line) + b") Tj\n" for line in lines)
    content = f"BT /F1 14 Tf 72 {TOP} Td".encode() + moves + b"ET"
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _text(line: str) -> bytes:
    """Return a line as a PDF string: what its font does not have is a question mark."""
    shown = "".join(character if character.isprintable() else " " for character in line)
    escaped = shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252", "replace")


def _document(*objects: bytes) -> bytes:
    """Put numbered objects together with the table of where each begins."""
    document, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(document))
    return document + head + table + tail
