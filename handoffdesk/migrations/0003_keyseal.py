from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handoffdesk", "0002_login")]
    operations = [
        migrations.CreateModel(
            name="KeySeal",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="name")),
                ("sealed", models.TextField(editable=False)),
            ],
            options={"verbose_name": "key seal", "verbose_name_plural": "key seals"},
        ),
    ]
