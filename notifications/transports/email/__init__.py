"""E-mail over the desk's mail server."""
