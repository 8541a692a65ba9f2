"""The settings of live connections to accounting systems."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class SourceSettings(BaseSettings):
    """What a process is told about the sources of books."""

    sync_password: SecretStr | None = Field(
        default=None,
        description=(
            "Password of the roles `runway_sync` and `runway_queue`, for the secrets of connections and for "
            "sharing out their syncs."
        ),
    )
    secret_keys: SecretStr | None = Field(
        default=None,
        description=(
            "Keys that encrypt the tokens of connections, with commas between them, the newest first; "
            "`runway secrets key` makes one. Unset: the bundled server's own, none for yours."
        ),
    )
    public_address: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#]+$",
        description=(
            "Address at which browsers reach the server, such as `https://runway.example.org`. Unset: "
            "`http://`, `RUNWAY_HOST` and `RUNWAY_PORT`."
        ),
    )
    quickbooks_environment: Literal["SANDBOX", "PRODUCTION"] = Field(
        default="PRODUCTION",
        description="Which companies of QuickBooks are connected, `SANDBOX` or `PRODUCTION`.",
    )
    quickbooks_client_id: str | None = Field(
        default=None,
        description="Client id that Intuit gave your app. Unset: nothing can be connected.",
    )
    quickbooks_client_secret: SecretStr | None = Field(
        default=None, description="Client secret that Intuit gave your app."
    )
    quickbooks_webhook_token: SecretStr | None = Field(
        default=None,
        description=(
            "Verifier token that Intuit shows beside your app's webhooks. Unset: there is no "
            "`/webhooks/quickbooks`."
        ),
    )
    quickbooks_address: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#]+$",
        description="Address of a server that stands in for QuickBooks, for tests. Unset: Intuit's own.",
    )
