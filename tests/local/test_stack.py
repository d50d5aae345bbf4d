"""The whole stack: every resource of the real template, and that nothing of it stays behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from local.cloud import PROJECT, Cloud, CloudSettings
from local.processes import StartError
from local.stack import Stack
from local.template import transform
from tests.local.small_service import PARAMETERS, TEMPLATE, Eventually

START_LIMIT_S = 20


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def answers(url: str) -> bool:
    try:
        requests.get(url, timeout=5)
    except requests.ConnectionError:
        return False
    return True


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack() as stack:
        yield stack


def test_every_resource_of_the_template_is_deployed(stack: Stack) -> None:
    declared = transform(PROJECT / "template.yaml")["Resources"]
    unconditional = {name for name, resource in declared.items() if "Condition" not in resource}
    assert unconditional == set(stack.resources)


def test_queues_die_into_their_dead_letters_as_the_template_says(stack: Stack) -> None:
    sqs = stack.client("sqs")
    for entity in ("contacts", "products", "invoices", "payments"):
        url = stack.outputs[f"{entity.capitalize()}QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        policy = json.loads(attributes["RedrivePolicy"])
        assert policy["maxReceiveCount"] == 6
        assert policy["deadLetterTargetArn"].endswith(f"{entity}-dead-letters")
        assert attributes["VisibilityTimeout"] == "270"


def test_the_table_expires_items_and_keeps_backups(stack: Stack) -> None:
    dynamodb, table = stack.client("dynamodb"), stack.outputs["TableName"]
    time_to_live = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert time_to_live == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_the_app_secret_holds_what_the_simulator_knows_the_app_by(stack: Stack) -> None:
    secret = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["AppSecretName"])
    assert json.loads(secret["SecretString"]) == {
        "client_id": stack.simulator.values["QBO_CLIENT_ID"],
        "client_secret": stack.simulator.values["QBO_CLIENT_SECRET"],
    }


def test_it_is_up_within_eight_seconds() -> None:
    started_s = time.monotonic()
    with Stack():
        assert time.monotonic() - started_s < START_LIMIT_S


def test_the_api_wants_a_token(stack: Stack) -> None:
    assert requests.get(f"{stack.api_url}/v1/companies/c1", timeout=5).status_code == 401


def test_after_the_end_no_process_is_left_and_no_port_open(tmp_path: Path, eventually: Eventually) -> None:
    with Cloud(CloudSettings(template=TEMPLATE, state_dir=tmp_path)) as cloud:
        cloud.launch()
        cloud.deploy(PARAMETERS)
        pid = cloud.invoke("http", {"show": "environment"})["pid"]
        url = cloud.client("sqs").get_queue_url(QueueName="local-work")["QueueUrl"]
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody="hang busy")
        eventually(lambda: cloud.functions["work"].running == 1)
        urls = cloud.api_url, cloud.aws_endpoint, cloud.lambda_endpoint
        assert is_alive(pid)
        assert all(answers(url) for url in urls)
    assert not is_alive(pid)
    assert not any(answers(url) for url in urls)


HOLDER = """
import json, sys, threading
from pathlib import Path
from local.cloud import Cloud, CloudSettings
cloud = Cloud(CloudSettings(template=Path(sys.argv[1]), state_dir=Path(sys.argv[2])))
cloud.launch()
cloud.deploy(json.loads(sys.argv[3]))
print(json.dumps([cloud.invoke("http", {"show": "environment"})["pid"], cloud.aws_endpoint]), flush=True)
threading.Event().wait()
"""


def test_when_the_stack_is_killed_its_processes_die_with_it(tmp_path: Path, eventually: Eventually) -> None:
    command = [sys.executable, "-c", HOLDER, str(TEMPLATE), str(tmp_path), json.dumps(PARAMETERS)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        pid, aws_endpoint = json.loads(holder.stdout.readline())
        assert is_alive(pid)
        holder.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(pid) and not answers(aws_endpoint))


def test_a_part_that_does_not_start_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    root = tmp_path / "without-simulator"
    root.mkdir()
    shutil.copy(PROJECT / "template.yaml", root)
    with (
        pytest.raises(StartError, match=r"The simulator ended with 1(.|\n)*No module named simulator"),
        Stack(root),
    ):
        pass
