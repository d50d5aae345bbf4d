"""The HTTP API as API Gateway plays it: routes, tokens, events of payload format 2.0, answers, limits."""

import base64
import time
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
import requests

from local.authorizer import Authorizer
from local.cloud import Cloud
from local.http_events import MalformedAnswerError, response
from local.identity import AUDIENCE, ISSUER, Identity
from local.routes import routes
from local.template import TemplateError

HOUR_S = 3600


def send(cloud: Cloud, method: str, path: str, **options: Any) -> requests.Response:
    return requests.request(method, cloud.api_url + path, timeout=40, **options)


def event_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200
    event: dict[str, Any] = answer.json()["event"]
    return event


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def token(cloud: Cloud) -> str:
    return cloud.identity.mint("user-1", "company-1", role="admin")


def test_a_function_gets_the_request_in_payload_format_2(cloud: Cloud, token: str) -> None:
    answer = send(
        cloud,
        "PUT",
        "/things/a%2Fb%20c?tag=x&tag=y&empty=",
        headers={**bearer(token), "X-Mixed-Case": "Kept", "Cookie": "a=1; b=2"},
        json={"n": 1},
    )
    event = event_of(answer)
    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "PUT /things/{id}"
    assert event["pathParameters"] == {"id": "a/b c"}
    assert event["rawQueryString"] == "tag=x&tag=y&empty="
    assert event["queryStringParameters"] == {"tag": "x,y", "empty": ""}
    assert event["headers"]["x-mixed-case"] == "Kept"
    assert event["cookies"] == ["a=1", "b=2"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"n": 1}', False)
    http = event["requestContext"]["http"]
    assert (http["method"], http["path"], http["sourceIp"]) == ("PUT", "/things/a/b c", "127.0.0.1")
    assert event["requestContext"]["stage"] == "$default"
    assert answer.headers["apigw-requestid"] == event["requestContext"]["requestId"]


def test_a_function_gets_the_claims_as_text(cloud: Cloud, token: str) -> None:
    authorizer = event_of(send(cloud, "PUT", "/things/1", headers=bearer(token)))["requestContext"][
        "authorizer"
    ]
    claims = authorizer["jwt"]["claims"]
    assert (claims["sub"], claims["company_id"], claims["role"]) == ("user-1", "company-1", "admin")
    assert claims["exp"].isdigit()
    assert authorizer["jwt"]["scopes"] is None


def test_what_a_request_lacks_is_left_out_of_its_event(cloud: Cloud) -> None:
    event = event_of(send(cloud, "GET", "/open/other"))
    assert not {"body", "cookies", "queryStringParameters"} & set(event)
    assert "authorizer" not in event["requestContext"]


def test_a_body_that_is_no_text_comes_in_base64(cloud: Cloud) -> None:
    event = event_of(
        send(cloud, "POST", "/open/other", data=b"\x00\xff", headers={"content-type": "image/x"})
    )
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\x00\xff"


def test_a_chunked_body_arrives_whole(cloud: Cloud) -> None:
    chunks = iter([b'{"n":', b" 1}"])
    event = event_of(
        send(cloud, "POST", "/open/other", data=chunks, headers={"content-type": "application/json"})
    )
    assert event["body"] == '{"n": 1}'


def test_a_route_that_is_written_out_goes_before_one_with_parameters(cloud: Cloud, token: str) -> None:
    assert (
        event_of(send(cloud, "PUT", "/things/special", headers=bearer(token)))["routeKey"]
        == "PUT /things/special"
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("GET", "/things/1"), ("PUT", "/things/1/2")]
)
def test_a_path_or_method_without_a_route_is_not_found(cloud: Cloud, method: str, path: str) -> None:
    answer = send(cloud, method, path)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


def claims(**changes: object) -> dict[str, object]:
    now_s = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "x", "exp": now_s + HOUR_S}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(cloud: Cloud, payload: dict[str, object], *, kid: str = "local-1") -> str:
    return jwt.encode(payload, cloud.identity.private_key, algorithm="RS256", headers={"kid": kid})


