import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Id } from '#kit/api'
import { may } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, languageOf } from '#platform/http/server'
import type { Log } from '#platform/log'
import { Device } from '../core/sourcesContract.ts'
import { LiveFeed } from './liveFeed.ts'
import { personOfDevice, type RecentDeps, type RecentFilter, type RecentItem, readRecent } from './recent.ts'

export const streamPath = '/api/v1/events/stream'
const right = 'sources:read'
const Filter = z.object({ source: Id.optional(), device: Device.optional() })

/** A reader that does not keep up is let go at this: it comes back and goes on where it was. */
const mostWaiting = 256 * 1024

/** Of what a reader was sent: more than can overlap. */
const mostRemembered = 1000

export interface StreamDeps extends RecentDeps {
  log: Log
  /** How often a line goes out although nothing comes in, and rights are looked at again. */
  beatMs?: number
  lookMs?: number
}

/** What comes in as server-sent events. An item's id is the event's, with which a reader that was cut off goes on. */
export function liveStreamRoutes(app: FastifyInstance, deps: StreamDeps, authenticate: Authenticate) {
  const feed = new LiveFeed<RecentItem>({
    ...deps,
    everyMs: deps.lookMs ?? 1000,
    read: (since) => readRecent(deps, {}, since),
  })
  const open = new Set<FastifyReply>()
  app.get(streamPath, { exposeHeadRoute: false }, async (request, reply) => {
    const refused = refusalOf(await authenticate(request))
    if (refused) return refuse(request, reply, refused)
    const filter = Filter.safeParse(request.query)
    if (!filter.success) return refuse(request, reply, 400)
    open.add(reply)
    reply.raw.on('close', () => open.delete(reply))
    const mayStay = async () => refusalOf(await authenticate(request)) === null
    await follow(deps, feed, {
      reply,
      filter: filter.data,
      lastId: String(request.headers['last-event-id'] ?? ''),
      mayStay,
    })
  })
  // Whoever watches would keep the server from closing.
  app.addHook('preClose', async () => {
    for (const { raw } of open) raw.end()
  })
}

interface Follower {
  reply: FastifyReply
  filter: RecentFilter
  lastId: string
  mayStay(): Promise<boolean>
}

/** Sends what is recent or was missed, then what comes in. What fails ends the stream: its reader comes back. */
async function follow(deps: StreamDeps, feed: LiveFeed<RecentItem>, { reply, filter, lastId, mayStay }: Follower) {
  const stream = begin(reply)
  const isMine = filterOf(deps, filter)
  const orEnd = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      deps.log.warn({ error: String(error) }, 'a live stream ended')
      reply.raw.end()
    })
  const stop = feed.watch((items) => void orEnd(isMine(items).then(stream.send)))
  const beat = async () => ((await mayStay()) ? stream.beat() : reply.raw.end())
  const beats = setInterval(() => void orEnd(beat()), deps.beatMs ?? 15_000)
  reply.raw.on('close', () => {
    stop()
    clearInterval(beats)
  })
  const missed = feed.after(lastId)
  const first = missed ? isMine(missed) : readRecent(deps, filter).then((items) => items.toReversed())
  await orEnd(first.then(stream.send))
}

const refusalOf = (actor: Awaited<ReturnType<Authenticate>>): 401 | 403 | null =>
  actor.kind === 'nobody' ? 401 : may(actor, right) ? null : 403

const titles = {
  400: { zh: '请求有误', en: 'The request is wrong' },
  401: { zh: '请先登录', en: 'Log in first' },
  403: { zh: '没有权限', en: 'Not allowed' },
}
const codes = { 400: 'bad-request', 401: 'unauthorized', 403: 'forbidden' }

function refuse(request: FastifyRequest, reply: FastifyReply, status: 400 | 401 | 403) {
  return reply.code(status).send(problem(status, codes[status], titles[status], request.id, languageOf(request)))
}

function begin(reply: FastifyReply) {
  reply.hijack()
  const { raw } = reply
  // no-transform and no buffering: a proxy that collects a page before it passes it on would never pass this one on.
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  const write = (text: string) => {
    if (raw.writableEnded) return
    raw.write(text)
    if (raw.writableLength > mostWaiting) raw.end()
  }
  write('retry: 2000\n\n')
  let sent = new Set<string>()
  return {
    /** Each item once: what is recent and what comes in overlap. */
    send: (items: readonly RecentItem[]) => {
      const fresh = items.filter(({ id }) => !sent.has(id))
      sent = new Set([...[...sent].slice(-mostRemembered), ...fresh.map(({ id }) => id)])
      write(fresh.map((item) => `id: ${item.id}\ndata: ${JSON.stringify(item)}\n\n`).join(''))
    },
    beat: () => write(': still here\n\n'),
  }
}

/** Who has a device is asked each time: its owner may log in while somebody watches. */
function filterOf(deps: RecentDeps, { source, device }: RecentFilter) {
  return async (items: readonly RecentItem[]): Promise<readonly RecentItem[]> => {
    const mine = items.filter((item) => source === undefined || item.source === source)
    if (device === undefined || mine.length === 0) return mine
    const person = await personOfDevice(deps, device)
    return person === null ? [] : mine.filter((item) => item.person === person)
  }
}
