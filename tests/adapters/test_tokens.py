"""What keeping tokens promises, in memory and in Secrets Manager alike; and that no secret is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from quickbooks_sync.adapters.secrets import AppSecretReader, SecretsManagerTokens
from quickbooks_sync.errors import Defect, SecretsBusy
from quickbooks_sync.model import CompanyId, Realm
from quickbooks_sync.ports import Tokens, TokenSet
from tests.fakes.clock import VirtualClock
from tests.fakes.tokens import MemoryTokens

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

A, B = CompanyId("company-a"), CompanyId("Company_B")
TOKENS = TokenSet(
    realm=Realm("4620816365000000001"),
    access_token="planted-access",
    refresh_token="planted-refresh",
    access_expires_at=datetime(2026, 4, 9, 17, tzinfo=UTC),
    refresh_expires_at=datetime(2026, 7, 19, 16, 0, 0, 5, tzinfo=UTC),
    previous_refresh_token="planted-previous",
    version=3,
)
NEXT = dataclasses.replace(TOKENS, access_token="planted-next", version=4)


@pytest.fixture
def client() -> SecretsManagerClient:
    return boto3.client(
        "secretsmanager", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def said(client: SecretsManagerClient) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def stubbed(client: SecretsManagerClient) -> SecretsManagerTokens:
    return SecretsManagerTokens(lambda: client, "stack/tokens/", sleep=lambda _: None)


def test_tokens_come_back_as_they_were_put_for_their_company_only(tokens: Tokens) -> None:
    assert tokens.get(A) is None
    tokens.put(A, TOKENS)
    assert tokens.get(A) == TOKENS
    assert tokens.get(B) is None
    tokens.put(A, NEXT)
    tokens.put(A, NEXT)
    assert tokens.get(A) == NEXT


def test_erased_tokens_are_gone_and_new_ones_can_be_put(tokens: Tokens) -> None:
    tokens.erase(A)
    tokens.put(A, TOKENS)
    tokens.erase(A)
    assert tokens.get(A) is None
    tokens.put(A, NEXT)
    assert tokens.get(A) == NEXT


def test_tokens_kept_apart_are_neither_read_nor_erased_with_the_company_s_own(tokens: Tokens) -> None:
    tokens.put(A, TOKENS)
    tokens.put(A, NEXT, apart=True)
    assert (tokens.get(A), tokens.get(A, apart=True)) == (TOKENS, NEXT)
    tokens.erase(A)
    assert (tokens.get(A), tokens.get(A, apart=True)) == (None, NEXT)
    tokens.erase(A, apart=True)
    assert tokens.get(A, apart=True) is None


def test_busy_tokens_in_memory_keep_what_was_there() -> None:
    tokens = MemoryTokens()
    tokens.put(A, TOKENS)
    tokens.busy_next(1)
    with pytest.raises(SecretsBusy):
        tokens.put(A, NEXT)
    assert tokens.get(A) == TOKENS


@pytest.mark.parametrize("company", ["", "a/b", "../app", "x" * 65, "ü"])
def test_a_company_that_could_name_another_secret_is_refused(
    stubbed: SecretsManagerTokens, company: str
) -> None:
    with pytest.raises(Defect, match="1 to 64"):
        stubbed.get(CompanyId(company))


def test_whoever_loses_the_race_to_create_a_secret_stores_after_it(
    stubbed: SecretsManagerTokens, said: Stubber
) -> None:
    said.add_client_error("put_secret_value", "ResourceNotFoundException")
    said.add_client_error("create_secret", "ResourceExistsException")
    said.add_response("put_secret_value", {})
    stubbed.put(A, TOKENS)


def test_a_secret_that_is_still_being_deleted_is_waited_for(
    stubbed: SecretsManagerTokens, said: Stubber
) -> None:
    for _ in range(2):
        said.add_client_error("put_secret_value", "InvalidRequestException", "scheduled for deletion")
        said.add_client_error("create_secret", "InvalidRequestException", "scheduled for deletion")
    said.add_client_error("put_secret_value", "ResourceNotFoundException")
    said.add_response("create_secret", {})
    stubbed.put(A, TOKENS)


def test_a_secret_that_stays_in_deletion_is_busy(stubbed: SecretsManagerTokens, said: Stubber) -> None:
    for _ in range(5):
        said.add_client_error("put_secret_value", "InvalidRequestException")
        said.add_client_error("create_secret", "InvalidRequestException")
    with pytest.raises(SecretsBusy):
        stubbed.put(A, TOKENS)


def test_a_secret_in_deletion_holds_no_tokens(stubbed: SecretsManagerTokens, said: Stubber) -> None:
    said.add_client_error("get_secret_value", "InvalidRequestException")
    assert stubbed.get(A) is None


@pytest.mark.parametrize(("code", "error"), [("ThrottlingException", SecretsBusy), ("AccessDenied", Defect)])
def test_an_error_is_busy_or_a_defect_and_shows_no_secret(
    stubbed: SecretsManagerTokens, said: Stubber, code: str, error: type[Exception]
) -> None:
    for operation in ("get_secret_value", "put_secret_value", "delete_secret"):
        said.add_client_error(operation, code)
    with pytest.raises(error):
        stubbed.get(A)
    with pytest.raises(error) as raised:
        stubbed.put(A, TOKENS)
    assert "planted" not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    with pytest.raises(error):
        stubbed.erase(A)


@pytest.mark.parametrize("text", ["planted", '["planted"]', '{"realm": "planted"}'])
def test_a_spoilt_secret_is_a_defect_that_does_not_show_it(
    stubbed: SecretsManagerTokens, said: Stubber, text: str
) -> None:
    said.add_response("get_secret_value", {"SecretString": text})
    with pytest.raises(Defect, match="stack/tokens/company-a") as raised:
        stubbed.get(A)
    assert "planted" not in repr(raised.value)


def test_tokens_show_no_value() -> None:
    assert "planted" not in repr(TOKENS)
    assert "planted" not in str(TOKENS)


def test_the_app_secret_is_read_every_five_minutes_and_not_shown(
    client: SecretsManagerClient, said: Stubber
) -> None:
    clock = VirtualClock()
    reader = AppSecretReader(lambda: client, "stack/app", clock)
    answers = [f'{{"client_id": "id", "client_secret": "planted-{number}"}}' for number in range(2)]
    for answer in answers:
        said.add_response("get_secret_value", {"SecretString": answer}, {"SecretId": "stack/app"})
    assert reader().client_secret == "planted-0"
    clock.sleep(300)
    assert reader().client_secret == "planted-0"
    assert "planted" not in repr(reader())
    clock.sleep(1)
    assert reader().client_secret == "planted-1"


@pytest.mark.parametrize("text", ["{}", '{"client_id": "", "client_secret": "x"}', '{"client_id": 5}', "["])
def test_an_app_secret_that_is_not_filled_in_is_a_defect_naming_it(
    client: SecretsManagerClient, said: Stubber, text: str
) -> None:
    said.add_response("get_secret_value", {"SecretString": text})
    with pytest.raises(Defect, match="stack/app"):
        AppSecretReader(lambda: client, "stack/app", VirtualClock())()
