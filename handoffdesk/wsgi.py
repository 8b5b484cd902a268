"""All HTTP goes through this handler, in threads inside the ASGI server (docs/adr/0001-one-asgi-entry-point.md)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")

application = get_wsgi_application()
