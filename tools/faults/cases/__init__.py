"""One module for each fault; `registry` finds those that define CASE."""
