"""CloudFormation's intrinsic functions, worked out; one that is not known is an error, never passed on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.template import TemplateError

_PLACEHOLDER = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Intrinsics:
    """Works out values; what resources are called and have is asked of `ref` and `attribute`."""

    template: Mapping[str, Any]
    parameters: Mapping[str, Any]
    ref: Callable[[str], Any]
    attribute: Callable[[str, str], Any]

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 - a template holds any JSON
        """Return `value` without intrinsics; what is AWS::NoValue disappears from lists and maps."""
        if isinstance(value, list):
            return [kept for each in value if (kept := self.resolve(each)) is not None]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        return {key: kept for key, each in value.items() if (kept := self.resolve(each)) is not None}

    def holds(self, condition: str | Mapping[str, Any]) -> bool:
        """Whether a condition, by name or written out, is true."""
        if isinstance(condition, str):
            return self.holds(self.template["Conditions"][condition])
        name, argument = next(iter(condition.items()))
        match name:
            case "Fn::Equals":
                return bool(self.resolve(argument[0]) == self.resolve(argument[1]))
            case "Fn::Not":
                return not self.holds(argument[0])
            case "Fn::And":
                return all(self.holds(each) for each in argument)
            case "Fn::Or":
                return any(self.holds(each) for each in argument)
            case "Condition":
                return self.holds(argument)
            case _:
                raise TemplateError(f"Condition function {name} is not known to the local stack.")

    def _call(self, name: str, argument: Any) -> Any:  # noqa: ANN401 - a template holds any JSON
        match name:
            case "Ref":
                return self._ref(argument)
            case "Fn::GetAtt":
                return self.attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
            case "Fn::Sub":
                return self._substitute(argument)
            case "Fn::If":
                return self.resolve(argument[1] if self.holds(argument[0]) else argument[2])
            case "Fn::Join":
                return argument[0].join(str(each) for each in self.resolve(argument[1]))
            case "Fn::Select":
                return self.resolve(argument[1])[int(argument[0])]
            case "Fn::Split":
                return self.resolve(argument[1]).split(argument[0])
            case "Fn::FindInMap":
                table, row, column = (self.resolve(each) for each in argument)
                return self.template["Mappings"][table][row][column]
            case _:
                raise TemplateError(f"Intrinsic function {name} is not known to the local stack.")

    def _ref(self, name: str) -> Any:  # noqa: ANN401 - a parameter may be a list
        return self.parameters[name] if name in self.parameters else self.ref(name)

    def _substitute(self, argument: str | list[Any]) -> str:
        text, local_values = (argument, {}) if isinstance(argument, str) else argument

        def replacement(found: re.Match[str]) -> str:
            name = found[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in local_values:
                return str(self.resolve(local_values[name]))
            if "." in name:
                return str(self.attribute(*name.split(".", 1)))
            return str(self._ref(name))

        return _PLACEHOLDER.sub(replacement, text)
