# One image for the web process, the workers, beat and the commands. It writes nowhere but /data and /tmp.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /
RUN python3 -m venv /venv && /venv/bin/pip install --quiet --require-hashes -r /requirements.txt

FROM python:3.11-slim
# Pango lays out certificates and minutes
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin cqp \
    && install -d -o cqp -g cqp -m 0750 /data
COPY --from=build /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp XDG_CACHE_HOME=/tmp/cache TMPDIR=/tmp \
    VAR_DIR=/data MEDIA_ROOT=/data/files BIND=0.0.0.0:8000
# neither of these two is used: collecting files asks no database and signs nothing
RUN DATABASE_URL=postgres://nobody@127.0.0.1/none SECRET_KEY=of-the-build-only python manage.py collectstatic --no-input \
    && python -m compileall -q cqp jury certificates candidates referentials accounts audit notifications ui rules
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "-I", "/app/cqp/probe.py"]
CMD ["gunicorn", "-c", "python:cqp.gunicorn", "cqp.wsgi"]
