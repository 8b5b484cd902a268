"""The AI's turns: planned with the message, run outside any transaction, settled under the floor token."""
