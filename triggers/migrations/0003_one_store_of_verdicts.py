"""One store of verdicts, on scenarios and on handoffs. There is no release yet whose verdicts must be kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0016_brand"),
        ("triggers", "0002_priority"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Verdict"),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scenario_key', models.CharField(blank=True, max_length=60, verbose_name='scenario')),
                ('handoff_id', models.UUIDField(blank=True, null=True, verbose_name='handoff')),
                ('opinion', models.CharField(choices=[('justified', 'justified'), ('unnecessary', 'unnecessary: no person was needed'), ('missed', 'missed: a person was needed earlier')], max_length=12, verbose_name='verdict')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='first said')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='at')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='conversations.conversation')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='conversations.message')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'verdict',
                'verbose_name_plural': 'verdicts',
                'ordering': ('-updated_at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('handoff_id__isnull', True)), fields=('message', 'scenario_key', 'reviewer'), name='verdict_once'), models.UniqueConstraint(condition=models.Q(('handoff_id__isnull', False)), fields=('handoff_id', 'reviewer'), name='handoff_verdict_once'), models.CheckConstraint(condition=models.Q(models.Q(('handoff_id__isnull', True), ('message__isnull', False), models.Q(('scenario_key', ''), _negated=True)), models.Q(('handoff_id__isnull', False), ('scenario_key', '')), _connector='OR'), name='verdict_has_subject')],
            },
        ),
    ]
