"""A desk to try: people, hours, channels, knowledge, past conversations, replayed customers."""
