"""What the web and worker processes may do in the database, beside what the code allows.

The app role reads and writes the record, and only reads history: rows arrive there through
triggers that run with the owner's rights (SECURITY DEFINER). Runs after every migration and is
safe to repeat.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql


def history_tables() -> list[str]:
    """Return the tables of all history events and their contexts."""
    from pghistory.models import Context, Event

    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and not model._meta.abstract and model._meta.managed
    }
    return sorted(tables | {Context._meta.db_table})


def protect_history(using: str = "default", **_kwargs: Any) -> None:
    """Grant the app role its rights and take the rights to change history away."""
    role = settings.DATABASE_APP_ROLE
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    tables = [name for name in history_tables() if name in existing]
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, exists(select 1 from pg_roles where rolname = %s)", [role]
        )
        current, role_exists = cursor.fetchone()
        if not role_exists or current == role:
            return
        name = sql.Identifier(role)
        for statement in (
            "grant usage on schema public to {role}",
            "grant select, insert, update, delete on all tables in schema public to {role}",
            "grant usage, select on all sequences in schema public to {role}",
        ):
            cursor.execute(sql.SQL(statement).format(role=name))
        for table in tables:
            cursor.execute(
                sql.SQL("revoke insert, update, delete, truncate on {table} from {role}").format(
                    table=sql.Identifier(table), role=name
                )
            )
        _run_history_triggers_as_owner(cursor)


def _run_history_triggers_as_owner(cursor: Any) -> None:
    cursor.execute(
        """
        select p.oid::regprocedure::text from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public'
          and (p.proname = '_pgh_attach_context'
               or (p.proname like 'pgtrigger\\_%%' and p.prosrc ilike '%%pgh_label%%'))
        """
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(
            f"alter function {signature} security definer set search_path = public, pg_temp"
        )
