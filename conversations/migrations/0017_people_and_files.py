"""Who is the same person, what an address is, and files that stand before their message.

Announced files are dropped: nothing has ever fetched one, and there is no release yet that must keep them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import StateApps

import conversations.models.base


def name_kinds(apps: StateApps, _editor: object) -> None:
    """Say of each address what it is, as the service does of a new one."""
    identities = apps.get_model("conversations", "LeadIdentity").objects
    identities.filter(account__kind="webchat").update(kind="visitor")
    identities.filter(account__kind="whatsapp", external_id__regex=r"^\+?[0-9]+$").update(kind="phone")


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0016_brand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Attachment"),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=conversations.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('uploader', models.CharField(choices=[('lead', 'customer'), ('agent', 'agent'), ('provider', "the channel's provider")], max_length=8, verbose_name='from')),
                ('kind', models.CharField(choices=[('image', 'picture'), ('audio', 'audio'), ('voice', 'voice message'), ('video', 'video'), ('document', 'document'), ('sticker', 'sticker'), ('location', 'location'), ('contact', 'contact')], max_length=12, verbose_name='kind')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='file name')),
                ('media_type', models.CharField(blank=True, max_length=100, verbose_name='media type')),
                ('size', models.PositiveBigIntegerField(default=0, help_text='In bytes; 0: not known yet.', verbose_name='size')),
                ('width', models.PositiveIntegerField(blank=True, help_text='In pixels.', null=True, verbose_name='width')),
                ('height', models.PositiveIntegerField(blank=True, help_text='In pixels.', null=True, verbose_name='height')),
                ('duration_ms', models.PositiveIntegerField(blank=True, help_text='In milliseconds.', null=True, verbose_name='duration')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('provider_media_id', models.CharField(blank=True, max_length=255, verbose_name='id at the provider')),
                ('state', models.CharField(choices=[('pending', 'to be fetched'), ('stored', 'stored'), ('failed', 'failed')], default='pending', max_length=8, verbose_name='state')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('file', models.FileField(blank=True, upload_to='attachments/%Y/%m/')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('stored_at', models.DateTimeField(blank=True, null=True, verbose_name='stored')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
            },
        ),
        migrations.AddField(
            model_name='lead',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, help_text='The lead that stands for both; it is never merged itself.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged_leads', to='conversations.lead', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='leadidentity',
            name='kind',
            field=models.CharField(choices=[('phone', 'phone number'), ('provider', 'id at the provider'), ('email', "email address"), ('visitor', 'visitor of a website')], db_default='provider', default='provider', max_length=8, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['phone'], name='lead_phone'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='lead_email'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='lead_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.channelaccount', verbose_name='channel account'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='agent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='conversations.message'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('uploader', 'provider'), _negated=True), ('message__isnull', False), _connector='OR'), name='provided_with_message'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'stored'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), ('stored_at__isnull', False)), _connector='OR'), name='stored_attachment_has_file'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='failed_attachment_says_why'),
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
    ]