def test_a_token_is_good_for_one_of_its_audiences_or_its_client_id(cloud: Cloud) -> None:
    for good in (claims(aud=["other", AUDIENCE]), claims(aud=None, client_id=AUDIENCE)):
        assert send(cloud, "PUT", "/things/1", headers=bearer(signed(cloud, good))).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 1},
        {"exp": None},
        {"nbf": int(time.time()) + HOUR_S},
        {"iat": int(time.time()) + HOUR_S},
        {"iss": "https://somebody.else"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": None},
    ],
    ids=["exp past", "no exp", "nbf to come", "iat to come", "other iss", "no iss", "other aud", "no aud"],
)
def test_a_genuine_token_with_wrong_claims_is_refused(cloud: Cloud, changes: dict[str, object]) -> None:
    answer = send(cloud, "PUT", "/things/1", headers=bearer(signed(cloud, claims(**changes))))
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})


def test_a_forged_token_is_refused(cloud: Cloud, token: str) -> None:
    head, _, signature = token.split(".")
    other_payload = jwt.encode(claims(role="support"), "x" * 32, algorithm="HS256").split(".")[1]
    public_key = str(cloud.identity.jwks()["keys"][0]["n"])
    forged = {
        "without a signature": jwt.encode(claims(), "", algorithm="none", headers={"kid": "local-1"}),
        "signed with the public key as a secret": jwt.encode(
            claims(), public_key, algorithm="HS256", headers={"kid": "local-1"}
        ),
        "by a key of somebody else": Identity.create().mint("x"),
        "by a key that nobody knows": signed(cloud, claims(), kid="other"),
        "with other claims under the signature": f"{head}.{other_payload}.{signature}",
        "no token at all": "nonsense",
        "empty": "",
    }
    for how, forgery in forged.items():
        assert send(cloud, "PUT", "/things/1", headers=bearer(forgery)).status_code == 401, how
    assert send(cloud, "PUT", "/things/1").status_code == 401


def test_an_answer_without_a_status_code_is_the_body_of_a_200(cloud: Cloud) -> None:
    answer = send(cloud, "GET", "/open/plain")
    assert (answer.status_code, answer.json()) == (200, {"text": "no status code"})
    assert answer.headers["content-type"] == "application/json"


def test_binary_answers_and_cookies_arrive(cloud: Cloud) -> None:
    assert send(cloud, "GET", "/open/binary").content == b"\x00\xff"
    assert send(cloud, "GET", "/open/cookies").cookies.get_dict() == {"a": "1", "b": "2"}


def test_an_answer_that_is_no_answer_is_an_internal_error(cloud: Cloud) -> None:
    answer = send(cloud, "GET", "/open/malformed")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


@pytest.mark.parametrize(
    "payload",
    [
        b"no JSON",
        b'{"statusCode": 200, "headers": {"x": []}}',
        b'{"statusCode": 200, "body": {"not": "text"}}',
    ],
)
def test_an_answer_that_breaks_the_format_is_malformed(payload: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        response(payload)


def test_a_function_that_takes_too_long_makes_the_api_unavailable(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.gateway._INTEGRATION_TIMEOUT_S", 0.2)
    answer = send(cloud, "GET", "/open/slow")
    assert (answer.status_code, answer.json()) == (503, {"message": "Service Unavailable"})


def test_a_body_of_more_than_ten_megabytes_is_refused(cloud: Cloud) -> None:
    answer = send(cloud, "POST", "/open/other", data=b"x" * (10 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Entity Too Large"})


INTEGRATION = {"uri": "x/functions/arn:f/invocations", "payloadFormatVersion": "2.0"}


@pytest.mark.parametrize(
    "body",
    [
        {"paths": {"/$default": {"x-amazon-apigateway-any-method": {}}}},
        {"paths": {"/a": {"trace": {}}}},
        {"paths": {"/a": {"get": {"x-amazon-apigateway-integration": {**INTEGRATION, "uri": "http://x"}}}}},
        {"paths": {}, "x-amazon-apigateway-cors": {}},
    ],
)
def test_what_the_gateway_cannot_play_is_refused_when_deploying(body: Mapping[str, Any]) -> None:
    with pytest.raises(TemplateError):
        routes(body, {"keys": []})


def test_an_authorizer_that_is_not_jwt_is_refused_when_deploying() -> None:
    settings = {"type": "request", "identitySource": "$request.header.Authorization"}
    with pytest.raises(TemplateError):
        Authorizer.from_scheme({"x-amazon-apigateway-authorizer": settings}, Identity.create().jwks())
