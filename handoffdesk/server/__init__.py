"""The server process: HTTP and WebSockets, the embedded desk, its database on SQLite, static files."""
