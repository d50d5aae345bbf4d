"""The whole service on this machine: AWS, QuickBooks (the simulator) and the real functions, as one context.

with Stack() as stack:
    requests.get(f"{stack.api_url}/v1/companies/c1", headers={"authorization": stack.token()}, timeout=30)
"""

import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from local import processes
from local.aws.fault_orders import Fault
from local.cloud import PROJECT, Cloud, CloudSettings, QueueDepth
from local.functions import Exit, RunningProcess
from local.identity import AUDIENCE, ISSUER, Role
from local.resources.registry import Resource

STACK_NAME = "quickbooks-sync"
CALLBACK_PATH = "/v1/oauth/callback"
# A page of the host; nothing answers there, the browser just shows where it was sent.
AFTER_CONNECT_URL = "https://host.localhost/quickbooks"


@dataclass(frozen=True, slots=True)
class Simulator:
    """Where the simulated QuickBooks is, and all that it told about itself (`QBO_…`)."""

    base_url: str
    discovery_url: str
    control_url: str
    values: Mapping[str, str]


class Stack:
    """Everything, up from `__enter__` to `__exit__`."""

    at_end: ClassVar[list[Callable[[Path], None]]] = []
    """Each is given the folder of the logs once everything has ended, and before it is removed."""

    def __init__(
        self,
        root: Path = PROJECT,
        *,
        call_latency_s: float = 0,
        item_latency_s: float = 0,
        time_scale: float = 1,
        schedules: bool = False,
        port: int = 0,
        state_dir: Path | None = None,
        variables: Mapping[str, str] | None = None,
        python_path: Sequence[Path] = (),
    ) -> None:
        """Bind the API's port; without `state_dir` files are temporary, and kept only after an error.

        Functions get `variables` into their environment, and find modules of `python_path` first.
        """
        self._root = root
        self._latencies = {"call-latency": call_latency_s, "item-latency": item_latency_s}
        self._is_temporary = state_dir is None
        self._state_dir = state_dir or Path(tempfile.mkdtemp(prefix=f"{STACK_NAME}-"))
        self._simulator_process: processes.Process | None = None
        self._cloud = Cloud(
            CloudSettings(
                template=root / "template.yaml",
                state_dir=self._state_dir,
                stack_name=STACK_NAME,
                port=port,
                schedules=schedules,
                time_scale=time_scale,
                variables=variables or {},
                python_path=tuple(python_path),
            )
        )
        self.simulator: Simulator

    def __enter__(self) -> Self:
        """Start everything; a part that does not start is named, with the end of its log."""
        try:
            self._start()
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process."""
        self._cloud.close()
        if self._simulator_process is not None:
            self._simulator_process.kill()
        for look in self.at_end:
            look(self.log_dir)
        if self._is_temporary:
            if error is None or isinstance(error, KeyboardInterrupt):
                shutil.rmtree(self._state_dir)
            else:
                error.add_note(f"The logs of the local stack are in {self.log_dir}")

    @property
    def api_url(self) -> str:
        """Where the host finds the API."""
        return self._cloud.api_url

    @property
    def aws_endpoint(self) -> str:
        """AWS_ENDPOINT_URL of everything but Lambda."""
        return self._cloud.aws_endpoint

    @property
    def lambda_endpoint(self) -> str:
        """AWS_ENDPOINT_URL_LAMBDA."""
        return self._cloud.lambda_endpoint

    @property
    def outputs(self) -> Mapping[str, str]:
        """The outputs of the template."""
        return self._cloud.deployed.outputs

    @property
    def resources(self) -> Mapping[str, Resource]:
        """What was deployed, by its name in the template."""
        return self._cloud.deployed.resources

    @property
    def log_dir(self) -> Path:
        """Where the logs are: `<function>.jsonl`, access.jsonl, aws.log, simulator.log."""
        return self._cloud.log_dir

    @property
    def functions_running(self) -> int:
        """How many invocations are going on."""
        return self._cloud.functions.running

    @property
    def busy(self) -> list[RunningProcess]:
        """The function processes that are working on something."""
        return self._cloud.functions.busy

    @property
    def exits(self) -> list[Exit]:
        """The function processes that ended by themselves or by a signal while they worked."""
        return self._cloud.functions.exits

    def token(self, role: Role = "host", company_id: str | None = None, *, sub: str = "local") -> str:
        """Return a token that the API accepts for an hour."""
        return self._cloud.identity.mint(sub, company_id, role=role)

    def client(self, service: str) -> Any:  # noqa: ANN401 - its type depends on the service's name
        """Return a boto3 client of this AWS."""
        return self._cloud.client(service)

    def invoke(self, function: str, event: object) -> Any:  # noqa: ANN401 - a function returns any JSON
        """Run a function, named by its folder, and return its result."""
        return self._cloud.invoke(function, event)

    def queue_depths(self) -> dict[str, QueueDepth]:
        """Return how full each queue is, by its name."""
        return self._cloud.queue_depths()

    def order_faults(self, *faults: Fault) -> None:
        """Let calls to AWS be late or fail; replaces earlier orders, so no argument ends them all."""
        self._cloud.order_faults(*faults)

    def describe(self) -> dict[str, Any]:
        """Return what another process needs to find this stack."""
        return {
            "pid": os.getpid(),
            "api_url": self.api_url,
            "aws_endpoint": self.aws_endpoint,
            "lambda_endpoint": self.lambda_endpoint,
            "simulator": dict(self.simulator.values),
            "outputs": dict(self.outputs),
            "log_dir": str(self.log_dir),
            "functions": {spec.code.name: name for name, spec in self._cloud.specs.items()},
            "signing_key": self._cloud.identity.pem().decode(),
        }

    def _start(self) -> None:
        client_id, client_secret = f"client-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
        self._cloud.launch()
        env_file = self._state_dir / "simulator.env"
        self._simulator_process = self._launch_simulator(env_file, client_id, client_secret=client_secret)
        values = processes.announced(self._simulator_process, env_file, name="The simulator")
        self.simulator = Simulator(
            base_url=values["QBO_BASE_URL"],
            discovery_url=values["QBO_DISCOVERY_URL"],
            control_url=values["QBO_CONTROL_URL"],
            values=values,
        )
        self._cloud.deploy(
            {
                "Stage": "local",
                "QuickbooksBaseUrl": self.simulator.base_url,
                "IntuitDiscoveryUrl": self.simulator.discovery_url,
                "PublicUrl": self.api_url,
                "AfterConnectUrl": AFTER_CONNECT_URL,
                "JwtIssuer": ISSUER,
                "JwtAudience": AUDIENCE,
            }
        )
        secret = json.dumps({"client_id": client_id, "client_secret": client_secret})
        app_secret = self.outputs["AppSecretName"]
        self.client("secretsmanager").put_secret_value(SecretId=app_secret, SecretString=secret)

    def _launch_simulator(self, env_file: Path, client_id: str, *, client_secret: str) -> processes.Process:
        env_file.unlink(missing_ok=True)
        options = {
            "port": 0,
            "profile": "us",
            "env-file": env_file,
            "redirect-uri": f"{self.api_url}{CALLBACK_PATH}",
            "client-id": client_id,
            "client-secret": client_secret,
            "time-scale": self._cloud.settings.time_scale,
            **self._latencies,
        }
        return processes.start(
            "simulator",
            [word for name, value in options.items() for word in (f"--{name}", str(value))],
            environment={"PYTHONPATH": str(self._root)},
            cwd=self._root,
            log=self.log_dir / "simulator.log",
        )
