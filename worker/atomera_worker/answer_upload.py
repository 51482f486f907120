"""Puts a whole answer to a signed address, within a time limit. The address is a secret: no word that leaves here holds it."""

import asyncio
import gzip
import logging

import aiohttp
import yarl

LOG = logging.getLogger("atomera")
PAUSES_S = (1.0, 4.0)
PASSING_STATUSES = (408, 429)
# The answer holds files that are packed already: more effort would only cost time.
GZIP_LEVEL = 1


async def upload(address: str, plain: bytes, limit_s: float) -> str | None:
    """PUT `plain` under gzip, again after what may pass; None when it is there, else why it is not. Takes `limit_s` seconds at most."""
    if limit_s <= 0:
        return "no time was left for it"
    try:
        async with asyncio.timeout(limit_s):
            body = await asyncio.to_thread(gzip.compress, plain, GZIP_LEVEL, mtime=0)
            fault = await _put_patiently(address, body)
    except TimeoutError:
        fault = f"it took longer than {limit_s:g} s"
    if fault is not None:
        LOG.warning("the answer could not be uploaded: %s", fault)
    return fault


async def _put_patiently(address: str, body: bytes) -> str | None:
    for pause in PAUSES_S:
        fault, may_pass = await _put(address, body)
        if not may_pass:
            return fault
        await asyncio.sleep(pause)
    fault, _ = await _put(address, body)
    return fault


async def _put(address: str, body: bytes) -> tuple[str | None, bool]:
    """One try; the fault, and whether it may pass. Errors are told by their kind alone: their words may hold the address."""
    # Encoded: a query that is written differently has another signature. A redirect would carry the answer elsewhere.
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.put(yarl.URL(address, encoded=True), data=body, allow_redirects=False) as response,
        ):
            if response.status in (200, 201, 204):
                return None, False
            return f"it answered with HTTP {response.status}", response.status >= 500 or response.status in PASSING_STATUSES
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return f"it could not be reached ({type(error).__name__})", True
