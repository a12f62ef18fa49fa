"""The end of a process: in order, and where something does not let go of it, all the same."""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor

import structlog

log = structlog.get_logger()
ENDS_WITHIN = 12.0  # seconds; `down` waits for 15
SAID_BEFORE = 0.5
THREADS_WITHIN = 2.0
ASIDE = "aside"


def last_call() -> None:
    """The process has so long to end; then it says what goes on and where each thread stands, and is gone."""
    asyncio.get_running_loop().call_later(ENDS_WITHIN - SAID_BEFORE, _say_what_goes_on)
    faulthandler.dump_traceback_later(ENDS_WITHIN, exit=True)


async def to_the_end(serving: Awaitable[int]) -> int:
    """The code to end with. A thread cannot be cancelled: one that packs hours of sound is not waited for."""
    pool = ThreadPoolExecutor(thread_name_prefix=ASIDE)
    asyncio.get_running_loop().set_default_executor(pool)
    try:
        code = await serving
    except Exception as error:
        if not await _are_idle(pool):
            log.critical("process.failed", exc_info=error)
            _leave(1)
        raise
    if not await _are_idle(pool):
        log.warning("process.threads_left", what="what they did is done again")
        _leave(code)
    return code


def _say_what_goes_on() -> None:
    for task in asyncio.all_tasks():
        log.error("process.held_up", by=repr(task))


async def _are_idle(pool: ThreadPoolExecutor) -> bool:
    pool.shutdown(wait=False, cancel_futures=True)
    loop = asyncio.get_running_loop()
    until = loop.time() + THREADS_WITHIN
    while any(thread.name.startswith(ASIDE) for thread in threading.enumerate()):
        if loop.time() > until:
            return False
        await asyncio.sleep(0.05)
    return True


def _leave(code: int) -> None:
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
