"""Where QuickBooks is, by environment, and as which app it is asked."""

from dataclasses import dataclass, field

from server.settings import Settings, WrongSettings

SCOPE = "com.intuit.quickbooks.accounting"
CALLBACK = "/connect/quickbooks/callback"


@dataclass(frozen=True, slots=True)
class QuickBooks:
    """The app that Intuit knows, and the addresses of one environment."""

    environment: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize: str
    token: str
    revoke: str
    #: Before `/v3/company/...`.
    api: str
    #: Where browsers are sent back to; Intuit compares it with the app's list.
    redirect: str

    @classmethod
    def of(cls, settings: Settings, address: str) -> "QuickBooks":
        """By the settings; browsers come back to `address`. Raises `WrongSettings` when no app is named."""
        if settings.quickbooks_client_id is None or settings.quickbooks_client_secret is None:
            raise WrongSettings(
                "Set RUNWAY_QUICKBOOKS_CLIENT_ID and RUNWAY_QUICKBOOKS_CLIENT_SECRET, which Intuit gives "
                "your app: without them nothing can be connected."
            )
        authorize, token, revoke, api = _addresses(settings)
        return cls(
            settings.quickbooks_environment,
            settings.quickbooks_client_id,
            settings.quickbooks_client_secret.get_secret_value(),
            authorize,
            token,
            revoke,
            api,
            address + CALLBACK,
        )


def public_address(settings: Settings) -> str:
    """How browsers reach the server."""
    return settings.public_address or f"http://{settings.host}:{settings.port}"


def _addresses(settings: Settings) -> tuple[str, str, str, str]:
    if (base := settings.quickbooks_address) is not None:
        return (
            f"{base}/connect/oauth2",
            f"{base}/oauth2/v1/tokens/bearer",
            f"{base}/v2/oauth2/tokens/revoke",
            base,
        )
    sandbox = "sandbox-" if settings.quickbooks_environment == "SANDBOX" else ""
    return (
        "https://appcenter.intuit.com/connect/oauth2",
        "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
        "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
        f"https://{sandbox}quickbooks.api.intuit.com",
    )
