"""Every setting, from the environment (RUNWAY_...) or a file .env; read once, passed on as a value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from db.bootstrap import API, AUDITOR, BACKUP, DIRECTORY, OWNER, PORTFOLIO, QUEUE, SYNC
from db.servers.address import Address, BadAddress
from server.sources.settings import SourceSettings

#: HMAC-SHA-256 with less than its own length of secret is weaker than it looks (RFC 7518, 3.2).
SHORTEST_SECRET = 32


class WrongSettings(Exception):
    """A setting cannot be used; the text is one sentence that names it."""


class Settings(SourceSettings):
    """What a process is told from outside."""

    model_config = SettingsConfigDict(env_prefix="RUNWAY_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        default=Path(".runway"), description="Folder of the bundled PostgreSQL and of its token secret."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description=(
            "Address of your own server, `postgresql://user:password@host:port/database`. Unset: the "
            "bundled PostgreSQL."
        ),
    )
    owner_password: SecretStr | None = Field(
        default=None, description="Password of the role `runway_owner`, which migrates."
    )
    api_password: SecretStr | None = Field(
        default=None,
        description="Password of the roles `runway_api` and `runway_portfolio`, for requests and imports.",
    )
    directory_password: SecretStr | None = Field(
        default=None,
        description="Password of the role `runway_directory`, for businesses, people and memberships.",
    )
    auditor_password: SecretStr | None = Field(
        default=None, description="Password of the role `runway_auditor`, for `runway audit`."
    )
    backup_password: SecretStr | None = Field(
        default=None,
        description="Password of the role `runway_backup`; set by `runway bootstrap`, used by no request.",
    )
    listen_url: SecretStr | None = Field(
        default=None,
        description=(
            "Address of the same database past PgBouncer, for the one connection that hears of "
            "changes. Unset: `RUNWAY_DATABASE_URL`."
        ),
    )
    replica_url: SecretStr | None = Field(
        default=None,
        description=(
            "Address of a replica (a standby server) of the same database, for queries that may be answered "
            "with what is some seconds old. Unset: all go to `RUNWAY_DATABASE_URL`."
        ),
    )
    max_staleness: int = Field(
        default=10,
        ge=1,
        le=3_600,
        description="Most seconds that a replica may be behind to be read, whatever a request accepts.",
    )
    prepared_statements: bool = Field(
        default=True,
        description=(
            "Whether connections keep prepared statements; `false` behind a PgBouncer older than 1.21."
        ),
    )
    connections: int = Field(
        default=10,
        ge=1,
        le=500,
        description=(
            "Most connections of each pool of a process, from 1 to 500; it has two, and two more to a "
            "replica."
        ),
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description=(
            "Origins of front ends that browsers may send requests from, exact, with commas between them."
        ),
    )
    max_body_bytes: int = Field(
        default=256 * 1024, ge=1024, description="Longest request body, and longest message on a WebSocket."
    )
    websocket_init_seconds: float = Field(
        default=10,
        gt=0,
        le=300,
        description="Seconds for a WebSocket to say whose it is, in `connection_init`.",
    )

    allow_localhost: bool = Field(
        default=False,
        description="Whether front ends on `localhost` are allowed, whatever their port; for development.",
    )
    body_seconds: float = Field(
        default=30, gt=0, le=300, description="Seconds for a request's body to arrive."
    )
    max_connections: int = Field(
        default=2_000,
        ge=1,
        description="Most connections of clients; fewer if the system allows the process fewer files.",
    )
    connections_of_one_address: int | None = Field(
        default=None,
        ge=1,
        description=(
            "Most connections of one address; behind a proxy, as many as of all clients. Unset: three "
            "quarters of `RUNWAY_MAX_CONNECTIONS`."
        ),
    )
    operations_at_once: int | None = Field(
        default=None,
        ge=1,
        le=500,
        description="Queries and mutations that run at once. Unset: three quarters of `RUNWAY_CONNECTIONS`.",
    )
    operations_of_one_user: int | None = Field(
        default=None,
        ge=1,
        le=500,
        description="How many of those may be one user's. Unset: half of `RUNWAY_OPERATIONS_AT_ONCE`.",
    )
    rows_a_second: int = Field(
        default=10_000,
        ge=1,
        description="Rows that one user may request of one business each second, by the cost of operations.",
    )

    documents: Path | None = Field(
        default=None,
        description="Manifest of registered documents, or folder of manifests (`*.json`), read at the start.",
    )
    documents_only: bool = Field(
        default=False,
        description="Whether only registered documents are run; GraphiQL cannot be used then.",
    )
    compile: bool = Field(
        default=True,
        description="Whether documents that are sent repeatedly get functions that complete their values.",
    )

    log_format: Literal["text", "json"] = Field(
        default="text",
        description="Form of the log on stderr, `text` or `json`; warnings of libraries have it too.",
    )

    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description=(
            "Bearer token of those who read `/metrics`, at least 16 characters. Unset: there is no "
            "`/metrics`."
        ),
    )

    token_secret: SecretStr | None = Field(
        default=None,
        description=(
            "Secret of HS256 tokens, for development; at least 32 bytes. Unset: the bundled server's "
            "own, none for yours."
        ),
    )
    token_audience: str = Field(default="runway", description="Audience that a token must have.")
    token_issuer: str | None = Field(default=None, description="Issuer that a token must have. Unset: any.")
    jwks: str | None = Field(
        default=None,
        description=(
            "Address or file of the keys of RS256 and ES256 tokens. When set, HS256 tokens are refused."
        ),
    )
    token_email_claim: str = Field(
        default="email", description="Claim that holds the person's verified e-mail address."
    )

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

    @classmethod
    def unknown(cls) -> list[str]:
        """Variables with our prefix that are no setting, in the environment or the file `.env`."""
        prefix, known = "runway_", cls.model_fields
        sources = (EnvSettingsSource(cls), DotEnvSettingsSource(cls))
        names = {name for source in sources for name in source.env_vars if name.startswith(prefix)}
        return sorted(name.upper() for name in names if name.removeprefix(prefix) not in known)

    def shared_by(self, workers: int) -> "Settings":
        """The settings of each of several processes that together may have what these allow."""
        if workers == 1:
            return self
        shares = {
            name: max(1, getattr(self, name) // workers)
            for name in ("connections", "max_connections", "operations_at_once", "operations_of_one_user")
            if getattr(self, name) is not None
        }
        return self.model_copy(update=shares)

    def address(self) -> Address | None:
        """Your own server's address; raises `WrongSettings`."""
        address = _address("RUNWAY_DATABASE_URL", self.database_url, prepared=self.prepared_statements)
        return address and address.among_several("primary")

    def listen_address(self) -> Address | None:
        """Your own server's address past any pooler, if it has one; raises `WrongSettings`."""
        address = _address("RUNWAY_LISTEN_URL", self.listen_url)
        return address and address.among_several("primary")

    def replica_address(self) -> Address | None:
        """The address of a replica, if there is one; raises `WrongSettings`."""
        address = _address("RUNWAY_REPLICA_URL", self.replica_url)
        return address and address.among_several("standby")

    def passwords(self) -> Mapping[str, str]:
        """The roles' passwords that were given."""
        given = {
            OWNER: self.owner_password,
            API: self.api_password,
            PORTFOLIO: self.api_password,
            DIRECTORY: self.directory_password,
            SYNC: self.sync_password,
            QUEUE: self.sync_password,
            AUDITOR: self.auditor_password,
            BACKUP: self.backup_password,
        }
        return {role: secret.get_secret_value() for role, secret in given.items() if secret is not None}


def _address(name: str, url: SecretStr | None, *, prepared: bool = True) -> Address | None:
    if url is None:
        return None
    try:
        return Address.parse(url.get_secret_value(), prepared=prepared)
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
