"""Whether the settings that lead to servers lead where they should, tried before anybody is served."""

from collections.abc import Callable

from db.bootstrap import API
from db.servers.trying import Standby, hands_on_statements, hears, standby_of
from server.place import Place
from server.settings import Settings, WrongSettings

#: What no waiting mends, and nobody would notice who is served by it.
_REFUSED = frozenset({Standby.STRANGER, Standby.POOLED})


async def try_servers(settings: Settings, place: Place, say: Callable[[str], None]) -> None:
    """Try each setting; raises `WrongSettings` for what would break requests, `BooksUnavailable`."""
    await _try_pooler(settings, place)
    replica = settings.replica_address()
    if replica is None:
        return
    standby = await standby_of(place.as_role(API), place.at(replica).as_role(API))
    if standby in _REFUSED:
        raise WrongSettings(f"RUNWAY_REPLICA_URL: {standby.value}; name standbys of the primary themselves.")
    if standby is not Standby.FOLLOWS:
        say(f"RUNWAY_REPLICA_URL: {standby.value}; as long as that is so, the primary answers.")


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
