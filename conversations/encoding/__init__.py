"""Sentence vectors behind one interface: none, the embedded model, or any OpenAI-compatible server (ADR 13)."""
