"""One SAM template, up on this machine: resources in moto, functions as processes, events played."""

import contextlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from local import processes
from local.async_invocations import AsyncInvocations
from local.aws.clients import client
from local.aws.fault_orders import FAULTS_PATH, Fault
from local.deployment import Deployed, Deployment, function_specs
from local.dispatcher import Dispatcher, EventSource
from local.functions import Functions
from local.gateway import HttpApi, HttpServer
from local.identity import Identity
from local.lambda_api import LambdaApi
from local.resources.registry import Place, Resource
from local.routes import routes
from local.schedules import Clock, Schedule
from local.template import TemplateError, transform

PROJECT = Path(__file__).parent.parent


class FunctionFailedError(Exception):
    """An invoked function failed; the message is what Lambda says about it."""


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages a queue holds: to be received, received and not deleted, and still delayed."""

    waiting: int
    in_flight: int
    delayed: int


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """What may differ from one cloud to the next."""

    template: Path
    state_dir: Path
    stack_name: str = "local"
    port: int = 0
    schedules: bool = False
    time_scale: float = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment of every function."""
    python_path: tuple[Path, ...] = ()
    """Where every function finds modules first."""


class Cloud:
    """A deployed template. `launch` starts AWS, `deploy` creates and plays everything, `close` ends it."""

    def __init__(self, settings: CloudSettings) -> None:
        self.settings = settings
        self.identity = Identity.create()
        self.log_dir = settings.state_dir / "logs"
        self.log_dir.mkdir(parents=True, exist_ok=True)
        self._parts = contextlib.ExitStack()
        self._clients: dict[str, Any] = {}
        self._making_client = threading.Lock()
        self._api_server = HttpServer(settings.port)
        self._lambda_server = HttpServer(0)
        self._parts.callback(self._lambda_server.stop)
        self._parts.callback(self._api_server.stop)
        self.deployed: Deployed
        self.functions: Functions

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def api_url(self) -> str:
        """Where the HTTP API is; known before anything is started."""
        return self._api_server.url

    @property
    def lambda_endpoint(self) -> str:
        """Where Lambda's Invoke is."""
        return self._lambda_server.url

    def launch(self) -> None:
        """Start AWS, without waiting for it."""
        self._env_file = self.settings.state_dir / "aws.env"
        self._env_file.unlink(missing_ok=True)
        self._aws = processes.start(
            "local.aws",
            ["--env-file", str(self._env_file), "--messages", str(self.log_dir / "messages.jsonl")],
            environment={"PYTHONPATH": str(PROJECT)},
            cwd=PROJECT,
            log=self.log_dir / "aws.log",
        )
        self._parts.callback(self._aws.kill)

    def deploy(self, parameters: Mapping[str, str]) -> None:
        """Create every resource of the template and begin to play its events."""
        template = transform(self.settings.template, parameters)
        announced = processes.announced(self._aws, self._env_file, name="AWS (moto)")
        self.aws_endpoint = announced["AWS_ENDPOINT_URL"]
        place = Place(
            stack_name=self.settings.stack_name,
            aws_endpoint=self.aws_endpoint,
            root=self.settings.template.parent,
            api_url=self.api_url,
            time_scale=self.settings.time_scale,
        )
        self.deployed = Deployment(template, parameters, place).run()
        variables = {
            **self.settings.variables,
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "AWS_ENDPOINT_URL_LAMBDA": self.lambda_endpoint,
            "TIME_SCALE": f"{self.settings.time_scale:g}",
        }
        self.specs = function_specs(self.deployed, place, variables, python_path=self.settings.python_path)
        self.functions = Functions(self.specs, self.log_dir)
        self._play_events()

    def client(self, service: str) -> Any:  # noqa: ANN401 - its type depends on the service's name
        """Return the boto3 client of this AWS; threads may share it."""
        with self._making_client:
            if service not in self._clients:
                endpoint = self.lambda_endpoint if service == "lambda" else self.aws_endpoint
                self._clients[service] = client(service, endpoint)
            return self._clients[service]

    def invoke(self, function: str, event: object) -> Any:  # noqa: ANN401 - a function returns any JSON
        """Run a function, named by its folder, and return its result."""
        invocation = self.functions[function].invoke(json.dumps(event).encode())
        if invocation.failed:
            raise FunctionFailedError(f"{function}: {invocation.payload.decode(errors='replace')}")
        return json.loads(invocation.payload or b"null")

    def queue_depths(self) -> dict[str, QueueDepth]:
        """Return how full each queue is, by its name."""
        sqs = self.client("sqs")
        depths = {}
        for queue in self.deployed.of_type("AWS::SQS::Queue"):
            counts = sqs.get_queue_attributes(QueueUrl=queue.ref, AttributeNames=["All"])["Attributes"]
            depths[queue.attributes["QueueName"]] = QueueDepth(
                waiting=int(counts["ApproximateNumberOfMessages"]),
                in_flight=int(counts["ApproximateNumberOfMessagesNotVisible"]),
                delayed=int(counts["ApproximateNumberOfMessagesDelayed"]),
            )
        return depths

    def order_faults(self, *faults: Fault) -> None:
        """Let calls to AWS be late or fail; replaces earlier orders, so no argument ends them all."""
        body = json.dumps([fault.model_dump() for fault in faults])
        requests.put(self.aws_endpoint + FAULTS_PATH, data=body, timeout=5).raise_for_status()

    def close(self) -> None:
        """End every process and thread."""
        self._parts.close()

    def _play_events(self) -> None:
        sqs = self.client("sqs")
        async_invocations = AsyncInvocations(sqs, self.settings.time_scale)
        dispatcher = Dispatcher(self._event_sources(), sqs)
        clock = Clock(
            [Schedule.from_properties(each.properties) for each in self._schedules()],
            lambda arn, event: async_invocations.submit(self.functions[arn], event),
            time_scale=self.settings.time_scale,
        )
        http_api = self._http_api()
        # They end in reverse: nothing new begins, then functions are killed, then those who waited for them.
        for end in (
            http_api.close,
            dispatcher.wait,
            async_invocations.stop,
            self.functions.stop,
            dispatcher.stop,
            clock.stop,
        ):
            self._parts.callback(end)
        dispatcher.start()
        clock.start()
        self._api_server.start(http_api)
        self._lambda_server.start(LambdaApi(self.functions, async_invocations))

    def _schedules(self) -> list[Resource]:
        enabled = self.deployed.of_type("AWS::Scheduler::Schedule") if self.settings.schedules else ()
        return [each for each in enabled if each.properties.get("State") != "DISABLED"]

    def _event_sources(self) -> list[EventSource]:
        return [
            EventSource.from_properties(each.properties, self.functions[each.properties["FunctionName"]])
            for each in self.deployed.of_type("AWS::Lambda::EventSourceMapping")
            if each.properties.get("Enabled", True)
        ]

    def _http_api(self) -> HttpApi:
        apis = list(self.deployed.of_type("AWS::ApiGatewayV2::Api"))
        if len(apis) != 1:
            raise TemplateError(f"The local stack plays one HTTP API, the template has {len(apis)}.")
        return HttpApi(
            routes(apis[0].properties["Body"], self.identity.jwks()),
            self.functions,
            api_id=apis[0].ref,
            access_log=self.log_dir / "access.jsonl",
        )
