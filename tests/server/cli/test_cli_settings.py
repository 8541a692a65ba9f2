"""`runway settings` shows what a process would be told, and no secret; a misspelt name is told."""

import json
from pathlib import Path

from server.settings import Settings
from tests.server.cli.command import Runway

HIDDEN = "zitronenfalter-and-thirty-two-bytes"
URL = f"postgresql://someone:{HIDDEN}@127.0.0.1:1/books"


async def test_every_setting_has_its_value_and_its_meaning(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RUNWAY_HOST=::1\nRUNWAY_PROT=9000\nOTHER=1\n")
    given = {"PORT": "9001", "CORS_ORIGINS": "https://a.example.org, https://b.example.org"}
    done = await Runway(tmp_path, given).run("settings", "--json")
    shown = json.loads(done.out)
    settings = {setting.pop("name"): setting for setting in shown["settings"]}
    assert list(settings) == [f"RUNWAY_{name.upper()}" for name in Settings.model_fields]
    assert settings["RUNWAY_HOST"] == {"value": "::1", "isSet": True, "meaning": "Address to listen on."}
    assert (settings["RUNWAY_PORT"]["value"], settings["RUNWAY_PORT"]["isSet"]) == (9001, True)
    assert settings["RUNWAY_CONNECTIONS"]["isSet"] is False
    assert settings["RUNWAY_CONNECTIONS"]["value"] == 10
    assert shown["unknown"] == ["RUNWAY_PROT"]
    assert done.code == 0


async def test_people_read_values_as_they_are_written_and_are_told_of_misspelt_names(tmp_path: Path) -> None:
    given = {"CORS_ORIGINS": "https://a.example.org, https://b.example.org", "PROT": HIDDEN}
    done = await Runway(tmp_path, given).run("settings")
    lines = done.out.splitlines()
    assert "RUNWAY_CORS_ORIGINS=https://a.example.org,https://b.example.org" in lines
    assert "RUNWAY_ALLOW_LOCALHOST=false (default)" in lines
    assert "RUNWAY_JWKS= (default)" in lines
    assert (
        done.err == "RUNWAY_PROT is no setting, and has no effect; `runway settings` lists those there are.\n"
    )
    assert done.code == 0


async def test_of_a_secret_only_that_it_is_set_is_shown(tmp_path: Path) -> None:
    secrets = [
        name for name, result in Settings.model_fields.items() if "SecretStr" in str(result.annotation)
    ]
    given = {name.upper(): URL if name.endswith("url") else HIDDEN for name in secrets}
    runway = Runway(tmp_path, given)
    for arguments in ((), ("--json",)):
        done = await runway.run("settings", *arguments)
        assert HIDDEN not in done.out + done.err
        assert done.out.count("set (default)") == 0
    assert sum(setting["value"] == "set" for setting in json.loads(done.out)["settings"]) == len(secrets)


async def test_who_serves_is_told_of_misspelt_names(tmp_path: Path) -> None:
    # It does not get far: the address is no server's.
    given = {"DATABASE_URL": URL, "TOKEN_SECRET": HIDDEN, "PORT": "0", "PROT": "9000"}
    done = await Runway(tmp_path, given).run("serve")
    assert done.code == 75
    assert done.err.startswith("RUNWAY_PROT is no setting")
