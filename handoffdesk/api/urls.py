"""The addresses of /api/v1/.

Keys are taken as text and read by the views, so that nonsense is answered like any other missing row: 401 to a
stranger, else 404, in JSON.
"""

from django.urls import path, re_path

from handoffdesk.api.schema import SchemaView
from handoffdesk.api.views import (
    acts,
    channels,
    conversations,
    handoffs,
    leads,
    messages,
    notifications,
    people,
    report,
    tags,
    tasks,
    why,
)
from handoffdesk.api.views.base import Missing

app_name = "api"

ONE = "conversations/<str:conversation_id>/"

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("me/", people.Me.as_view(), name="me"),
    path("teams/", people.Teams.as_view(), name="teams"),
    path("channels/", channels.Channels.as_view(), name="channels"),
    path("conversations/", conversations.ConversationList.as_view(), name="conversations"),
    path("conversations/counts/", conversations.ConversationCounts.as_view(), name="counts"),
    path(ONE, conversations.ConversationDetail.as_view(), name="conversation"),
    path(f"{ONE}timeline/", conversations.ConversationTimeline.as_view(), name="timeline"),
    path(f"{ONE}claim/", acts.ClaimAct.as_view(), name="claim"),
    path(f"{ONE}take_over/", acts.TakeOverAct.as_view(), name="take_over"),
    path(f"{ONE}reply/", acts.Reply.as_view(), name="reply"),
    path(f"{ONE}note/", acts.Note.as_view(), name="note"),
    path(f"{ONE}transfer/", acts.Transfer.as_view(), name="transfer"),
    path(f"{ONE}resolve/", acts.Resolve.as_view(), name="resolve"),
    path(f"{ONE}snooze/", acts.Snooze.as_view(), name="snooze"),
    path(f"{ONE}resume/", acts.Resume.as_view(), name="resume"),
    path(f"{ONE}reopen/", acts.Reopen.as_view(), name="reopen"),
    path(f"{ONE}handoff/", acts.OpenHandoff.as_view(), name="open_handoff"),
    path(f"{ONE}language/", acts.SetLanguage.as_view(), name="language"),
    path(f"{ONE}read/", acts.MarkRead.as_view(), name="read"),
    path(f"{ONE}tags/", acts.ConversationTags.as_view(), name="conversation_tags"),
    path("messages/", messages.MessageList.as_view(), name="messages"),
    path("messages/<str:message_id>/retry/", messages.MessageRetry.as_view(), name="retry"),
    path("messages/<str:message_id>/why/", why.MessageWhy.as_view(), name="why"),
    path("messages/<str:message_id>/verdict/", why.MessageVerdict.as_view(), name="message_verdict"),
    path("handoffs/", handoffs.HandoffList.as_view(), name="handoffs"),
    path("handoffs/<str:handoff_id>/", handoffs.HandoffDetail.as_view(), name="handoff"),
    path("handoffs/<str:handoff_id>/verdict/", handoffs.HandoffVerdict.as_view(), name="verdict"),
    path("report/", report.Report.as_view(), name="report"),
    path("leads/", leads.LeadList.as_view(), name="leads"),
    path("leads/<str:lead_id>/", leads.LeadDetail.as_view(), name="lead"),
    path("tags/", tags.Tags.as_view(), name="tags"),
    path("tasks/", tasks.TaskList.as_view(), name="tasks"),
    path("tasks/<str:task_id>/done/", tasks.TaskDone.as_view(), name="task_done"),
    path("notifications/", notifications.NotificationList.as_view(), name="notifications"),
    path("notifications/read/", notifications.NotificationsRead.as_view(), name="notifications_read"),
    re_path("", Missing.as_view(), name="missing"),
]
