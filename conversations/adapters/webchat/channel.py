"""What the web chat declares of itself."""

from django.utils.translation import gettext_lazy as _

from conversations.adapters.declaration import Channel, Door, TextLimit

WEB_CHAT = Channel(
    key="webchat",
    label=_("Web chat"),
    icon="globe",
    door=Door.WIDGET,
    text_limit=TextLimit(4096),
    setup_steps=(_("Add the line below to your site's pages, before </body>."),),
)
