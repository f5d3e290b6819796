# Rights Ledger: the services and the command, from source to a small image that runs as nobody.

FROM rust:1.95-slim-bookworm AS build
# librdkafka is built from source: gcc and make.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev make && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN cargo build --locked --profile dist --features servers \
        --bin rights --bin rights-sequencer --bin rights-projector --bin rights-gateway \
    && mkdir /programs \
    && cp target/dist/rights target/dist/rights-sequencer target/dist/rights-projector target/dist/rights-gateway /programs/

FROM debian:bookworm-slim
# For the health checks of whoever orchestrates it.
RUN apt-get update && apt-get install --yes --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY --from=build /programs/ /usr/local/bin/
RUN install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/rights
USER 10001:10001
ENV RIGHTS_DATA_DIR=/var/lib/rights
VOLUME /var/lib/rights
EXPOSE 7878
CMD ["rights", "--help"]
