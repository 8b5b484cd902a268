#!/usr/bin/env python
"""Django's command line for Handoff Desk."""

import os
import secrets
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from handoffdesk.server.firstrun import prepare

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")
    if sys.argv[1:2] in (["detect"], ["evaluate_triggers"]):
        # They judge text by the shipped rules and open nothing that a key protects.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())
    try:
        if sys.argv[1:2] == ["serve"]:
            prepare(new_key="--new-key" in sys.argv)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Handoff Desk cannot start: {error}")
