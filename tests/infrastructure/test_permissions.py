"""What the adapters call is what the policies allow: nothing missing, nothing unused."""

import ast
from pathlib import Path

import botocore.session
from botocore import xform_name

from local.template import transform

ROOT = Path(__file__).parents[2]
ADAPTERS = ROOT / "layers/common/python/quickbooks_sync/adapters"
SERVICES = ("dynamodb", "secretsmanager", "sqs")
A_TRANSACTION = {f"dynamodb:{each}" for each in ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")}
LAMBDA_POLLS = {f"sqs:{each}" for each in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}


def called() -> set[str]:
    trees = [ast.parse(path.read_text()) for path in ADAPTERS.glob("*.py")]
    names = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    session = botocore.session.get_session()
    return {
        f"{service}:{operation}"
        for service in SERVICES
        for operation in session.get_service_model(service).operation_names
        if xform_name(operation) in names
    }


def allowed() -> set[str]:
    resources = transform(ROOT / "template.yaml")["Resources"].values()
    properties = [each["Properties"] for each in resources if each["Type"].startswith("AWS::IAM::")]
    documents = [each["PolicyDocument"] for each in properties if "PolicyDocument" in each]
    documents += [policy["PolicyDocument"] for each in properties for policy in each.get("Policies", [])]
    actions = [statement["Action"] for document in documents for statement in document["Statement"]]
    flat = {action for each in actions for action in (each if isinstance(each, list) else [each])}
    return {action for action in flat if action.startswith(tuple(f"{service}:" for service in SERVICES))}


def test_the_policies_allow_exactly_what_the_adapters_call() -> None:
    needed = called() | LAMBDA_POLLS
    if "dynamodb:TransactWriteItems" in needed:
        needed = needed - {"dynamodb:TransactWriteItems"} | A_TRANSACTION
    assert allowed() == needed
