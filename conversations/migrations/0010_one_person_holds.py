"""The database itself keeps one lead for each address in whichever spelling."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_fill_one_person")]

    operations = [
        migrations.RemoveConstraint(
            model_name='leadidentity',
            name='identity_once',
        ),
        migrations.AddIndex(
            model_name='leadidentity',
            index=models.Index(condition=models.Q(('left_at__isnull', False)), fields=['account', 'external_id'], name='identity_left'),
        ),
        migrations.AddConstraint(
            model_name='leadidentity',
            constraint=models.UniqueConstraint(fields=('account', 'canonical'), name='identity_once'),
        ),
        migrations.AddConstraint(
            model_name='leadidentity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('canonical__isnull', False), ('left_at__isnull', True)), models.Q(('canonical__isnull', True), ('left_at__isnull', False)), _connector='OR'), name='identity_found'),
        ),
    ]
