"""A list of many patients that staff read is one row of no patient."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The patient of a row may be none."""

    dependencies = [("accounts", "0002_invitations_and_access_log")]

    operations = [
        migrations.AlterField(model_name="accesslog", name="patient_id", field=models.UUIDField(null=True)),
    ]
