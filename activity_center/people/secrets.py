"""What must not be readable in the database: PINs and passwords (hashed), identity numbers (encrypted)."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from activity_center.errors import Reason, Refused
from activity_center.people import id_number
from activity_center.people.rules import PIN_LENGTH, STAFF, RoleName, normal

# OWASP's first choice for argon2id: 19 MiB, two passes. The library's default of 64 MiB, asked for by every
# thread in the minute when enrolment opens, is more memory than a small server has.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = BoundedSemaphore(4)
# Somebody we do not know is compared with this, so that the answer takes as long as for somebody we know.
_NOBODY = _hasher.hash(secrets.token_hex())


def hashed(secret: str) -> str:
    """Return a PIN or password as it is kept. Takes 20 ms and more: never within a transaction."""
    with _at_once:
        return _hasher.hash(normal(secret))


def matches(kept: str | None, secret: str) -> bool:
    """Say whether `secret` is the one kept, in the same time whether there is one or not."""
    with _at_once:
        try:
            return _hasher.verify(kept or _NOBODY, normal(secret)) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def first_pin() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"


def first_password() -> str:
    """Return a random password of three groups that can be read out: no 0 or o, no 1, i or l."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def first_for(roles: Iterable[RoleName]) -> str:
    """Return a first secret: a PIN, for staff a password."""
    return first_pin() if STAFF.isdisjoint(roles) else first_password()


def token() -> str:
    """Return a random text for a bearer token, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """Return the SHA-256 of a text that is itself long and random, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SealedNumber:
    """An identity number as it is kept: `cipher` can be opened with our key, `index` only be compared."""

    cipher: bytes
    index: str


class Vault:
    """Identity numbers, sealed with keys that are derived from SECRET_KEY: one to encrypt, one to look up.

    AES-GCM with a random nonce, so that equal numbers look different; HMAC-SHA256 for the index, so that whoever
    has only the database cannot try all the numbers there are.
    """

    def __init__(self, secret_key: str) -> None:
        self._aes = AESGCM(_derived(secret_key, b"person.id_cipher"))
        self._index_key = _derived(secret_key, b"person.id_index")

    def seal(self, text: str) -> SealedNumber:
        """Return the number sealed; refuse what no identity card can say."""
        number = id_number.normal_number(text)
        if not id_number.is_valid(number):
            raise Refused(Reason("id_number_invalid"))
        nonce = secrets.token_bytes(12)
        cipher = nonce + self._aes.encrypt(nonce, number.encode(), b"person.id_cipher")
        return SealedNumber(cipher, self.index(number))

    def open(self, cipher: bytes) -> str:
        """Return the number in clear; refuse where SECRET_KEY is not the one it was sealed with."""
        try:
            return self._aes.decrypt(cipher[:12], cipher[12:], b"person.id_cipher").decode()
        except InvalidTag:
            raise Refused(Reason("id_number_unreadable")) from None

    def index(self, text: str) -> str:
        """Return what a number is looked up by."""
        return hmac.new(self._index_key, id_number.normal_number(text).encode(), "sha256").hexdigest()


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"activity-center " + purpose).derive(secret_key.encode())
