"""What the local stack makes of a template, and that it refuses what it does not know, by name."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.deployment import Deployed, Deployment, parameter_values
from local.resources.registry import Place
from local.template import TemplateError, transform

PLACE = Place("stack", "http://127.0.0.1:9", Path(), "http://api", 1)


def deploy(resources: dict[str, Any], **parts: dict[str, Any]) -> Deployed:
    return Deployment({"Resources": resources, **parts}, {}, PLACE).run()


def test_code_becomes_a_uri_that_still_names_its_folder() -> None:
    template = transform(Path(__file__).parent / "small" / "template.yaml", {})
    code = template["Resources"]["WorkFunction"]["Properties"]["Code"]
    assert code == {"S3Bucket": "this-machine", "S3Key": "functions/work"}


def test_the_transformed_template_is_printed_as_json_for_cfn_lint() -> None:
    template = Path(__file__).parent / "small" / "template.yaml"
    command = [sys.executable, "-m", "local.template", str(template)]
    printed = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    types = {resource["Type"] for resource in json.loads(printed)["Resources"].values()}
    assert "AWS::Lambda::EventSourceMapping" in types
    assert not any(each.startswith("AWS::Serverless") for each in types)


def test_a_resource_type_that_is_not_known_is_named() -> None:
    with pytest.raises(TemplateError, match=r"Thing: resource type AWS::Neptune::DBCluster is not known"):
        deploy({"Thing": {"Type": "AWS::Neptune::DBCluster"}})


def test_a_property_that_is_not_known_is_named() -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Colour": "red"}}
    with pytest.raises(TemplateError, match=r"Role \(AWS::IAM::Role\): property Colour is not known"):
        deploy({"Role": role})


def test_an_attribute_that_is_not_known_is_named() -> None:
    role = {"Type": "AWS::IAM::Role"}
    policy = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"Description": {"Fn::GetAtt": ["Role", "Colour"]}},
    }
    with pytest.raises(TemplateError, match=r"Role\.Colour: AWS::IAM::Role has no such attribute"):
        deploy({"Role": role, "Policy": policy})


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ({"Fn::Base64": "text"}, "Intrinsic function Fn::Base64 is not known"),
        ({"Ref": "Nothing"}, "Nothing is neither a parameter nor a resource"),
        ({"Ref": "Role"}, "Circular dependency: Role → Role"),
    ],
)
def test_an_expression_that_cannot_be_worked_out_is_named(description: object, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        deploy({"Role": {"Type": "AWS::IAM::Role", "Properties": {"Description": description}}})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"Ref": "Role"}, "stack-Role"),
        ({"Fn::GetAtt": "Role.Arn"}, "arn:aws:iam::123456789012:role/stack-Role"),
        ({"Fn::Sub": "${AWS::Region}/${Role}/${Role.RoleId}/${!kept}"}, "us-east-1/stack-Role/Role/${kept}"),
        ({"Fn::Sub": ["${mine}", {"mine": {"Ref": "Role"}}]}, "stack-Role"),
        ({"Fn::Join": ["-", ["a", {"Ref": "AWS::StackName"}]]}, "a-stack"),
        ({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::FindInMap": ["Sizes", "small", "count"]}, "1"),
        ({"Fn::If": ["Yes", "yes", "no"]}, "yes"),
        ({"Fn::If": ["No", "yes", "no"]}, "no"),
    ],
)
def test_an_expression_is_worked_out_as_by_cloudformation(expression: object, value: str) -> None:
    deployed = deploy(
        {"Role": {"Type": "AWS::IAM::Role"}, "Absent": {"Type": "AWS::IAM::Role", "Condition": "No"}},
        Mappings={"Sizes": {"small": {"count": 1}}},
        Conditions={
            "Yes": {"Fn::Equals": ["a", "a"]},
            "No": {"Fn::Or": [{"Fn::Not": [{"Condition": "Yes"}]}, {"Fn::Equals": ["a", "b"]}]},
        },
        Outputs={"Value": {"Value": expression}, "None": {"Value": "x", "Condition": "No"}},
    )
    assert deployed.outputs == {"Value": value}
    assert set(deployed.resources) == {"Role"}


def test_no_value_leaves_the_property_out() -> None:
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"Colour": {"Ref": "AWS::NoValue"}}}
    assert deploy({"Policy": policy}).resources["Policy"].properties == {}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Url has no default"),
        ({"Url": "http://x"}, "does not match https://"),
        ({"Url": "https://x", "Days": "4"}, "'4' is not one of"),
        ({"Url": "https://x", "Other": "1"}, "no parameter Other"),
    ],
)
def test_parameters_are_checked_as_by_cloudformation(given: dict[str, str], message: str) -> None:
    declared = {"Url": {"AllowedPattern": "https://.+"}, "Days": {"Default": 3, "AllowedValues": [3, 7]}}
    with pytest.raises(TemplateError, match=message):
        parameter_values(declared, given)
