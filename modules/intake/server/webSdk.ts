import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '#platform/http/problem'
import { languageOf } from '#platform/http/server'
import { unknownKey } from './answers.ts'
import type { Source, Sources } from './sources.ts'

/**
 * 1.26.17 is the last version under the Apache License: since 1.27 the package's LICENSE asks businesses to buy one,
 * though its package.json still says Apache-2.0.
 */
const folder = dirname(createRequire(import.meta.url).resolve('sa-sdk-javascript/package.json'))
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
const pack = promisify(gzip)

interface Script {
  text: Buffer
  gzipped: Buffer
  etag: string
}

/** The web SDK with everything set, for a page that wants to do nothing but name it: GET /sdk/web.js?key=… */
export function webSdkRoutes(app: FastifyInstance, { sources }: { sources: Sources }) {
  // A source has one script; keys that are no source's never get here.
  const scripts = new Map<string, Promise<Script>>()
  app.get<{ Querystring: { key?: string } }>('/sdk/web.js', async (request, reply) => {
    const { key = '' } = request.query
    const source = await sources.find(String(key))
    if (!source) return unknownKey(request, reply)
    if (source.kind === 'server') return secretKey(request, reply)
    const script = scripts.get(key) ?? scriptOf(key, source)
    scripts.set(key, script)
    return send(request, reply, await script)
  })
  app.get('/sdk/web.license.txt', async (_request, reply) => {
    return reply.type('text/plain; charset=utf-8').send(readFileSync(join(folder, 'LICENSE')))
  })
}

/** Whoever reads a page reads its keys: one that is believed must not stand there. */
function secretKey(request: FastifyRequest, reply: FastifyReply) {
  const title = { zh: '服务端密钥不能放在网页里，请建客户端数据源', en: 'A server key is secret: make a client source' }
  return reply.code(403).send(problem(403, 'server-key-in-page', title, request.id, languageOf(request)))
}

function send(request: FastifyRequest, reply: FastifyReply, { text, gzipped, etag }: Script) {
  reply.header('etag', etag)
  reply.header('vary', 'accept-encoding')
  // An hour, so that a new version of Siyu is everywhere soon; an old script still works when Siyu is away.
  reply.header('cache-control', 'public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800')
  reply.header('access-control-allow-origin', '*')
  reply.header('cross-origin-resource-policy', 'cross-origin')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  reply.type('text/javascript; charset=utf-8')
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(text)
  return reply.header('content-encoding', 'gzip').send(gzipped)
}

async function scriptOf(key: string, source: Source): Promise<Script> {
  const sdk = readFileSync(join(folder, 'dist/web/sensorsdata.js'), 'utf8')
  const text = Buffer.from(`${notice}${sdk}\n${start(key, source.slug)}`)
  const etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  return { text, gzipped: await pack(text, { level: 9 }), etag }
}

const notice = `/*! sa-sdk-javascript ${version}, unmodified, Apache License 2.0 (web.license.txt beside this file); its start by Siyu is at the end */\n`

/**
 * Begins to collect page views (of single-page applications too), clicks and how long a page was open. Events wait in
 * the browser's storage until they are acknowledged. `sensorsQueue` takes what a page wants to do before all is loaded.
 */
function start(key: string, project: string): string {
  const query = new URLSearchParams({ project, token: key }).toString()
  return `(function () {
  var script = document.currentScript
  var sensors = window.sensorsDataAnalytic201505
  if (!script || !sensors || window.sensors) return
  window.sensors = sensors
  // Above this file, so that it works below a path too.
  var home = script.src.replace(/sdk\\/web\\.js.*$/, '')
  sensors.use('PageLeave', { heartbeat_interval_time: 5 })
  sensors.init({
    name: 'sensors',
    server_url: home + 'sa?${query}',
    send_type: 'beacon',
    batch_send: { send_interval: 2000, datasend_timeout: 6000, storage_length: 500 },
    is_track_single_page: true,
    show_log: false,
    // By a word in a page's address these two would be loaded from the maker's servers.
    vtrack_url: 'data:text/javascript,',
    heatmap_url: 'data:text/javascript,',
    heatmap: { clickmap: 'default', scroll_notice_map: 'not_collect' },
  })
  sensors.quick('autoTrack')
  var waiting = window.sensorsQueue || []
  window.sensorsQueue = { push: function (work) { work(sensors) } }
  for (var i = 0; i < waiting.length; i += 1) waiting[i](sensors)
})()
`
}
