"""Loading the library for spreadsheets without what it takes along."""

import sys


def load_without_numpy() -> None:
    """Load openpyxl as it loads where NumPy is not installed; call it before anything else imports it, in one thread.

    It imports NumPy for kinds of numbers that no sheet of ours has: 80 ms and 17 MB for every process at its start.
    """
    if {"numpy", "openpyxl"} & sys.modules.keys():
        return
    sys.modules["numpy"] = None  # type: ignore[assignment] # how an import is told that there is no such module
    try:
        import openpyxl  # noqa: F401 # lazy: this is the import itself
    finally:
        del sys.modules["numpy"]
