"""Tokens at rest and on their way: encrypted, under keys that can be changed, and shown nowhere."""

import pytest
from cryptography.fernet import Fernet
from starlette.responses import JSONResponse
from structlog.testing import capture_logs

from db.directory import user_id_of
from server.settings import WrongSettings
from server.sources.quickbooks.rotating import rotate
from server.sources.quickbooks.secrets import Vault
from server.sources.quickbooks.tokens import AccessTokens, SourceUnavailable
from tests.sources.connect.intuit import Desk
from tests.world import OWNER


def _report(_step: str, _done: int, _total: int) -> None:
    """Nobody looks."""


@pytest.mark.parametrize("keys", ["", " , ", "too-short", "ä" * 44, "A" * 43 + "=,x"])
def test_a_setting_that_holds_no_keys_is_refused_without_repeating_it(keys: str) -> None:
    with pytest.raises(WrongSettings, match="RUNWAY_SECRET_KEYS") as refused:
        Vault(keys)
    assert not keys.strip(" ,") or keys not in str(refused.value)


async def test_rotation_encrypts_all_with_the_newest_key_and_a_second_one_changes_nothing(
    door: Desk,
) -> None:
    business = await door.world.business()
    await door.connect(business)
    tokens = AccessTokens(door.connecting.secrets, door.connecting.vault, door.connecting.oauth)
    token = await tokens.access_token(user_id_of(OWNER), business, None)
    newest = Fernet.generate_key()
    both = Vault(f"{newest.decode()},{door.key}")
    secrets, queue, directory = door.connecting.secrets, door.connecting.queue, door.world.directory
    changed, stuck = await rotate(both, secrets, queue, directory, _report)
    assert changed >= 1
    first = await door.secret(business)
    assert Fernet(newest).decrypt(first["access_token"].encode()).decode() == token.value
    assert Fernet(newest).decrypt(first["refresh_token"].encode())
    assert (await rotate(both, secrets, queue, directory, _report))[0] == 0
    assert await door.secret(business) == first
    # The old key alone reads it no more, and the newest alone does.
    alone = AccessTokens(secrets, Vault(newest.decode()), door.connecting.oauth)
    assert (await alone.access_token(user_id_of(OWNER), business, None)).value == token.value
    changed, stuck = await rotate(Vault(Fernet.generate_key().decode()), secrets, queue, directory, _report)
    assert changed == 0
    assert stuck
    assert await door.secret(business) == first


async def test_no_token_is_in_the_database_in_clear_in_a_log_a_page_an_answer_or_a_statement(
    door: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    business = await door.world.business()
    tokens = AccessTokens(door.connecting.secrets, door.connecting.vault, door.connecting.oauth)
    shown: list[object] = []
    with capture_logs() as logged:
        door.intuit.oauth.lasts = 60
        async with door.browser() as browser:
            page = await browser.click_through(await door.link(business))
            shown += [page.text, page.headers]
        shown.append(await tokens.access_token(user_id_of(OWNER), business, None))
        door.intuit.oauth.plan = [JSONResponse({"error": "canary-error", "error_description": "canary"}, 400)]
        with pytest.raises(SourceUnavailable) as failed:
            await tokens.access_token(user_id_of(OWNER), business, None)
        shown += [repr(failed.value), failed.value.__cause__, failed.value.__context__]
        shown += [await door.connection(business), await door.disconnect(business)]
    shown += [door.connecting, door.connecting.oauth, door.connecting.vault, logged, capfd.readouterr()]
    shown += door.world.statements
    shown += await door.world.run("SELECT s::text FROM runway.connection_secret AS s")
    shown += await door.world.run("SELECT c::text FROM runway.source_connection AS c")
    shown += await door.world.run("SELECT a::text FROM runway.audit_event AS a")
    shown += await door.world.run("SELECT query FROM pg_stat_activity")
    text = "\n".join(map(repr, shown))
    assert len(door.intuit.oauth.given) >= 5
    assert [token for token in door.intuit.oauth.given if token in text] == []
