"""Whether the settings that lead to servers lead where they should, tried before anybody is served."""

from collections.abc import Callable

from db.bootstrap import API
from db.servers.trying import ReplicaState, hands_on_statements, hears, replica_state
from server.place import Place
from server.settings import Settings, WrongSettings

#: What no waiting mends, and nobody would notice who is served by it.
_REFUSED = frozenset({ReplicaState.STRANGER, ReplicaState.POOLED})


async def try_servers(settings: Settings, place: Place, say: Callable[[str], None]) -> None:
    """Try each setting; raises `WrongSettings` for what would break requests, `BooksUnavailable`."""
    await _try_pooler(settings, place)
    replica = settings.replica_address()
    if replica is None:
        return
    state = await replica_state(place.as_role(API), place.at(replica).as_role(API))
    if state in _REFUSED:
        raise WrongSettings(f"RUNWAY_REPLICA_URL: {state.value}; name standbys of the primary themselves.")
    if state is not ReplicaState.FOLLOWS:
        say(f"RUNWAY_REPLICA_URL: {state.value}; as long as that is so, the primary answers.")


async def _try_pooler(settings: Settings, place: Place) -> None:
    if settings.prepared_statements and await hands_on_statements(place.as_role(API)):
        raise WrongSettings(
            "RUNWAY_PREPARED_STATEMENTS: the pooler hands the prepared statements of one client to another; "
            "set it to false, or let PgBouncer (1.21 or newer) keep them: max_prepared_statements."
        )
    if not await hears(place.at(settings.listen_address()).as_role(API)):
        raise WrongSettings(
            "RUNWAY_LISTEN_URL: the pooler hands on nothing that is announced, so that nobody would hear of "
            "changes; set it to the address of the server itself."
        )
