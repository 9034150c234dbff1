"""What answers in place of the services that botocore has no model of."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

_FLAGS = ("training_supported", "incremental_training_supported", "hosting_use_script_uri", "deprecated")
_SECURITY = ("inference_vulnerable", "training_vulnerable")
_LISTS = ("inference_dependencies", "inference_vulnerabilities", "training_dependencies")


@contextmanager
def stand_ins(folder: Path, models: tuple[str, ...]) -> Iterator[None]:
    """Offer JumpStart's list of models and an MLflow tracking server; SageMaker's SDK reports nothing.

    Args:
        folder: An empty folder for the files that this takes.
        models: Ids of the JumpStart models that are on offer. Ids are believed: the true list is online.
    """
    headers = [
        {"model_id": model, "version": "1.0.0", "min_version": "2.0.0", "spec_key": f"{model}.json"}
        for model in models
    ]
    (folder / "models_manifest.json").write_text(json.dumps(headers), encoding="utf-8")
    for model in models:
        (folder / f"{model}.json").write_text(json.dumps(_describe_model(model)), encoding="utf-8")
    # A thread that outlives the example would ask for an address once the network is open again.
    quiet = {"SchemaVersion": "1.0", "SageMaker": {"PythonSDK": {"Modules": {"TelemetryOptOut": True}}}}
    (folder / "config.yaml").write_text(json.dumps(quiet), encoding="utf-8")
    variables = {
        "SAGEMAKER_USER_CONFIG_OVERRIDE": str(folder / "config.yaml"),
        "AWS_JUMPSTART_MANIFEST_LOCAL_ROOT_DIR_OVERRIDE": str(folder),
        "AWS_JUMPSTART_SPECS_LOCAL_ROOT_DIR_OVERRIDE": str(folder),
    }
    with mock.patch.dict(os.environ, variables), mock.patch.object(HTTPAdapter, "send", _answer_as_tracker):
        yield


def _describe_model(model: str) -> dict[str, Any]:
    return {
        **dict.fromkeys((*_FLAGS, *_SECURITY), False),
        **{name: [] for name in (*_LISTS, "training_vulnerabilities", "inference_environment_variables")},
        "model_id": model,
        "version": "1.0.0",
        "min_sdk_version": "2.0.0",
        "url": "",
        "hosting_ecr_specs": {"framework": "huggingface", "framework_version": "2", "py_version": "py311"},
        "hosting_artifact_key": "model.tar.gz",
        "hosting_script_key": "script.tar.gz",
        "hosting_prepacked_artifact_key": "prepacked/",
        "default_inference_instance_type": "ml.g5.2xlarge",
        "supported_inference_instance_types": ["ml.g5.2xlarge"],
        "hosting_instance_type_variants": {
            "regional_aliases": {
                "us-east-1": {"image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1"}
            },
            "variants": {"g5": {"regional_properties": {"image_uri": "$image"}}},
        },
    }


def _answer_as_tracker(_adapter: HTTPAdapter, request: PreparedRequest, **_options: Any) -> Response:
    if "/api/2.0/mlflow/" not in str(request.url):
        raise OSError(f"the network is closed: {request.url} was asked for")
    run = {"run_id": "run-1", "run_uuid": "run-1", "experiment_id": "0", "status": "RUNNING"}
    response = Response()
    response.status_code = 200
    response.request = request
    response._content = json.dumps({"run": {"info": run}, "run_info": run}).encode()
    return response
