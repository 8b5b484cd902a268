"""The seeds of second factors, encrypted at rest like every other secret."""

import secrets
from base64 import b32encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken

from conversations.models.secrets import cipher, is_sealed

SEED_BYTES = 20


class SealedSeedsAdapter(DefaultMFAAdapter):
    """Keeps the seeds of authenticator apps and recovery codes under `FIELD_ENCRYPTION_KEYS`."""

    def encrypt(self, text: str) -> str:
        """Return the seed as it is stored."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the seed as it was made.

        One that an older process stored plainly during an upgrade is taken as it is. In place of one whose key is
        lost comes a new random one, so that no code fits: an empty seed would let everybody compute the codes.
        """
        if not is_sealed(encrypted_text):
            return encrypted_text
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(secrets.token_bytes(SEED_BYTES)).decode()
