"""The machines' door: /api/v1/. The inbox in the browser is one of its clients."""
