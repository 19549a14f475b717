# umapi-lint as a container that cannot change anything:
#   docker build -t umapi-lint .
#   docker run --rm --read-only --network none -v "$PWD:/work:ro" umapi-lint
FROM python:3.13-slim AS build
COPY . /source
RUN python -m venv /opt/umapi-lint && /opt/umapi-lint/bin/pip install --no-cache-dir "/source[crypto]"

FROM python:3.13-slim
COPY --from=build /opt/umapi-lint /opt/umapi-lint
ENV PATH=/opt/umapi-lint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["umapi-lint"]
