"""Each setting is read from its variable, and one that cannot be used is refused by its name."""

from pathlib import Path

import pytest

from server.auth import Tokens
from server.settings import Settings, WrongSettings, read_settings


def read(monkeypatch: pytest.MonkeyPatch, folder: Path, **variables: str) -> Settings:
    monkeypatch.chdir(folder)
    for name, value in variables.items():
        monkeypatch.setenv(f"RUNWAY_{name}", value)
    return read_settings()


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = read(monkeypatch, tmp_path)
    assert (text.host, text.port, text.cors_origins) == ("127.0.0.1", 8000, ())
    assert text.address() is None
    assert text.passwords() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("CONNECTIONS", "0"),
        ("MAX_BODY_BYTES", "10"),
        ("PREPARED_STATEMENTS", "perhaps"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://app.example.org,*"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(WrongSettings, match=f"^RUNWAY_{name}: "):
        read(monkeypatch, tmp_path, **{name: value})


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:hunter2@h/db", "postgresql://u:hunter2@h", "", "postgresql://h:port/db"]
)
def test_an_address_of_no_database_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    text = read(monkeypatch, tmp_path, DATABASE_URL=url)
    with pytest.raises(WrongSettings, match=r"^RUNWAY_DATABASE_URL: ") as refused:
        text.address()
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("secret", ["", "short", "é" * 15, "x" * 31])
def test_a_secret_shorter_than_its_hash_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secret: str
) -> None:
    text = read(monkeypatch, tmp_path, TOKEN_SECRET=secret)
    with pytest.raises(WrongSettings, match="RUNWAY_TOKEN_SECRET"):
        Tokens.of(text, None)


def test_no_text_of_the_settings_shows_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets = {
        "TOKEN_SECRET": "hunter2" * 6,
        "DATABASE_URL": "postgresql://u:hunter2@h/db",
        "API_PASSWORD": "hunter2",
    }
    text = read(monkeypatch, tmp_path, **secrets)
    assert "hunter2" not in f"{text!r} {text} {text.address()!r} {text.address()}"


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = read(monkeypatch, tmp_path, CORS_ORIGINS=" https://a.example.org, https://b.example.org,")
    assert text.cors_origins == ("https://a.example.org", "https://b.example.org")


def test_a_file_beside_it_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("RUNWAY_PORT=9000\nRUNWAY_HOST=0.0.0.0\nOTHER=1\n")
    text = read(monkeypatch, tmp_path, PORT="9001")
    assert (text.host, text.port) == ("0.0.0.0", 9001)
