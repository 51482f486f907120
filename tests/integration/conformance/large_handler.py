"""A handler that returns much of what nobody asked for, and no structure: 2 MB of base64."""

import base64
from typing import Any

import runpod

NOTES = base64.b64encode(bytes(3 * 512 * 1024)).decode()


def handler(_job: dict[str, Any]) -> dict[str, Any]:
    """Answer with a large file beside the structures."""
    return {"pose_files": {}, "output_files": {}, "files": {"notes.txt": NOTES}}


runpod.serverless.start({"handler": handler})
