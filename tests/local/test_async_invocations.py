"""Events that nobody waits for: scheduled ones, and Lambda's own retries and dead letters."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.cloud import Cloud, CloudSettings
from local.schedules import Schedule
from local.template import TemplateError
from tests.local.small_service import PARAMETERS, TEMPLATE, Eventually


def test_schedules_run_and_failed_events_die_after_three_tries(
    tmp_path: Path, eventually: Eventually
) -> None:
    """With time 100 times as fast a minute is a second at least, and Lambda's retries come within 2 s."""
    settings = CloudSettings(template=TEMPLATE, state_dir=tmp_path, schedules=True, time_scale=100)
    with Cloud(settings) as cloud:
        cloud.launch()
        cloud.deploy(PARAMETERS)
        cloud.client("lambda").invoke(
            FunctionName="local-BrokenFunction", InvocationType="Event", Payload=b'{"lost": 1}'
        )
        dynamodb, sqs = cloud.client("dynamodb"), cloud.client("sqs")
        eventually(lambda: dynamodb.scan(TableName="local-Table")["Count"] >= 2)
        names = [item["id"]["S"] for item in dynamodb.scan(TableName="local-Table")["Items"]]
        assert all(datetime.fromisoformat(name.removeprefix("scheduled-")).tzinfo for name in names)
        eventually(lambda: cloud.queue_depths()["local-async-dead-letters"].waiting == 1)
        url = sqs.get_queue_url(QueueName="local-async-dead-letters")["QueueUrl"]
        dead = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
        assert json.loads(dead["Body"]) == {"lost": 1}
        assert "no_such_module" in dead["MessageAttributes"]["ErrorMessage"]["StringValue"]
        reports = (cloud.log_dir / "broken.jsonl").read_text(encoding="utf-8").count("platform.report")
        assert reports == 3


def test_the_planned_time_stands_where_the_schedule_asks_for_it() -> None:
    schedule = Schedule("arn", '{"at": "<aws.scheduler.scheduled-time>"}', 60)
    event = schedule.event_at(datetime(2026, 1, 31, 3, 0, tzinfo=UTC))
    assert json.loads(event) == {"at": "2026-01-31T03:00:00Z"}


def test_an_expression_that_the_clock_cannot_play_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"Schedule cron\(0 3 \* \* \? \*\)"):
        Schedule.from_properties({"ScheduleExpression": "cron(0 3 * * ? *)", "Target": {"Arn": "arn"}})
