"""The routes: each checks the caller first, then names its flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.edge.routes import companies, connection, records, support, syncs
from quickbooks_sync.errors import NotFound

Route: TypeAlias = Callable[[Request], Answer]


def no_route(request: Request) -> Answer:
    """Answer what no route is for."""
    del request
    raise NotFound("no such route")


_V1 = "/v1/companies/{company}"
ROUTES: Mapping[str, Route] = {
    f"PUT {_V1}": companies.put_company,
    f"GET {_V1}": companies.get_company,
    f"PUT {_V1}/settings": companies.put_settings,
    f"GET {_V1}/records/{{entity}}": records.get_records,
    f"POST {_V1}/records/{{entity}}": records.post_records,
    f"PUT {_V1}/records/{{entity}}/{{id}}": records.put_record,
    f"GET {_V1}/records/{{entity}}/{{id}}": records.get_record,
    f"POST {_V1}/records/{{entity}}/{{id}}/{{removal}}": records.post_removal,
    f"POST {_V1}/connection": connection.post_connection,
    f"GET {_V1}/connection": companies.get_company,
    f"DELETE {_V1}/connection": connection.delete_connection,
    f"POST {_V1}/connection/confirm": connection.confirm_connection,
    f"GET {_V1}/choices": connection.get_choices,
    f"POST {_V1}/choices/refresh": connection.refresh_choices,
    f"PUT {_V1}/selections": connection.put_selections,
    f"POST {_V1}/sync": syncs.post_sync,
    f"POST {_V1}/sync/{{entity}}": syncs.post_sync,
    f"POST {_V1}/sync/{{entity}}/{{id}}": syncs.post_sync,
    f"GET {_V1}/runs/{{run}}": syncs.get_run,
    f"GET {_V1}/problems": records.get_problems,
    f"GET {_V1}/records/{{entity}}/{{id}}/history": records.get_history,
    "GET /v1/support/companies": support.get_companies,
    "GET /v1/support/audits": support.get_audits,
    "GET /v1/support/dead-letters": support.get_dead_letters,
    "POST /v1/support/dead-letters/replay": support.post_replay,
    f"GET {connection.CALLBACK}": connection.get_callback,
}
"""By API Gateway's route key, as template.yaml has them."""
