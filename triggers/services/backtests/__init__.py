"""Back-tests: a draft against the published rules on past messages."""
