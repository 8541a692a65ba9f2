"""Keys of an identity provider, the tokens that it signs, and the address at which it shows its keys."""

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from tests.world import OWNER

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class SigningKey:
    """A key pair with its id."""

    key_id: str
    algorithm: str
    generate: Callable[[], PrivateKey]

    @cached_property
    def private(self) -> PrivateKey:
        """The private key, generated for the test that first uses it: that of an RSA key takes long."""
        return self.generate()

    def public_jwk(self) -> dict[str, Any]:
        """What a JWKS shows of it."""
        kind = RSAAlgorithm if isinstance(self.private, rsa.RSAPrivateKey) else ECAlgorithm
        shown: dict[str, Any] = json.loads(kind.to_jwk(self.private.public_key()))  # type: ignore[arg-type]  # Each takes its own kind.
        return {**shown, "kid": self.key_id, "use": "sig", "alg": self.algorithm}

    def public_pem(self) -> bytes:
        """The public key as text: what is used as a secret by those who try to confuse algorithms."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, *, key_id: str | None = None, algorithm: str | None = None, **claims: Any) -> str:
        """A token; its header names this key and algorithm unless told otherwise."""
        headers = {"kid": self.key_id if key_id is None else key_id}
        return jwt.encode(
            payload(**claims), self.private, algorithm=algorithm or self.algorithm, headers=headers
        )


def rsa_key(key_id: str) -> SigningKey:
    """A new RSA key."""
    return SigningKey(key_id, "RS256", lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))


def ec_key(key_id: str) -> SigningKey:
    """A new elliptic-curve key."""
    return SigningKey(key_id, "ES256", lambda: ec.generate_private_key(ec.SECP256R1()))


def payload(**claims: Any) -> dict[str, Any]:
    """Claims of a good token; a claim of None is left out."""
    now = int(time.time())
    good = {"email": OWNER, "aud": "runway", "iat": now, "exp": now + 3600}
    return {name: value for name, value in {**good, **claims}.items() if value is not None}


def handmade(head: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token that no library would make: by HMAC whatever the secret is, or with no signature at all."""
    signed = b".".join(base64url_encode(json.dumps(part).encode()) for part in (head, claims))
    hashes = {"HS256": "sha256", "HS512": "sha512"}
    signature = b"" if secret is None else hmac.digest(secret, signed, hashes[head["alg"]])
    return (signed + b"." + base64url_encode(signature)).decode()


def key_set(*keys: SigningKey) -> str:
    """The JWKS of these keys."""
    return json.dumps({"keys": [key.public_jwk() for key in keys]})


@dataclass
class KeyServer:
    """What is answered at the JWKS address, and how often it was asked."""

    address: str = ""
    status: int = 200
    body: str = ""
    requests: list[str] = field(default_factory=list)


@contextmanager
def key_server(body: str) -> Iterator[KeyServer]:
    """A real HTTP server that shows the keys."""
    shown = KeyServer(body=body)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.requests.append(self.path)
            self.send_response(shown.status)
            self.end_headers()
            self.wfile.write(shown.body.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shown.address = f"http://127.0.0.1:{server.server_port}/keys"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield shown
        finally:
            server.shutdown()
            thread.join()
