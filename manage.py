#!/usr/bin/env python
"""Django's command line for Handoff Desk."""

import os
import sys

from django.core.management import execute_from_command_line

from handoffdesk.firstrun import prepare

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")
    if sys.argv[1:2] == ["serve"]:
        prepare()
    execute_from_command_line(sys.argv)
