"""The stock of tags."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import Tag
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import TagBody
from handoffdesk.api.views.base import DeskView
from routing.payloads.conversation import TagPayload
from routing.services.labels import make_tag


class Tags(DeskView):
    """Labels that conversations can have."""

    section = "tags"
    calls = {
        "GET": Call(list[TagPayload]),
        "POST": Call(TagPayload, body=TagBody, status=status.HTTP_201_CREATED, conflicts=True),
    }

    def get(self, request: Request) -> Response:
        """Return all tags by name."""
        return Response([tag_payload(tag) for tag in Tag.objects.order_by("name", "slug")])

    def post(self, request: Request) -> Response:
        """Add a tag to the stock: managers and admins may."""
        given = self.body()
        tag = make_tag(user=self.person, name=given["name"], slug=given.get("slug", ""))
        return Response(tag_payload(tag), status=status.HTTP_201_CREATED)


def tag_payload(tag: Tag) -> TagPayload:
    """Return a tag."""
    return {"slug": tag.slug, "name": tag.name}
