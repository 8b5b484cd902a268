"""Ways of choosing an agent: pure functions over plain values."""
