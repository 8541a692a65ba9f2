"""Work that only computes, in a thread beside the event loop: others are answered meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: One at a time: more of them would only take the interpreter from the event loop in turns.
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="beside")


async def beside(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What the work returns; whatever it raises is raised here."""
    return await asyncio.wrap_future(_THREAD.submit(work, *given, **named))
