"""What template.yaml promises, read from what SAM makes of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.template import transform
from quickbooks_sync.settings import Limits

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "template.yaml").read_text()
STACK = transform(ROOT / "template.yaml")
RESOURCES: dict[str, Any] = STACK["Resources"]
ENTITIES = ("contacts", "products", "invoices", "payments")
FORTNIGHT_S = 14 * 24 * 3600


def of_type(kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in RESOURCES.items() if each["Type"] == kind}


QUEUES = of_type("AWS::SQS::Queue")
WORK_QUEUES = {name: queue for name, queue in QUEUES.items() if "RedrivePolicy" in queue}
FUNCTIONS = of_type("AWS::Lambda::Function")
MAPPINGS = of_type("AWS::Lambda::EventSourceMapping")
SCHEDULES = of_type("AWS::Scheduler::Schedule")


def dead_letters_of(queue: str) -> str:
    target: str = QUEUES[queue]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    return target


def alarmed(metric: str, queue: str) -> bool:
    dimension = {"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    return any(each["MetricName"] == metric and each["Dimensions"] == [dimension] for each in alarms)


def source_of(function: str) -> str:
    key: str = FUNCTIONS[function]["Code"]["S3Key"]
    return key.removeprefix("functions/")


def statements() -> list[dict[str, Any]]:
    documents = [policy["PolicyDocument"] for policy in of_type("AWS::IAM::ManagedPolicy").values()]
    for role in of_type("AWS::IAM::Role").values():
        documents += [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    return [statement for document in documents for statement in document["Statement"]]


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def test_each_entity_has_a_queue_and_nothing_else_has_one() -> None:
    assert {queue["QueueName"]["Fn::Sub"] for queue in WORK_QUEUES.values()} == {
        f"${{AWS::StackName}}-{entity}" for entity in ENTITIES
    }


@pytest.mark.parametrize("name", WORK_QUEUES)
def test_a_queue_gives_up_after_six_tries_into_dead_letters_of_its_own(name: str) -> None:
    dead_letters = QUEUES[dead_letters_of(name)]
    allowed = dead_letters["RedriveAllowPolicy"]
    assert WORK_QUEUES[name]["RedrivePolicy"]["maxReceiveCount"] == Limits().receives
    assert dead_letters["MessageRetentionPeriod"] == FORTNIGHT_S
    assert allowed["redrivePermission"] == "byQueue"
    assert [arn["Fn::Sub"].rpartition(":")[2] for arn in allowed["sourceQueueArns"]] == [
        WORK_QUEUES[name]["QueueName"]["Fn::Sub"].rpartition(":")[2]
    ]


@pytest.mark.parametrize("name", WORK_QUEUES)
def test_a_queue_has_an_alarm_on_its_age_and_one_on_the_depth_of_its_dead_letters(name: str) -> None:
    assert alarmed("ApproximateAgeOfOldestMessage", name)
    assert alarmed("ApproximateNumberOfMessagesVisible", dead_letters_of(name))


@pytest.mark.parametrize(
    ("name", "metric", "dimensions"),
    [
        ("ParkedAlarm", "company", {"service": "quickbooks-sync", "result": "parked"}),
        ("DefectAlarm", "defect", {"service": "quickbooks-sync"}),
    ],
)
def test_what_only_a_person_can_mend_has_an_alarm_on_what_the_functions_count(
    name: str, metric: str, dimensions: dict[str, str]
) -> None:
    alarm = RESOURCES[name]["Properties"]
    assert alarm["MetricName"] == metric
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == dimensions
    for function in FUNCTIONS.values():
        variables = function["Environment"]["Variables"]
        assert variables["POWERTOOLS_METRICS_NAMESPACE"] == alarm["Namespace"]
        assert variables["POWERTOOLS_SERVICE_NAME"] == dimensions["service"]


def test_dead_letters_of_schedules_have_an_alarm_as_well() -> None:
    others = set(QUEUES) - set(WORK_QUEUES) - {dead_letters_of(name) for name in WORK_QUEUES}
    assert others == {"ScheduleDeadLetters"}
    assert alarmed("ApproximateNumberOfMessagesVisible", "ScheduleDeadLetters")


def test_every_queue_is_encrypted() -> None:
    assert [name for name, queue in QUEUES.items() if queue["SqsManagedSseEnabled"] is not True] == []


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_s_function_is_fed_by_its_queue_alone(entity: str) -> None:
    (mapping,) = (
        each for each in MAPPINGS.values() if source_of(each["FunctionName"]["Ref"]) == f"sync_{entity}"
    )
    queue = mapping["EventSourceArn"]["Fn::GetAtt"][0]
    assert WORK_QUEUES[queue]["QueueName"]["Fn::Sub"].endswith(f"-{entity}")


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_message_fails_alone_and_is_not_handed_out_while_it_is_worked_on(name: str) -> None:
    mapping = MAPPINGS[name]
    queue = QUEUES[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "SyncConcurrency"}}
    assert queue["VisibilityTimeout"] == FUNCTIONS[mapping["FunctionName"]["Ref"]]["Timeout"] + 60


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_passes_the_planned_time_and_loses_no_failure(name: str) -> None:
    schedule = SCHEDULES[name]
    target = schedule["Target"]
    function = FUNCTIONS[target["Arn"]["Fn::GetAtt"][0]]
    dead_letters = {"Fn::GetAtt": ["ScheduleDeadLetters", "Arn"]}
    assert json.loads(target["Input"]) == {"scheduled_time": "<aws.scheduler.scheduled-time>"}
    assert target["DeadLetterConfig"] == {"Arn": dead_letters}
    assert function["DeadLetterConfig"] == {"TargetArn": dead_letters}
    assert "${AWS::StackName}" in schedule["Name"]["Fn::Sub"]  # two stacks share an account


def test_the_night_comes_every_quarter_of_an_hour_and_the_sweep_every_minute() -> None:
    rates = {
        source_of(s["Target"]["Arn"]["Fn::GetAtt"][0]): s["ScheduleExpression"] for s in SCHEDULES.values()
    }
    assert rates == {"nightly_sync": "rate(15 minutes)", "sweep": "rate(1 minute)"}


def test_every_function_runs_the_runtime_that_the_layer_is_built_for() -> None:
    (layer,) = of_type("AWS::Lambda::LayerVersion").values()
    built_for = {(tuple(layer["CompatibleRuntimes"]), tuple(layer["CompatibleArchitectures"]))}
    assert {((each["Runtime"],), tuple(each["Architectures"])) for each in FUNCTIONS.values()} == built_for
    assert "--python-version 3.13" in (ROOT / "layers/common/Makefile").read_text()


def test_functions_folders_and_sample_events_are_the_same_set() -> None:
    deployed = {source_of(name) for name in FUNCTIONS}
    assert deployed == {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert deployed == {path.stem for path in (ROOT / "events").glob("*.json")}


def test_every_function_logs_into_a_group_that_forgets() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    assert {each["LoggingConfig"]["LogGroup"]["Ref"] for each in FUNCTIONS.values()} <= groups.keys()
    assert all(group["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups.values())


def test_no_policy_has_a_wildcard_action_or_every_resource() -> None:
    actions = [action for statement in statements() for action in as_list(statement["Action"])]
    resources = [resource for statement in statements() for resource in as_list(statement["Resource"])]
    assert [action for action in actions if "*" in str(action)] == []
    assert [resource for resource in resources if resource == "*"] == []


def test_no_role_takes_more_from_aws_than_writing_logs() -> None:
    roles = of_type("AWS::IAM::Role").values()
    attached = [str(arn) for role in roles for arn in role.get("ManagedPolicyArns", [])]
    assert {arn.rpartition("/")[2] for arn in attached if "arn:" in arn} == {"AWSLambdaBasicExecutionRole"}


def test_tokens_are_reached_by_their_prefix_and_the_app_secret_is_only_read() -> None:
    reached = {
        action: [str(resource) for resource in as_list(statement["Resource"])]
        for statement in statements()
        for action in as_list(statement["Action"])
        if str(action).startswith("secretsmanager:") and statement["Resource"] != {"Ref": "AppSecret"}
    }
    assert len(reached) == 4
    assert all(":secret:${AWS::StackName}/tokens/*" in resource for (resource,) in reached.values())


def test_every_route_but_the_oauth_callback_asks_for_a_token() -> None:
    (api,) = of_type("AWS::ApiGatewayV2::Api").values()
    security = {
        f"{method.upper()} {path}": operation.get("security")
        for path, operations in api["Body"]["paths"].items()
        for method, operation in operations.items()
    }
    assert security.pop("GET /v1/oauth/callback") == [{"NONE": []}]
    assert len(security) == 25
    assert {route for route, asked in security.items() if asked != [{"HostToken": []}]} == set()


def test_the_table_is_backed_up_encrypted_and_outlives_the_stack() -> None:
    table = RESOURCES["Table"]
    properties = table["Properties"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_a_sentence_above_each_resource_says_why_it_exists() -> None:
    section = SOURCE[SOURCE.index("\nResources:\n") : SOURCE.index("\nOutputs:\n")]
    above = re.findall(r"^(.*)\n  (\w+):\n    Type:", section, re.MULTILINE)
    assert len(above) >= 30
    assert [name for line, name in above if not re.match(r"  # .*\.$", line)] == []


def test_every_address_that_a_function_is_given_comes_from_the_template() -> None:
    for entity in ENTITIES:
        for variables in (each["Environment"]["Variables"] for each in FUNCTIONS.values()):
            queue = variables[f"QUEUE_URL_{entity.upper()}"]["Ref"]
            assert variables[f"DEAD_LETTER_URL_{entity.upper()}"] == {"Ref": dead_letters_of(queue)}
            assert QUEUES[queue]["QueueName"]["Fn::Sub"].endswith(f"-{entity}")
