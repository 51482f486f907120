"""The app's contract as JSON schemas, generated from its one source."""

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = json.loads((Path(__file__).parents[1] / "contract.schema.json").read_text())


def check(name: str, value: Any) -> None:
    """Fail unless a value is as the contract says, as it arrives: over JSON."""
    jsonschema.Draft202012Validator(SCHEMAS[name]).validate(json.loads(json.dumps(value, allow_nan=False)))
