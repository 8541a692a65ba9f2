"""Every setting, from the environment (RUNWAY_...) or a file .env; read once, passed on as a value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from db.address import Address, BadAddress
from db.bootstrap import API, AUDITOR, BACKUP, DIRECTORY, OWNER, PORTFOLIO

#: HMAC-SHA-256 with less than its own length of secret is weaker than it looks (RFC 7518, 3.2).
SHORTEST_SECRET = 32


class WrongSettings(Exception):
    """A setting cannot be used; the text is one sentence that names it."""


class Settings(BaseSettings):
    """What a process is told from outside."""

    model_config = SettingsConfigDict(env_prefix="RUNWAY_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path(".runway"), description="Of the bundled PostgreSQL.")
    database_url: SecretStr | None = Field(default=None, description="None: the bundled PostgreSQL.")
    owner_password: SecretStr | None = Field(default=None, description="Of runway_owner, for migrations.")
    api_password: SecretStr | None = Field(default=None, description="Of runway_api and runway_portfolio.")
    directory_password: SecretStr | None = Field(default=None, description="Of runway_directory.")
    auditor_password: SecretStr | None = Field(default=None, description="Of runway_auditor.")
    backup_password: SecretStr | None = Field(default=None, description="Of runway_backup.")
    listen_url: SecretStr | None = Field(default=None, description="The same database, past any pooler.")
    prepared_statements: bool = Field(default=True, description="False behind a PgBouncer older than 1.21.")
    connections: int = Field(default=10, ge=1, le=500, description="Most connections of each pool.")

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on.")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Exact, of front ends."
    )
    max_body_bytes: int = Field(
        default=256 * 1024, ge=1024, description="The longest request body or message."
    )
    websocket_init_seconds: float = Field(
        default=10, gt=0, le=300, description="For a socket to say whose it is."
    )

    allow_localhost: bool = Field(
        default=False,
        description="Lets front ends on this machine ask, whatever their port; for development.",
    )
    body_seconds: float = Field(default=30, gt=0, le=300, description="For a request's body to come.")
    max_connections: int = Field(
        default=2_000, ge=1, description="Of clients, at once; fewer if the system allows fewer files."
    )
    operations_at_once: int | None = Field(
        default=None, ge=1, le=500, description="Of one process; none: three quarters of its connections."
    )
    operations_of_one_user: int | None = Field(
        default=None, ge=1, le=500, description="Of one process; none: half of the operations at once."
    )
    rows_a_second: int = Field(
        default=10_000, ge=1, description="That one user may ask of one business, by the cost of operations."
    )

    log_format: Literal["text", "json"] = Field(default="text", description="Of the log on stderr.")

    metrics_token: SecretStr | None = Field(
        default=None, min_length=16, description="Of those who read /metrics; none: there is no /metrics."
    )

    token_secret: SecretStr | None = Field(default=None, description="Of HS256 tokens, for development.")
    token_audience: str = Field(default="runway", description="Whom a token must be for.")
    token_issuer: str | None = Field(default=None, description="Who must have issued it; none: anyone.")
    jwks: str | None = Field(default=None, description="Address or file of the keys of RS256/ES256 tokens.")
    token_email_claim: str = Field(default="email", description="The claim that names the person.")

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Written with commas between them."""
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("cors_origins")
    @classmethod
    def _exact(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """A star would let every site read what its visitors may."""
        if "*" in value:
            raise ValueError("name each origin, such as https://app.example.org")
        return value

    def address(self) -> Address | None:
        """Your own server's address; raises `WrongSettings`."""
        return _address("RUNWAY_DATABASE_URL", self.database_url)

    def listen_address(self) -> Address | None:
        """Your own server's address past any pooler, if it has one; raises `WrongSettings`."""
        return _address("RUNWAY_LISTEN_URL", self.listen_url)

    def passwords(self) -> Mapping[str, str]:
        """The roles' passwords that were given."""
        given = {
            OWNER: self.owner_password,
            API: self.api_password,
            PORTFOLIO: self.api_password,
            DIRECTORY: self.directory_password,
            AUDITOR: self.auditor_password,
            BACKUP: self.backup_password,
        }
        return {role: secret.get_secret_value() for role, secret in given.items() if secret is not None}


def _address(name: str, url: SecretStr | None) -> Address | None:
    if url is None:
        return None
    try:
        return Address.parse(url.get_secret_value())
    except BadAddress as error:
        raise WrongSettings(f"{name}: {error}") from None


def read_settings() -> Settings:
    """Read the environment; raises `WrongSettings` naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RUNWAY_" + "_".join(str(part) for part in first["loc"]).upper()
        raise WrongSettings(f"{name}: {first['msg']}") from None
