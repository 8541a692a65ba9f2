"""What is made at the start stays: the collector of garbage need not look at it again."""

import gc


def settle_memory() -> None:
    """Leave out of every later collection what is there now: the schema, modules, statements.

    A request that makes thousands of values sets off collections, and each would walk through all of it.
    """
    gc.collect()
    gc.freeze()
