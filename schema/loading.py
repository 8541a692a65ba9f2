"""What fields of many rows ask for at once is read for all of them together."""

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import TypeVar

from strawberry.dataloader import DataLoader

from resolvers.context import Context

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


async def load(
    context: Context, read: Callable[[Context, Collection[K]], Awaitable[Mapping[K, V]]], key: K
) -> V | None:
    """What `read` finds for the key, or None; the keys of one moment are one call of it.

    `read` reads once of the context, so that nothing is begun after an operation that took too long is over.
    """
    loader: DataLoader[K, V | None] | None = context.kept(read)
    if loader is None:

        async def read_all(keys: list[K]) -> list[V | None]:
            result = await read(context, list(dict.fromkeys(keys)))
            return [result.get(item) for item in keys]

        # The snapshot keeps answers; how many statements there are must not depend on which rows repeat.
        loader = DataLoader(load_fn=read_all, cache=False)
        context.keep(read, loader)
    return await loader.load(key)
