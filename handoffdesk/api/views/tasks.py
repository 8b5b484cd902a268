"""To-dos."""

from rest_framework.request import Request
from rest_framework.response import Response

from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import TaskDoneBody, TasksQuery
from handoffdesk.api.views.base import DeskView, read_key
from routing.access import visible_tasks
from routing.payloads import TaskPayload, task_payload
from routing.services.tasks import complete_task


class TaskList(DeskView):
    """To-dos of the conversations that you see."""

    section = "tasks"
    calls = {"GET": Call(TaskPayload, query=TasksQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of to-dos, due first."""
        query = self.query()
        rows = visible_tasks(self.person).select_related("team", "agent")
        if query["state"]:
            rows = rows.filter(state=query["state"])
        if query["mine"]:
            rows = rows.filter(agent=self.person)
        return self.page(rows, ("due_at", "id"), task_payload)


class TaskDone(DeskView):
    """Done."""

    section = "tasks"
    calls = {"POST": Call(TaskPayload, body=TaskDoneBody)}

    def post(self, request: Request, task_id: str) -> Response:
        """Mark a to-do done; doing it twice changes nothing."""
        key, given = read_key(task_id), self.body()
        return Response(task_payload(complete_task(task_id=key, user=self.person, outcome=given.get("outcome", ""))))
