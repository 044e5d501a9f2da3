#!/bin/bash
# Runs once, when the database volume is empty: two roles and one database (docs/adr/0002).
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set=owner_password="$DATABASE_OWNER_PASSWORD" --set=app_password="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE ks_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE ks_app LOGIN PASSWORD :'app_password';
GRANT ks_app TO ks_owner;
CREATE DATABASE kansrijkestart OWNER ks_owner TEMPLATE template0 ENCODING 'UTF8'
  LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
REVOKE ALL ON DATABASE kansrijkestart FROM PUBLIC;
GRANT CONNECT ON DATABASE kansrijkestart TO ks_app;
SQL
