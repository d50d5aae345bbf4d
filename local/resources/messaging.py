"""Queues, topics and schedules."""

import json

from local.resources.registry import Place, Properties, Resource, creates
from local.runtime import ACCOUNT
from local.template import REGION
from local.time_scale import visibility_s

_SCHEDULE_ARGUMENTS = (
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "FlexibleTimeWindow",
    "Target",
    "State",
    "GroupName",
    "Description",
)
_QUEUE_ATTRIBUTES = (
    "MessageRetentionPeriod",
    "VisibilityTimeout",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "MaximumMessageSize",
    "FifoQueue",
    "ContentBasedDeduplication",
    "KmsMasterKeyId",
    "SqsManagedSseEnabled",
    "RedrivePolicy",
    "RedriveAllowPolicy",
)


@creates("AWS::SQS::Queue")
def queue(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a queue; its visibility timeout is shortened by the time scale."""
    name = properties.pop("QueueName", f"{place.stack_name}-{logical_id}")
    given = {
        attribute: properties.pop(attribute) for attribute in _QUEUE_ATTRIBUTES if attribute in properties
    }
    if "VisibilityTimeout" in given:
        given["VisibilityTimeout"] = visibility_s(int(given["VisibilityTimeout"]), place.time_scale)
    attributes = {attribute: _text(value) for attribute, value in given.items()}
    url = place.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    return Resource(url, {"Arn": arn, "QueueName": name, "QueueUrl": url})


def _text(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@creates("AWS::SQS::QueuePolicy")
def queue_policy(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Set the policy of queues; nothing here enforces it."""
    policy = json.dumps(properties.pop("PolicyDocument"))
    for url in properties.pop("Queues"):
        place.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Resource(logical_id)


@creates("AWS::SNS::Topic")
def topic(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a topic."""
    name = properties.pop("TopicName", f"{place.stack_name}-{logical_id}")
    arn = place.client("sns").create_topic(Name=name)["TopicArn"]
    return Resource(arn, {"TopicArn": arn, "TopicName": name})


@creates("AWS::Scheduler::Schedule")
def schedule(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a schedule; the clock of the local stack plays it, moto never would."""
    name = properties.pop("Name", f"{place.stack_name}-{logical_id}")
    arguments = {key: properties.pop(key) for key in _SCHEDULE_ARGUMENTS if key in properties}
    arn = place.client("scheduler").create_schedule(Name=name, **arguments)["ScheduleArn"]
    return Resource(name, {"Arn": arn})
