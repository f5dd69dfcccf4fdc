"""The JSON Schema of a document for programs, from the dataclass that it is and what is written under its
fields."""

from typing import Any

from pydantic import ConfigDict, TypeAdapter

_WORDS = {
    "bills": "Bills that the figures are over.",
    "cause": "Why, by a stable name.",
    "command": "The command that measures or tells it again.",
    "count": "How many of `total`.",
    "design": "The page design.",
    "device": "The device, by its name in the plan.",
    "estimate": "The most likely value.",
    "format": "Version of the file's format.",
    "high": "Upper end of the 95 % interval.",
    "interval": "The estimate with its 95 % interval.",
    "journey": "What the person does.",
    "latest_s": "How long after the first look the last late line was read, in seconds.",
    "launch": "The launch, by host and number.",
    "launches": "Launches that the figures are over; each is a fresh browser process.",
    "limit": "The limit, in the unit of what it is of.",
    "lines": "The bill's size, in lines.",
    "lines_checked": "Lines that were compared when bills were read back.",
    "lines_late": "Lines that were saved and could not be read at once.",
    "lines_lost": "Lines that were lost.",
    "lost_per_100_bills": "Lines lost per 100 bills, with the 95 % interval.",
    "low": "Lower end of the 95 % interval.",
    "measure": "The measure, by its name in the metric table.",
    "name": "Its name.",
    "outcomes": "Lines by what became of them.",
    "p": "The chance of such a value if there were nothing to it.",
    "person": "Who works, where the plan asks; else empty.",
    "series": "The step and where it was measured.",
    "severity": "How much it matters.",
    "signal": "The measure that may grow, by its name in the metric table.",
    "step": "The step of the journey.",
    "submissions": "Submissions by what became of them.",
    "text": "In words.",
    "total": "Of how many.",
    "trials": "How many trials.",
    "unfinished": "Trials by how they ended, where the work could not be done.",
    "variant": "Settings of the application, where they are not the plan's own.",
}
"""What a field is that says nothing else, since its name means the same everywhere."""


_CONFIG = ConfigDict(
    extra="forbid", json_schema_serialization_defaults_required=True, use_attribute_docstrings=True
)


def schema(kind: type) -> dict[str, Any]:
    # A list takes the configuration, which a dataclass would have to hold itself.
    adapter: TypeAdapter[Any] = TypeAdapter(list[kind], config=_CONFIG)  # type: ignore[valid-type]
    found = adapter.json_schema(mode="serialization")
    for one in found["$defs"].values():
        for name, field in one.get("properties", {}).items():
            if name in _WORDS and f"`{name}`" not in one.get("description", ""):
                field.setdefault("description", _WORDS[name])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": found["items"]["$ref"],
        "$defs": found["$defs"],
    }
