import { existsSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { pageSignature } from '../engine/aes.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { isAliyun, rootPost } from '../sms/routes.ts'
import type { World } from '../world/world.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'web')
const colours = ['#3f7fbf', '#7a5ac2', '#0b7a5b', '#a65e0e', '#b0446b', '#4a7d8c', '#8a6d3b', '#5b6ee1']

/** The page with the phones, its scripts, and what pages inside the phones load. */
export const pageRoutes: Route[] = [
  { family: 'page', method: 'GET', path: '/', run: (call) => (isAliyun(call) ? rootPost(call) : html(call)) },
  route(
    'page',
    'GET',
    '/lab/web/:file',
    z.object({ file: z.string().regex(/^[a-zA-Z]+\.(?:js|css)$/) }),
    (_world, { file }, { reply }) => sendFile(reply, file),
  ),
  ...['/jssdk/jweixin.js', '/open/js/:version'].map((path) =>
    route('page', 'GET', path, z.object({}), (_world, _input, { reply }) => sendFile(reply, 'jweixin.js')),
  ),
  route('page', 'GET', '/lab/jsqr.js', z.object({}), (_world, _input, { reply }) =>
    reply.type('text/javascript').send(readFileSync(createRequire(import.meta.url).resolve('jsqr'), 'utf8')),
  ),
  route('page', 'GET', '/lab/faces/:file', z.object({ file: z.string() }), (world, { file }, { reply }) => {
    const person = world.rows.people.get(file.replace('.svg', ''))
    return reply.type('image/svg+xml').send(face(person?.name ?? '?', Number(person?.id.slice(1) ?? 0)))
  }),
  route('page', 'GET', '/lab/media/:id', z.object({ id: z.string() }), (world, { id }, { reply }) => {
    const media = need(world.rows.media.get(id), 'NO_MEDIA', id)
    // Never what an upload claims to be: a page of somebody else's must not run here.
    const type = /^(?:image\/(?:png|jpeg|gif|webp)|video\/mp4)$/.test(media.contentType)
      ? media.contentType
      : 'application/octet-stream'
    return reply.type(type).header('x-content-type-options', 'nosniff').send(Buffer.from(media.bytes, 'base64'))
  }),
  route('page', 'GET', '/lab/stream', z.object({}), stream),
  route(
    'lab',
    'POST',
    '/lab/jssdk/check',
    z.object({
      appId: z.string(),
      timestamp: z.coerce.string(),
      nonceStr: z.string(),
      signature: z.string(),
      url: z.string(),
      agent: z.boolean().default(false),
    }),
    (world, input) => {
      const { wecom, officialAccount } = world.credentials
      const name = input.agent ? 'wecom agent' : input.appId === wecom.corpid ? 'wecom corp' : 'account jsapi'
      if (input.appId !== wecom.corpid && input.appId !== officialAccount.appid)
        throw new Refusal('invalid appid', input.appId, 400)
      const ticket = world.rows.codes.get(`ticket ${name}`)?.data['ticket'] ?? ''
      if (pageSignature(ticket, input.nonceStr, input.timestamp, input.url) !== input.signature)
        throw new Refusal('invalid signature', input.url, 400)
      return { ok: true }
    },
  ),
]

function html({ input, reply }: Call): unknown {
  const lang = input['lang'] === 'en' ? 'en' : 'zh-CN'
  const title = lang === 'en' ? 'Siyu Lab · a WeChat world' : '私域 Lab · 微信模拟世界'
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
        `<meta name="color-scheme" content="light dark"><title>${title}</title><link rel="stylesheet" href="/lab/web/lab.css">` +
        `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark)}"></head><body><div id="lab"></div>` +
        `<script src="/lab/jsqr.js" defer></script><script type="module" src="/lab/web/main.js"></script></body></html>`,
    )
}

const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><ellipse cx="16" cy="23" rx="12" ry="6" fill="none" stroke="#0b7a5b" stroke-width="3"/><path d="M16 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z" fill="#0b7a5b"/></svg>'

const compiled = new Map<string, string>()

/** Scripts are kept in TypeScript and handed out without their types. */
function sendFile(reply: Call['reply'], file: string): unknown {
  if (file.endsWith('.css')) return reply.type('text/css; charset=utf-8').send(readFileSync(join(folder, file), 'utf8'))
  const path = join(folder, file.replace(/\.js$/, '.ts'))
  if (!existsSync(path)) throw new Refusal('NO_FILE', file)
  const text =
    compiled.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8')).replace(/(from '\.\/\w+)\.ts'/g, "$1.js'")
  compiled.set(path, text)
  return reply.type('text/javascript; charset=utf-8').send(text)
}

const face = (name: string, n: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="8" fill="${colours[n % colours.length]}"/>` +
  `<text x="32" y="43" font-size="30" font-family="system-ui,sans-serif" fill="#fff" text-anchor="middle">${escaped(name.slice(0, 1))}</text></svg>`

const escaped = (text: string): string => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** Everything that happens, as it happens (server-sent events). */
function stream(world: World, _input: unknown, { reply, request }: Call): unknown {
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  })
  for (const entry of world.ledger.read(Math.max(0, world.ledger.last - 60), 60))
    reply.raw.write(`data: ${JSON.stringify(entry)}\n\n`)
  const stop = world.ledger.listen((entry) => reply.raw.write(`data: ${JSON.stringify(entry)}\n\n`))
  request.raw.on('close', stop)
  return reply
}
