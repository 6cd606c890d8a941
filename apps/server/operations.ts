import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Olap } from '#platform/clickhouse/olap'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { describe, version } from './description.ts'
import { homePage } from './page.ts'

export interface OperationDeps {
  postgres: Postgres
  olap: Olap
  outbox: Outbox
  writer: { waiting: number }
  spool: { waiting: number }
  where: { postgres: string; olap: string; files: string }
}

/** Pages and probes for people who run Siyu. */
export function operationRoutes(app: FastifyInstance, deps: OperationDeps) {
  const metrics = metricsOf(app, deps)
  app.get('/', async (_request, reply) => reply.type('text/html').send(homePage(version, deps.where)))
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = await readiness(deps)
    const ready = Object.values(checks).every((state) => state === 'ok')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', checks })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  let description: Promise<object> | null = null
  app.get('/api/openapi.json', async () => {
    description ??= describe()
    return description
  })
  docsPage(app)
}

async function readiness({ postgres, olap }: OperationDeps): Promise<Record<string, string>> {
  const within = async (work: Promise<unknown>) => {
    const timeout = AbortSignal.timeout(2000)
    const late = new Promise<never>((_, reject) =>
      timeout.addEventListener('abort', () => reject(new Error('timeout'))),
    )
    try {
      await Promise.race([work, late])
      return 'ok'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  const [pg, ch] = await Promise.all([within(postgres.ping()), within(olap.bytes('select 1 format TSV'))])
  return { postgres: pg, olap: ch }
}

function metricsOf(app: FastifyInstance, deps: OperationDeps): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'siyu_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    duration.observe(labels, reply.elapsedTime / 1000)
  })
  gauge(registry, 'siyu_events_waiting', 'Events accepted and not yet stored', () => deps.writer.waiting)
  const spooled = 'Requests of Sensors SDKs that wait on the disk for the stores'
  gauge(registry, 'siyu_spool_bytes', spooled, () => deps.spool.waiting)
  new Gauge({
    name: 'siyu_outbox_waiting',
    help: 'Facts a consumer has not seen',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      for (const { consumer, waiting } of await deps.outbox.lag()) this.set({ consumer }, waiting)
    },
  })
  return registry
}

function gauge(registry: Registry, name: string, help: string, value: () => number) {
  const collect = function (this: Gauge) {
    this.set(value())
  }
  registry.registerMetric(new Gauge({ name, help, registers: [], collect }))
}

const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
}

/** Swagger UI from its package: no CDN, so it works in a closed network. */
function docsPage(app: FastifyInstance) {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Siyu API</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/docs/swagger-ui.css">
<div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', deepLinking: true, persistAuthorization: true })</script></html>`
  app.get('/api/docs', async (_request, reply) => reply.type('text/html').send(page))
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/api/docs/${name}`, async (_request, reply) => reply.type(type).send(readFileSync(join(folder, name))))
  }
}
