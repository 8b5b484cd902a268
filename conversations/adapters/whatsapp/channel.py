"""What WhatsApp declares of itself. Limits: Meta's Cloud API reference, Messages and Media."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from conversations.adapters.declaration import (
    AccountField,
    After,
    Capabilities,
    Channel,
    Door,
    ReplyWindow,
    TextLimit,
    Travel,
)

WHATSAPP = Channel(
    key="whatsapp",
    label="WhatsApp",
    icon="message-circle",
    door=Door.WEBHOOK,
    text_limit=TextLimit(4096),
    fields=(
        AccountField(
            "external_id",
            _("Phone number ID"),
            _("The long number at Meta under WhatsApp, API Setup. Not the phone number itself."),
            secret=False,
            required=True,
        ),
        AccountField("display_address", _("Phone number"), _("Shown to customers."), secret=False),
        AccountField(
            "app_secret",
            _("App secret"),
            _("From your Meta app's basic settings. It verifies webhooks. Without it they are refused."),
            required=True,
        ),
        AccountField(
            "verify_token",
            _("Verify token"),
            _("Choose any text and enter the same one at Meta when you connect the webhook."),
        ),
        AccountField(
            "access_token",
            _("Access token"),
            _("A permanent system user token, used to send messages."),
            required=True,
        ),
    ),
    capabilities=Capabilities(
        media=frozenset({"image", "video", "audio", "document", "sticker"}),
        media_travel=(Travel.BY_ID, Travel.BY_LINK),
        buttons=3,
        list_rows=10,
        quote=True,
        reaction=True,
        templates=True,
    ),
    reply_window=ReplyWindow(open_for=timedelta(hours=24), after=After.TEMPLATE),
    addresses_are_phones=True,
    setup_steps=(
        _("At Meta, open your app, then WhatsApp, then Configuration."),
        _(
            "Under Webhook, select Edit. Paste the webhook URL and the verify token from above, then "
            "select Verify and save."
        ),
        _("Subscribe to the “messages” field."),
    ),
)
