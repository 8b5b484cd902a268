"""The visitors' web chat: its page, its socket, its words."""
