"""What the real functions log: JSON lines that name function and request, ids only, one line per outcome."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from quickbooks_sync.edge.telemetry import DIMENSIONS
from tests.functions.tenant import CONTACT, INVOICE, PAYMENT, PRODUCT, Tenant

ALWAYS = {"level", "message", "timestamp", "service", "function_name", "function_request_id"}
RECORD = {"company", "entity", "record", "call", "operation", "result", "problem", "intuit_tid"}
TRACED = {"xray_trace_id"}
METRIC = {"_aws", "service", *DIMENSIONS}


def lines_of(tenant: Tenant, function: str) -> list[dict[str, Any]]:
    """Read a function's log; every line of it has to be JSON."""
    text = (tenant.stack.log_dir / f"{function}.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_the_real_functions_write_one_line_per_outcome_with_ids_only(connected: Tenant) -> None:
    connected.push("contacts", CONTACT, {**CONTACT, "id": "c2", "display_name": "No: colons"})
    connected.push("products", PRODUCT)
    connected.push("invoices", INVOICE, {**INVOICE, "id": "i2", "number": "2002", "contact_id": "c9"})
    connected.push("payments", PAYMENT)
    connected.sync()
    connected.wait_until_still()
    said: Counter[tuple[str, str]] = Counter()
    for entity in ("contacts", "products", "invoices", "payments"):
        for line in lines_of(connected, f"sync_{entity}"):
            if line.get("message") != "record" or line["company"] != connected.id:
                continue
            assert line.keys() <= ALWAYS | RECORD | TRACED
            assert line.keys() >= ALWAYS | {"company", "entity", "record", "result"}
            assert line["function_name"].startswith("quickbooks-sync")
            assert all(isinstance(value, str) for value in line.values())
            said[f"{line['entity']}/{line['record']}", line["result"]] += 1
            if line["result"] == "settled":
                assert line["call"]
                assert line["intuit_tid"]
    assert said == Counter(
        {
            ("contacts/c1", "settled"): 1,
            ("contacts/c2", "rejected"): 1,
            ("products/p1", "settled"): 1,
            ("invoices/i1", "settled"): 1,
            ("invoices/i2", "rejected"): 1,
            ("payments/y1", "settled"): 1,
        }
    )


def test_the_metrics_of_the_real_functions_have_no_dimension_of_a_company(connected: Tenant) -> None:
    connected.push("contacts", CONTACT)
    connected.sync()
    connected.wait_until_still()
    metrics = [line for line in lines_of(connected, "sync_contacts") if "_aws" in line]
    assert metrics
    for line in metrics:
        ((metric,),) = ([each["Metrics"][0]["Name"]] for each in line["_aws"]["CloudWatchMetrics"])
        assert line.keys() <= METRIC | {metric}
        assert connected.id not in json.dumps(line)
