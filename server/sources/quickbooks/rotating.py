"""Encrypts the tokens of all connections with the newest key."""

from db.connections.queue import SyncQueue
from db.connections.secrets import Secrets
from db.directory import Directory, user_id_of
from orchestrators.sources.writer import Progress
from server.sources.importing import OPERATOR
from server.sources.quickbooks.secrets import NoKey, Vault


async def rotate(
    vault: Vault, secrets: Secrets, queue: SyncQueue, directory: Directory, report: Progress
) -> tuple[int, list[str]]:
    """Returns how many were changed, and the businesses whose tokens no key decrypts.

    The operator becomes a member of the connected businesses, as it does when they are synced.
    """
    changed, stuck = 0, []
    connected = {*await queue.businesses()}
    businesses = [business for business in await directory.list() if business.id in connected]
    for done, business in enumerate(businesses, start=1):
        await directory.grant(business.id, OPERATOR, "OPERATOR")
        # Whoever refreshes the same tokens waits for the row, and then reads what is stored here.
        async with secrets.holding(user_id_of(OPERATOR), business.id) as held:
            stored = await held.read()
            try:
                rotated = None if stored is None else vault.rotated(stored)
            except NoKey:
                stuck.append(business.name)
                continue
            if rotated is not None:
                await held.keep(rotated)
                changed += 1
        report("businesses", done, len(businesses))
    return changed, stuck
