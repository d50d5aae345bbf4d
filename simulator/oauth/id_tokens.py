"""Identity tokens of OpenID Connect, signed with RS256 by a key that is no secret: two Mersenne primes."""

import base64
from hashlib import sha256

from simulator.wire import Wire, write_json

KEY_ID = "simulator"
LIFE_S = 3600
_P, _Q, _E = 2**1279 - 1, 2**2203 - 1, 65537
_N, _D = _P * _Q, pow(_E, -1, (_P - 1) * (_Q - 1))
_BYTES = (_N.bit_length() + 7) // 8
# RFC 8017, 9.2: what says that the hash is SHA-256.
_SHA_256 = bytes.fromhex("3031300d060960864801650304020105000420")


def key_set() -> Wire:
    """Return the public key as `jwks_uri` shows it."""
    numbers = {"n": _encoded(_N.to_bytes(_BYTES, "big")), "e": _encoded(_E.to_bytes(3, "big"))}
    return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, **numbers}]}


def id_token(*, issuer: str, client_id: str, subject: str, realm: str, now_s: float) -> str:
    """Return the token that says who has consented, and for which company."""
    claims: Wire = {
        "sub": subject,
        "aud": [client_id],
        "iss": issuer,
        "auth_time": int(now_s),
        "iat": int(now_s),
        "exp": int(now_s) + LIFE_S,
    }
    if realm:
        claims["realmid"] = realm
    head = {"kid": KEY_ID, "alg": "RS256"}
    signed = f"{_encoded(write_json(head))}.{_encoded(write_json(claims))}"
    return f"{signed}.{_encoded(_signature(signed.encode()))}"


def _signature(content: bytes) -> bytes:
    """Sign by RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.1)."""
    digest = _SHA_256 + sha256(content).digest()
    padded = b"\x00\x01" + b"\xff" * (_BYTES - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), _D, _N).to_bytes(_BYTES, "big")


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
