"""Log groups and alarms. They are there to be looked at: nothing on this machine evaluates them."""

from local.resources.registry import Place, Properties, Resource, creates
from local.runtime import ACCOUNT
from local.template import REGION

_ALARM_ARGUMENTS = (
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "Metrics",
)


@creates("AWS::CloudWatch::Alarm")
def alarm(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create an alarm."""
    name = properties.pop("AlarmName", f"{place.stack_name}-{logical_id}")
    arguments = {key: properties.pop(key) for key in _ALARM_ARGUMENTS if key in properties}
    place.client("cloudwatch").put_metric_alarm(AlarmName=name, **arguments)
    return Resource(name, {"Arn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"})


@creates("AWS::Logs::LogGroup")
def log_group(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a log group; the functions' logs are files beside it."""
    logs = place.client("logs")
    name = properties.pop("LogGroupName", f"{place.stack_name}-{logical_id}")
    logs.create_log_group(logGroupName=name)
    if "RetentionInDays" in properties:
        retention_days = int(properties.pop("RetentionInDays"))
        logs.put_retention_policy(logGroupName=name, retentionInDays=retention_days)
    return Resource(name, {"Arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}:*"})


@creates("AWS::Logs::MetricFilter")
def metric_filter(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a metric filter."""
    name = properties.pop("FilterName", f"{place.stack_name}-{logical_id}")
    transformations = [
        {key[0].lower() + key[1:]: value for key, value in each.items()}
        for each in properties.pop("MetricTransformations")
    ]
    place.client("logs").put_metric_filter(
        filterName=name,
        logGroupName=properties.pop("LogGroupName"),
        filterPattern=properties.pop("FilterPattern"),
        metricTransformations=transformations,
    )
    return Resource(name)
