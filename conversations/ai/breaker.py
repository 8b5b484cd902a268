"""The breakers of the model servers that this process asks."""

from conversations.breaker import Breaker

breaker = Breaker("ai")
