"""The people of these tests."""

from tests.api.cast import cast

__all__ = ["cast"]
