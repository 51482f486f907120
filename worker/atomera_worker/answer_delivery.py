"""Brings an answer to the app: over the endpoint, and whole to a signed address where the job has one. A failing upload costs no result."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from atomera_worker.answer import Provenance, build_answer
from atomera_worker.answer_budget import RESERVE_BYTES, stamp
from atomera_worker.answer_upload import upload
from atomera_worker.refusal import JobRefusedError
from atomera_worker.result_folder import FoundResults
from atomera_worker.verdict import Shortfall


@dataclass(frozen=True)
class AnswerParts:
    """What an answer is built of."""

    results: FoundResults
    warnings: list[str]
    provenance: Provenance
    shortfalls: Sequence[Shortfall] = ()

    def build(self, most_bytes: int, *more_warnings: str, uploaded: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give the answer below `most_bytes`; see build_answer."""
        return build_answer(self.results, [*self.warnings, *more_warnings], self.provenance, most_bytes, uploaded, self.shortfalls)


@dataclass(frozen=True)
class DeliveryLimits:
    """Bytes of the answer at the endpoint and of the uploaded one, as JSON; `upload_s` seconds for the upload.

    At `due_at`, on the monotonic clock, the answer for the endpoint has to be there.
    """

    answer_bytes: int
    uploaded_answer_bytes: int
    upload_s: float
    due_at: float

    def upload_after(self, packing_s: float) -> float:
        """Seconds that an upload may take from now on, when packing the answer again takes as long as before."""
        return min(self.upload_s, self.due_at - packing_s - time.monotonic())


async def deliver(parts: AnswerParts, upload_address: str | None, limits: DeliveryLimits) -> dict[str, Any]:
    """Give the answer for the endpoint, after the whole one was put to `upload_address`. Raises JobRefusedError (OUTPUT_TOO_LARGE)."""
    if upload_address is None:
        return await asyncio.to_thread(parts.build, limits.answer_bytes)
    # Uploaded also when it fits below: there it outlives the half hour for which the endpoint keeps it.
    began = time.monotonic()
    whole = await asyncio.to_thread(parts.build, limits.uploaded_answer_bytes)
    plain = await asyncio.to_thread(_as_json, whole)
    fault = await upload(upload_address, plain, limits.upload_after(time.monotonic() - began))
    if fault is not None:
        return await asyncio.to_thread(_without_upload, parts, limits.answer_bytes, fault)
    if len(plain) + RESERVE_BYTES <= limits.answer_bytes:
        return whole
    return await asyncio.to_thread(lambda: parts.build(limits.answer_bytes, uploaded=stamp(plain)))


def _as_json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, allow_nan=False).encode("ascii")


def _without_upload(parts: AnswerParts, most_bytes: int, fault: str) -> dict[str, Any]:
    words = f"The answer could not be put into the object storage: {fault}."
    try:
        return parts.build(most_bytes, words)
    except JobRefusedError as refusal:
        raise JobRefusedError(refusal.code, f"{refusal.sentence} {words}") from refusal
