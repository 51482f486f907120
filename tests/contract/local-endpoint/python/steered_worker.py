"""A worker of RunPod's own library whose handler does what the job's input says."""

import asyncio
import os
import pathlib
import sys

import runpod


def say(word, job):
    print(f"handler: {word} {job['id']}", flush=True)


async def until_there(path):
    while not pathlib.Path(path).exists():
        await asyncio.sleep(0.02)


async def handler(job):
    wish = job["input"]
    say("started", job)
    if "progress" in wish:
        runpod.serverless.progress_update(job, wish["progress"])
    try:
        if "wait_for" in wish:
            await until_there(wish["wait_for"])
    except asyncio.CancelledError:
        say("cancelled", job)
        raise
    if "raises" in wish:
        raise ValueError(wish["raises"])
    return wish.get("answer")


async def yields(job):
    for chunk in job["input"]["chunks"]:
        yield chunk


CONFIGS = {
    "one": {"handler": handler},
    "two": {"handler": handler, "concurrency_modifier": lambda _current: 2},
    "yields": {"handler": yields, "return_aggregate_stream": True},
}

if __name__ == "__main__":
    # The library reads what is left of the command line itself.
    runpod.serverless.start(dict(CONFIGS[os.environ["STEERED_WORKER"]]))
    sys.exit(0)
