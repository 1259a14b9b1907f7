# One image for every program of the graph; docker-compose.yml says which of them a container runs. There is no build.
FROM node:24.21.0-slim

ENV NODE_ENV=production
WORKDIR /app

# The manifests come first: the packages are installed anew only when these change.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY kit/package.json kit/
COPY schema/package.json schema/
COPY migrations/package.json migrations/
COPY services/memory/package.json services/memory/
COPY services/nexus/package.json services/nexus/
COPY services/world/package.json services/world/
COPY gateway/package.json gateway/
COPY ops/package.json ops/
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --prod && rm -rf /root/.npm /root/.cache /root/.local

COPY kit kit/
COPY schema schema/
COPY migrations migrations/
COPY services services/
COPY gateway gateway/
COPY ops ops/

USER node
CMD ["node", "gateway/main.ts"]
