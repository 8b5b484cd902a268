"""Web chat: the visitor's own window on this site."""
