"""RunPod's own Python client, one call after another; prints what each of them gave as JSON."""

import json
import os
import sys

import runpod

runpod.api_key = os.environ["CLIENT_KEY"]
endpoint = runpod.Endpoint(os.environ["ENDPOINT_ID"])
seen = {"base": runpod.endpoint_url_base}

seen["run_sync"] = endpoint.run_sync({"input": {"answer": {"n": 1}}}, timeout=60)

job = endpoint.run({"input": {"answer": {"n": 2}}})
seen["output"] = job.output(timeout=60)
seen["status"] = job.status()

waits = endpoint.run({"input": {"wait_for": os.environ["NEVER"]}})
seen["cancel"] = waits.cancel()["status"]
seen["cancelled"] = waits.status()

try:
    runpod.Endpoint(os.environ["ENDPOINT_ID"], api_key="wrong").health()
except RuntimeError as error:
    seen["wrong_key"] = type(error).__name__

seen["health"] = endpoint.health()
seen["purge"] = endpoint.purge_queue()["status"]
json.dump(seen, sys.stdout)
