"""Secrets stay where they are used: nothing that is printed, logged or answered holds one."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from db.servers.address import Address, BadAddress
from server.auth import Tokens, issue
from server.cli.main import TO_MEND, TRY_AGAIN
from server.place import Place
from server.settings import Settings
from tests.server.cli import command as processes
from tests.world import OWNER, SECRET, World

HIDDEN = "zitronenfalter-and-thirty-two-bytes"
URL = f"postgresql://someone:{HIDDEN}@127.0.0.1:1/books"

#: Every setting whose value is nobody's business.
SECRET_SETTINGS = [
    name for name, result in Settings.model_fields.items() if "SecretStr" in str(result.annotation)
]


def test_settings_that_sound_like_secrets_are_kept_as_such() -> None:
    sounding = {
        name
        for name in Settings.model_fields
        if name.endswith(("password", "secret", "_keys", "_url", "_token"))
    }
    assert sounding == set(SECRET_SETTINGS)


@pytest.mark.parametrize("name", SECRET_SETTINGS)
def test_settings_hide_a_secret_however_they_are_shown(name: str) -> None:
    settings = Settings.model_validate({name: URL if name.endswith("url") else HIDDEN})
    shown = (
        f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()} {settings.address()!r}"
    )
    assert HIDDEN not in shown
    assert HIDDEN in getattr(settings, name).get_secret_value()


def test_an_address_hides_its_password_however_it_is_shown() -> None:
    address = Address.parse(URL)
    role = address.as_role("runway_api", HIDDEN)
    shown = f"{address} {address!r} {address.url} {address.url!r} {[address]} {role}"
    assert HIDDEN not in shown
    assert "someone" in shown
    assert HIDDEN in address.dsn()


def test_a_place_and_the_keeper_of_tokens_hide_what_they_hold() -> None:
    place = Place(Address.parse(URL), {"runway_api": HIDDEN})
    tokens = Tokens.of(Settings(token_secret=SecretStr(HIDDEN)), None)
    assert HIDDEN not in f"{place} {place!r} {tokens} {tokens!r}"


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(BadAddress) as refused:
        Address.parse(URL.replace("postgresql", "mysql"))
    assert HIDDEN not in f"{refused.value} {refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (("migrate",), {"DATABASE_URL": URL}, TRY_AGAIN),
        (("bootstrap",), {"DATABASE_URL": URL}, TRY_AGAIN),
        (("business", "list"), {"DATABASE_URL": URL, "DIRECTORY_PASSWORD": HIDDEN}, TRY_AGAIN),
        (("migrate",), {"DATABASE_URL": f"mysql://someone:{HIDDEN}@127.0.0.1/books"}, TO_MEND),
        (("serve",), {"TOKEN_SECRET": HIDDEN[:31]}, TO_MEND),
    ],
    ids=["no server", "no server to bootstrap", "no server for a role", "no address", "a short secret"],
)
async def test_a_command_that_fails_says_why_without_the_secret(
    arguments: tuple[str, ...], given: dict[str, str], code: int, tmp_path: Path
) -> None:
    done = await processes.Runway(tmp_path, given).run(*arguments)
    assert done.code == code, done.err
    assert done.err.startswith("runway: ")
    assert HIDDEN[:31] not in done.out + done.err


async def test_neither_log_nor_answer_tells_what_a_caller_sent_or_what_the_database_said(
    own_world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    business = await own_world.business()
    await own_world.run("DROP TABLE runway.account CASCADE")
    ask = f'{{ accounts(filter: {{name: {{eq: "{HIDDEN}"}}}}) {{ nodes {{ id }} }} }}'
    with capture_logs() as logged:
        async with own_world.api() as api:
            sent = issue(OWNER, SECRET, "runway", None, hours=1)
            headers = {"authorization": f"Bearer {sent}"}
            reply = await api.ask(ask, business=business, headers=headers)
    entrys = [entry for entry in logged if entry["event"] == "internal error"]
    assert reply.codes == ["INTERNAL_SERVER_ERROR"]
    assert [entry["error_id"] for entry in entrys] == [reply.errors[0]["extensions"]["errorId"]]
    written = f"{logged} {reply.body} {dict(reply.headers)} {capfd.readouterr()}"
    for hidden in (HIDDEN, sent, OWNER, "runway.account", "SELECT", "relation"):
        assert hidden not in written


async def test_a_refused_token_is_not_repeated(own_world: World, capfd: pytest.CaptureFixture[str]) -> None:
    spoilt = {
        "The token has expired.": issue(OWNER, SECRET, "runway", None, hours=-1),
        "The token is for somebody else.": issue(OWNER, SECRET, "another", None, hours=1),
        "The token is not valid.": issue(OWNER, HIDDEN, "runway", None, hours=1),
        "The token names nobody: it has no claim 'email'.": issue(" ", SECRET, "runway", None, hours=1),
    }
    with capture_logs() as logged:
        async with own_world.api() as api:
            for sentence, sent in spoilt.items():
                headers = {"authorization": f"Bearer {sent}"}
                reply = await api.ask("{ viewer { email } }", user=None, headers=headers)
                assert (reply.status, reply.errors[0]["message"]) == (401, sentence)
                assert sent.split(".")[1] not in f"{reply.body} {dict(reply.headers)}"
    written = f"{logged} {capfd.readouterr()}"
    assert [sentence for sentence, sent in spoilt.items() if sent.split(".")[1] in written] == []
