"""The issuer of the tokens that the local API accepts: one RSA key for each stack."""

import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://issuer.localhost"
AUDIENCE = "quickbooks-sync"
Role = Literal["host", "owner", "admin", "member", "support"]
ROLES: tuple[Role, ...] = ("host", "owner", "admin", "member", "support")
SEE_ALL_COMPANIES = ("host", "support")
_KEY_ID = "local-1"
_KEY_SIZE = 2048


@dataclass(frozen=True, slots=True)
class Identity:
    """Signs tokens, and tells the gateway by which keys to check them."""

    private_key: rsa.RSAPrivateKey
    issuer: str = ISSUER
    audience: str = AUDIENCE

    @classmethod
    def create(cls) -> "Identity":
        """Make a new key."""
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=_KEY_SIZE))

    @classmethod
    def from_pem(cls, pem: bytes) -> "Identity":
        """Take the key of a stack that is up."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("The signing key of the local stack has to be an RSA key.")
        return cls(key)

    def pem(self) -> bytes:
        """Return the private key as text."""
        return self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def jwks(self) -> dict[str, Any]:
        """Return the public keys, as an issuer publishes them."""
        public = json.loads(RSAAlgorithm.to_jwk(self.private_key.public_key()))
        return {"keys": [{**public, "kid": _KEY_ID, "alg": "RS256", "use": "sig"}]}

    def mint(
        self, sub: str, company_id: str | None = None, *, role: Role = "host", lifetime_s: int = 3600
    ) -> str:
        """Return a token; a host's token names no company, since a host acts for all of them."""
        now_s = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": sub,
            "role": role,
            "iat": now_s,
            "exp": now_s + lifetime_s,
        }
        if company_id is not None:
            claims["company_id"] = company_id
        return jwt.encode(claims, self.private_key, algorithm="RS256", headers={"kid": _KEY_ID})
