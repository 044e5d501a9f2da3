
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('coalitions', '0019_agendas'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='advicemessage',
            name='nobody_advises_their_own',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advicemessage',
            trigger=pgtrigger.compiler.Trigger(name='nobody_advises_their_own', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.kind IN ('advice', 'enquiry') AND EXISTS (\n    SELECT 1 FROM coalitions_membership m\n    JOIN coalitions_assessment a ON a.coalition_id = m.coalition_id\n    WHERE a.id = NEW.assessment_id AND m.user_id = NEW.author_id\n        AND m.since <= (COALESCE(NEW.shared_at, NEW.created_at) AT TIME ZONE 'Europe/Amsterdam')::date\n        AND (m.until IS NULL OR m.until > (COALESCE(NEW.shared_at, NEW.created_at) AT TIME ZONE 'Europe/Amsterdam')::date)\n) THEN\n    RAISE EXCEPTION 'nobody advises their own coalition' USING ERRCODE = 'check_violation';\nEND IF;\nIF NEW.statement_id IS NOT NULL AND NOT EXISTS (\n    SELECT 1 FROM coalitions_statement s\n    WHERE s.id = NEW.statement_id AND s.principle_id = NEW.principle_id\n) THEN\n    RAISE EXCEPTION 'a statement of another principle' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n", hash='99cf4afd2fdf7837724e2b5950c825bfde025f8f', operation='INSERT OR UPDATE', pgid='pgtrigger_nobody_advises_their_own_b7498', table='coalitions_advicemessage', when='BEFORE')),
        ),
    ]
