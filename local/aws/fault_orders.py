"""Failures of AWS on order: what tests ask for."""

from pydantic import BaseModel, ConfigDict

FAULTS_PATH = "/_local/faults"


class Fault(BaseModel):
    """A failure on order: the next `times` calls of `target` are late, fail, or both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    times: int = 1
    delay_s: float = 0
    error_type: str | None = None
    status: int = 400
