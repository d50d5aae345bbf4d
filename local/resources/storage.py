"""Tables, secrets and keys."""

from local.resources.registry import Place, Properties, Resource, creates

_TABLE_ARGUMENTS = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "ProvisionedThroughput",
    "DeletionProtectionEnabled",
    "TableClass",
)


@creates("AWS::DynamoDB::Table")
def table(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a table with its indexes, time to live and backups."""
    dynamodb = place.client("dynamodb")
    name = properties.pop("TableName", f"{place.stack_name}-{logical_id}")
    arguments = {key: properties.pop(key) for key in _TABLE_ARGUMENTS if key in properties}
    if "StreamSpecification" in properties:
        arguments["StreamSpecification"] = {"StreamEnabled": True, **properties.pop("StreamSpecification")}
    if "SSESpecification" in properties:
        encryption = dict(properties.pop("SSESpecification"))
        arguments["SSESpecification"] = {"Enabled": encryption.pop("SSEEnabled"), **encryption}
    created = dynamodb.create_table(TableName=name, **arguments)["TableDescription"]
    if "TimeToLiveSpecification" in properties:
        time_to_live = properties.pop("TimeToLiveSpecification")
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live)
    if "PointInTimeRecoverySpecification" in properties:
        recovery = properties.pop("PointInTimeRecoverySpecification")
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    attributes = {"Arn": created["TableArn"]}
    if "LatestStreamArn" in created:
        attributes["StreamArn"] = created["LatestStreamArn"]
    return Resource(name, attributes)


@creates("AWS::SecretsManager::Secret")
def secret(place: Place, logical_id: str, properties: Properties) -> Resource:
    """Create a secret with the value that the template gives it."""
    arguments = {key: properties.pop(key) for key in ("Description", "KmsKeyId") if key in properties}
    name = properties.pop("Name", f"{place.stack_name}-{logical_id}")
    value = properties.pop("SecretString", "{}")
    arn = place.client("secretsmanager").create_secret(Name=name, SecretString=value, **arguments)["ARN"]
    return Resource(arn, {"Id": arn})


@creates("AWS::KMS::Key")
def key(place: Place, _logical_id: str, properties: Properties) -> Resource:
    """Create a key; nothing here encrypts with it."""
    arguments = {
        name: properties.pop(name) for name in ("Description", "KeySpec", "KeyUsage") if name in properties
    }
    properties.pop("KeyPolicy", None)
    rotated = properties.pop("EnableKeyRotation", False)
    created = place.client("kms").create_key(**arguments)["KeyMetadata"]
    if rotated:
        place.client("kms").enable_key_rotation(KeyId=created["KeyId"])
    return Resource(created["KeyId"], {"Arn": created["Arn"], "KeyId": created["KeyId"]})
