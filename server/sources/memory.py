"""How often Python looks for values that are out of reach and refer to one another in a circle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New values between two looks, and looks between two of those that go through older values as well.
_RARELY = 50_000, 20, 20
_ORDINARILY = gc.get_threshold()


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look rarely: an import makes a million values of which none is part of a circle.

    Looking for circles among them takes a third of the time of an import that changes nothing. Several
    imports may overlap: the first that ends lets Python look as often as before.
    """
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*_ORDINARILY)
