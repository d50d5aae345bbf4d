"""The SAM template turned into plain CloudFormation, offline.

`python -m local.template template.yaml` prints it as JSON: cfn-lint sees only there what SAM makes of it.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform as translate
from samtranslator.yaml_helper import yaml_parse

BUCKET = "this-machine"
REGION = "us-east-1"
_URI_OF = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


class TemplateError(Exception):
    """The template says something that the local stack does not know; the message names it."""


class _NoManagedPolicies:
    """Stands where SAM would ask IAM for the ARNs of AWS' own policies; SAM knows the usual ones itself."""

    def load(self) -> dict[str, str]:
        return {}


def transform(path: Path, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the CloudFormation template; code URIs become `s3://this-machine/<folder>`, as if packaged."""
    source = yaml_parse(path.read_text(encoding="utf-8"))
    default_uri = source.get("Globals", {}).get("Function", {}).get("CodeUri")
    for resource in source["Resources"].values():
        uri_name = _URI_OF.get(resource["Type"])
        if uri_name is None:
            continue
        properties = resource.setdefault("Properties", {})
        folder = properties.get(uri_name, default_uri)
        if isinstance(folder, str) and not folder.startswith("s3://"):
            properties[uri_name] = f"s3://{BUCKET}/{folder.removeprefix('./').rstrip('/')}"
    # SAM asks botocore for the partition, and that needs a region.
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    translated: dict[str, Any] = translate(source, dict(parameters or {}), _NoManagedPolicies())
    return translated


if __name__ == "__main__":
    json.dump(transform(Path(sys.argv[1])), sys.stdout, indent=1, default=str)
