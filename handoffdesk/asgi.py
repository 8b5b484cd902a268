"""The one entry point of the server process, under daphne and uvicorn (docs/adr/0001-one-asgi-entry-point.md)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from handoffdesk.server.garbage import spare_what_is_loaded
from handoffdesk.server.http_threads import HttpThreads, Receive, Send
from handoffdesk.wsgi import application as wsgi_application  # loads the apps, which the sockets need
from notifications.realtime.hub import hub
from notifications.realtime.threads import socket_threads

from handoffdesk.server import sockets  # isort: skip - after the apps are loaded

from handoffdesk.operations import start  # isort: skip - after the apps are loaded

if start.is_server():
    start.refuse_server()
http = HttpThreads(wsgi_application, threads=settings.WEB_THREADS)
websockets = sockets.build()
# Here and not in the first request: it would wait a second for the views' modules.
get_resolver().url_patterns  # noqa: B018 - reading it imports them
spare_what_is_loaded()


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Pass HTTP to Django's threads, WebSockets to their consumers, and open and close with the server."""
    if scope["type"] == "http":
        await http(scope, receive, send)
    elif scope["type"] == "websocket":
        await websockets(dict(scope), receive, send)
    elif scope["type"] == "lifespan":
        await live(receive, send)
    else:
        raise ValueError(f"Unknown kind of connection: {scope['type']}")


async def live(receive: Receive, send: Send) -> None:
    """Subscribe when the server starts; close connections and threads when it ends. Daphne does not call this."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.open()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.close()
            for threads in (http.threads, socket_threads):
                threads.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
