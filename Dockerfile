# One image for web, worker, beat and the migration; the command decides.
FROM node:22-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=kansrijkestart.settings.production
RUN useradd --system --create-home --uid 10001 app
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt && pip check
COPY --from=assets /assets/node_modules ./node_modules
COPY . .
# Nothing secret is needed to gather static files; these values live for this one step.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost EMAIL_HOST=localhost \
    DATABASE_URL=postgresql://app@localhost/record REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --no-input \
    && mkdir -p var/media && chown -R app:app var/media
USER app
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/probe.py", "/gezond/live"]
CMD ["gunicorn", "kansrijkestart.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--max-requests=10000", \
     "--max-requests-jitter=1000", "--access-logfile=-"]
