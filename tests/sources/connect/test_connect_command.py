"""`runway connect` and `runway secrets`, as processes of their own, and a browser that comes back to one."""

import asyncio
from socket import socket

import httpx
import pytest
from cryptography.fernet import Fernet

from db.directory import user_id_of
from server.sources.importing import OPERATOR
from tests.server.cli.command import PATIENCE, Runway, line_with
from tests.sources.connect.intuit import Browser, Intuit
from tests.sources.quickbooks_server.oauth import CLIENT_SECRET
from tests.world import OWNER, World


async def _connected(runway: Runway, name: str, *more: str) -> str:
    """Connect by the command and a browser; what the command said."""
    process = await runway.start("connect", "quickbooks", "--business", name, *more)
    link = (await line_with(process, "/connect/quickbooks?")).strip()
    async with httpx.AsyncClient(verify=False, timeout=30) as client:
        page = await Browser(client, "").click_through(link)
    assert page.status_code == 200, page.text
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 0, err
    return (out + err).decode()


async def test_a_business_is_connected_and_disconnected_from_the_command_line(
    world: World, intuit: Intuit, runway: Runway
) -> None:
    business = await world.business("Larch")
    assert "Larch is connected to Larch & Co." in await _connected(runway, "Larch")
    (row,) = await world.run(
        "SELECT state, connected_by_email FROM runway.source_connection WHERE business_id = $1", business
    )
    assert (row["state"], row["connected_by_email"]) == ("CONNECTED", OPERATOR)
    ended = await runway.run("connect", "quickbooks", "--business", "Larch", "--disconnect")
    assert "Larch is disconnected; QuickBooks revoked the authorization." in ended.err
    assert intuit.oauth.refresh_tokens == {}
    again = await runway.run("connect", "quickbooks", "--business", "Larch", "--disconnect")
    assert "is not connected to any company" in again.err


async def test_a_business_that_there_is_not_is_created_if_that_is_said(world: World, runway: Runway) -> None:
    refused = await runway.run("connect", "quickbooks", "--business", "Hazel")
    assert "--business: there is no business 'Hazel'" in refused.sentence()
    made = ("--create", "--currency", "cad", "--time-zone", "America/Toronto", "--owner", OWNER)
    assert "Hazel is connected to Larch & Co." in await _connected(runway, "Hazel", *made)
    (row,) = await world.run(
        "SELECT b.currency_code, b.time_zone, m.role FROM runway.business AS b "
        "JOIN runway.membership AS m ON m.business_id = b.id WHERE b.name = 'Hazel' AND m.user_id = $1",
        user_id_of(OWNER),
    )
    assert tuple(row) == ("CAD", "America/Toronto", "OWNER")
    assert (await runway.run("connect", "quickbooks", "--business", "Hazel", "--disconnect")).code == 0


async def test_a_source_that_does_not_revoke_is_named_with_what_to_do(
    world: World, intuit: Intuit, runway: Runway
) -> None:
    await world.business("Alder")
    await _connected(runway, "Alder")
    intuit.oauth.revoke_status = 503
    ended = await runway.run("connect", "quickbooks", "--business", "Alder", "--disconnect")
    assert ended.code == 0
    assert "remove the app there as well" in ended.err


async def test_with_a_public_address_the_link_leads_there_and_nothing_is_waited_for(
    world: World, runway: Runway
) -> None:
    await world.business("Maple")
    there = runway.told(PUBLIC_ADDRESS="https://runway.example.org")
    ran = await there.run("connect", "quickbooks", "--business", "Maple")
    assert ran.code == 0
    assert ran.out.startswith("https://runway.example.org/connect/quickbooks?business=")


async def test_keys_are_made_and_rotated_and_the_old_one_can_be_dropped(world: World, runway: Runway) -> None:
    business = await world.business("Beech")
    await _connected(runway, "Beech")
    key = runway.settings["SECRET_KEYS"]
    unconnected = await world.business("Unconnected")
    newest = (await runway.run("secrets", "key")).out.strip()
    rotated = await runway.told(SECRET_KEYS=f"{newest},{key}").run("secrets", "rotate")
    assert rotated.code == 0
    members = await world.run(
        "SELECT FROM runway.membership WHERE business_id = $1 AND user_id = $2",
        unconnected,
        user_id_of(OPERATOR),
    )
    assert members == []
    text = "SELECT refresh_token FROM runway.connection_secret WHERE business_id = $1"
    (row,) = await world.run(text, business)
    assert Fernet(newest).decrypt(row["refresh_token"].encode()).startswith(b"canary-refresh")
    again = await runway.told(SECRET_KEYS=newest).run("secrets", "rotate")
    assert (again.code, "0 encrypted" in again.err) == (0, True)
    stuck = await runway.told(SECRET_KEYS=key).run("secrets", "rotate")
    assert stuck.code == 2
    assert "RUNWAY_SECRET_KEYS: no key in it decrypts the tokens of" in stuck.err
    assert "Beech" in stuck.err


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("QUICKBOOKS_CLIENT_ID", "RUNWAY_QUICKBOOKS_CLIENT_ID"),
        ("QUICKBOOKS_CLIENT_SECRET", "RUNWAY_QUICKBOOKS_CLIENT_SECRET"),
        ("SECRET_KEYS", "RUNWAY_SECRET_KEYS"),
    ],
)
async def test_a_missing_setting_is_named(world: World, runway: Runway, missing: str, named: str) -> None:
    name = f"Rowan without {missing}"
    await world.business(name)
    rest = {key: value for key, value in runway.settings.items() if key != missing}
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bare = Runway(runway.folder, {**rest, "PORT": str(taken.getsockname()[1])})
        sentence = (await bare.run("connect", "quickbooks", "--business", name)).sentence()
    assert named in sentence, "what is missing is told before what is in the way"
    assert CLIENT_SECRET not in sentence
