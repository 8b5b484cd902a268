"""Which conversation is a customer's, asked of the database."""

from uuid import UUID

from tools.faults.scene import Scene

QUERY = (
    "SELECT i.external_id, c.id FROM conversations_conversation c"
    " JOIN conversations_leadidentity i ON i.lead_id = c.lead_id"
)


def conversations(scene: Scene) -> dict[str, str]:
    """Return the conversation's id, as the API writes it, by the customer's number."""
    return {str(number): str(UUID(str(key))) for number, key in scene.ask(QUERY)}
