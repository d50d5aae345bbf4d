"""What the local stack plays itself, so that moto need not know it: functions, their triggers, the HTTP API.

IAM is here too: nothing on this machine enforces permissions, so only the names are kept.
"""

from local.resources.registry import Place, Properties, Resource, creates
from local.runtime import ACCOUNT
from local.template import REGION

_FUNCTION_PROPERTIES = (
    "Code",
    "Handler",
    "Role",
    "Runtime",
    "Architectures",
    "Description",
    "Environment",
    "Timeout",
    "MemorySize",
    "Layers",
    "LoggingConfig",
    "DeadLetterConfig",
    "ReservedConcurrentExecutions",
    "TracingConfig",
)
_MAPPING_PROPERTIES = (
    "EventSourceArn",
    "FunctionName",
    "BatchSize",
    "Enabled",
    "FunctionResponseTypes",
    "ScalingConfig",
)


def _take(properties: Properties, *names: str) -> None:
    for name in names:
        properties.pop(name, None)


@creates("AWS::Lambda::Function")
def function(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a function; deployment.py makes its specification of the properties."""
    name = properties.pop("FunctionName", f"{place.stack_name}-{logical_id}")
    _take(properties, *_FUNCTION_PROPERTIES)
    return Resource(name, {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"})


@creates("AWS::Lambda::LayerVersion")
def layer(_place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a layer; its folder goes on the functions' path as it is."""
    _take(
        properties, "Content", "Description", "CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo"
    )
    name = properties.pop("LayerName", logical_id)
    return Resource(f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{name}:1")


@creates("AWS::Lambda::Permission")
def permission(_place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a permission; nothing here enforces it."""
    _take(properties, "Action", "FunctionName", "Principal", "SourceArn", "SourceAccount")
    return Resource(logical_id)


@creates("AWS::Lambda::EventSourceMapping")
def event_source_mapping(_place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a mapping; the dispatcher plays it. Inside moto it would eat messages, even when disabled."""
    _take(properties, *_MAPPING_PROPERTIES)
    return Resource(logical_id, {"Id": logical_id})


@creates("AWS::ApiGatewayV2::Api")
def http_api(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name an HTTP API; the gateway plays its body."""
    _take(properties, "Body", "Name", "Description", "FailOnWarnings")
    return Resource(logical_id.lower(), {"ApiEndpoint": place.api_url, "ApiId": logical_id.lower()})


@creates("AWS::ApiGatewayV2::Stage")
def api_stage(_place: Place, _logical_id: str, properties: Properties) -> Resource:
    """Name a stage; throttling is not played."""
    _take(properties, "ApiId", "AutoDeploy", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings")
    return Resource(properties.pop("StageName"))


@creates("AWS::IAM::Role")
def role(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a role."""
    _take(properties, "AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies", "Description")
    name = properties.pop("RoleName", f"{place.stack_name}-{logical_id}")
    return Resource(name, {"Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "RoleId": logical_id})


@creates("AWS::IAM::ManagedPolicy")
def managed_policy(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Name a policy."""
    _take(properties, "PolicyDocument", "Description")
    name = properties.pop("ManagedPolicyName", f"{place.stack_name}-{logical_id}")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    return Resource(arn, {"PolicyArn": arn})
