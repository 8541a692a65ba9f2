"""Which database a command works on: your own server, or the bundled one in the data folder."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.fernet import Fernet

from db.servers.address import Address
from server import embedded
from server.settings import Settings, WrongSettings

DEMO_FILE = "demo.json"
SECRET_FILE = "token-secret"  # noqa: S105  # A file's name.
KEY_FILE = "secret-key"


@dataclass(frozen=True, slots=True)
class Place:
    """An address whose login may be any; commands open it as the role that they need."""

    address: Address
    passwords: Mapping[str, str] = field(repr=False)

    def at(self, address: Address | None) -> "Place":
        """The same logins at another address, if there is one."""
        return self if address is None else replace(self, address=address)

    def as_role(self, role: str) -> Address:
        """The same database as one of our roles."""
        return self.address.as_role(role, self.passwords.get(role))


def place_of(settings: Settings, say: Callable[[str], None]) -> Place:
    """Your own server if one is named, else the bundled one, started if need be."""
    address = settings.address() or embedded.start(settings.data_dir, say)
    return Place(address, settings.passwords())


def bundled_place(settings: Settings, say: Callable[[str], None]) -> Place:
    """The bundled server, whatever the settings name: its roles need no passwords."""
    return Place(embedded.start(settings.data_dir, say), {})


def local_secret(settings: Settings) -> str | None:
    """The secret of the bundled server's tokens: random, made once for a data folder.

    None for your own server: there the secret, or better a key set, is yours to give.
    """
    return None if settings.database_url is not None else demo_secret(settings.data_dir)


def demo_secret(data_dir: Path) -> str:
    """Read the data folder's secret, or make it; raises `WrongSettings` when the folder cannot be written."""
    return _kept(data_dir, SECRET_FILE, lambda: secrets.token_urlsafe(48))


def secret_keys(settings: Settings) -> str:
    """The keys that encrypt the tokens of connections; raises `WrongSettings` when there are none."""
    if settings.secret_keys is not None:
        return settings.secret_keys.get_secret_value()
    if settings.database_url is not None:
        raise WrongSettings(
            "Set RUNWAY_SECRET_KEYS (`runway secrets key` makes one): your own server has no default key."
        )
    return _kept(settings.data_dir, KEY_FILE, lambda: Fernet.generate_key().decode())


def _kept(data_dir: Path, name: str, make: Callable[[], str]) -> str:
    file = data_dir / name
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as opened:
                opened.write(make())
        return file.read_text()
    except OSError as error:
        raise WrongSettings(f"RUNWAY_DATA_DIR: {data_dir} cannot be used: {error.strerror}.") from None
