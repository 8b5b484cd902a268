"""Admin pages for channels, knowledge, the AI and what was said."""

from conversations.admin import ai, brands, channels, knowledge, leads, messages, timeline

__all__ = ["ai", "brands", "channels", "knowledge", "leads", "messages", "timeline"]
