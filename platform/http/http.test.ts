import { once } from 'node:events'
import { connect } from 'node:net'
import { implement, ORPCError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { api, Id, type Problem } from '#kit/api'
import { createLog } from '../log.ts'
import { freshPostgres } from '../testing.ts'
import { mountApi } from './api.ts'
import type { RequestContext } from './context.ts'
import { refuse } from './problem.ts'
import { createHttp } from './server.ts'

const contract = {
  make: api
    .meta({ needs: 'things:write' })
    .route({ method: 'POST', path: '/things', successStatus: 201 })
    .input(z.object({ name: z.string().min(2), lines: z.array(z.object({ amount: z.int().min(1) })) }))
    .output(z.object({ name: z.string() })),
  find: api
    .route({ method: 'GET', path: '/things/{id}' })
    .input(z.object({ id: Id, text: z.string().optional() }))
    .output(z.object({ id: Id, open: z.string() })),
  remove: api
    .route({ method: 'DELETE', path: '/things/{id}' })
    .input(z.object({ id: Id }))
    .output(z.object({ gone: z.boolean() })),
  fail: api.meta({ needs: 'nothing' }).route({ method: 'GET', path: '/fail' }).output(z.object({})),
  refused: api.meta({ needs: 'nothing' }).route({ method: 'GET', path: '/refused' }).output(z.object({})),
  lying: api
    .meta({ needs: 'nothing' })
    .route({ method: 'GET', path: '/lying' })
    .output(z.object({ count: z.number() })),
}
const refusals: Record<'sold-out', Problem> = { 'sold-out': { status: 409, title: { zh: '卖完了', en: 'Sold out' } } }

let app: FastifyInstance
let db: Awaited<ReturnType<typeof freshPostgres>>
const lines: string[] = []
beforeAll(async () => {
  db = await freshPostgres()
  const os = implement(contract).$context<RequestContext>()
  const router = os.router({
    make: os.make.handler(({ input }) => ({ name: input.name, password: 'never shown' })),
    find: os.find.handler(async ({ input }) => {
      const { rows } = await db.postgres.pool.query('select $1::bigint as id, $2::text as text', [input.id, input.text])
      if (rows[0].id === '404') throw new ORPCError('NOT_FOUND')
      return { id: rows[0].id, open: 'yes', sealed: 'no' }
    }),
    remove: os.remove.handler(() => ({ gone: true })),
    fail: os.fail.handler(() => {
      throw new Error('the disk of 13800138000 is full')
    }),
    refused: os.refused.handler(() => refuse(refusals, 'sold-out', { retryAfterSeconds: 30 })),
    lying: os.lying.handler(() => JSON.parse('{"count":"many"}')),
  })
  app = await createHttp(createLog('info', { write: (line) => void lines.push(line) }))
  mountApi(app, router, async (request) => {
    const key = request.headers.authorization
    if (!key) return { kind: 'nobody', rights: [] }
    return { kind: 'apiKey', id: '1', name: 'k', rights: key === 'writer' ? ['things:write'] : [] }
  })
  app.get('/plain', async () => {
    throw new Error('plain route broke')
  })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await db.close()
})

interface Asked {
  by?: 'writer' | 'reader'
  payload?: object | string
  headers?: Record<string, string>
}
async function ask(
  method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS',
  path: string,
  { by = 'writer', payload, headers }: Asked = {},
) {
  const answer = await app.inject({
    ...{ method, url: path, headers: { authorization: by, ...headers } },
    ...(payload === undefined ? {} : { payload }),
  })
  const type = String(answer.headers['content-type'])
  return { status: answer.statusCode, type, body: answer.json<Record<string, unknown>>(), headers: answer.headers }
}
const english = { 'accept-language': 'en-GB,en;q=0.9' }

describe('errors are application/problem+json', () => {
  test('a wrong body lists every wrong path', async () => {
    const { status, type, body } = await ask('POST', '/api/v1/things', {
      payload: { name: 'x', lines: [{ amount: 1 }, { amount: 0 }] },
    })
    expect([status, type]).toEqual([400, expect.stringContaining('application/problem+json')])
    expect(body).toMatchObject({
      type: '/problems/bad-request',
      title: '请求内容有误',
      status: 400,
      code: 'bad-request',
    })
    expect((body['errors'] as { path: string }[]).map((error) => error.path)).toEqual(['name', 'lines.1.amount'])
  })
  test.each([
    ['没有找到', {}],
    ['Not found', english],
    ['没有找到', { 'accept-language': 'zh-CN,en;q=0.5' }],
  ])('speaks the caller’s language: %s', async (title, headers) => {
    expect(await ask('GET', '/api/v1/things/404', { headers })).toMatchObject({
      status: 404,
      body: { title, code: 'not-found' },
    })
  })
  test('a refusal has its own status, code and text, and says when to come again', async () => {
    expect(await ask('GET', '/api/v1/refused', { headers: english })).toMatchObject({
      status: 409,
      body: { title: 'Sold out', code: 'sold-out', type: '/problems/sold-out', retryAfterSeconds: 30 },
    })
    expect((await ask('GET', '/api/v1/refused')).body['title']).toBe('卖完了')
  })
  test.each(['/api/v1/nothing', '/api/v1', '/nothing', '/api/v1/things/1/more'])('nothing is at %s', async (path) => {
    const { status, type, body } = await ask('GET', path, { headers: english })
    expect([status, body['code'], body['title']]).toEqual([404, 'not-found', 'There is nothing at this address'])
    expect(type).toContain('application/problem+json')
  })
  test('who may not is told so before what they asked is looked at', async () => {
    const nobody = await app.inject({ method: 'POST', url: '/api/v1/things', payload: {} })
    expect([nobody.statusCode, nobody.json().code]).toEqual([401, 'unauthorized'])
    const { status, body } = await ask('POST', '/api/v1/things', { by: 'reader', payload: {} })
    expect([status, body['code'], body['detail']]).toEqual([403, 'forbidden', 'things:write'])
  })
  test('what broke is told in general to the caller and in full to the log, under one number', async () => {
    for (const path of ['/api/v1/fail', '/plain?phone=13811112222', '/api/v1/lying']) {
      const { status, body } = await ask('GET', path, {
        headers: { ...english, 'x-request-id': `request ${path.length}` },
      })
      expect([status, body['title']]).toEqual([500, 'Something broke; give the request id to your admin'])
      expect(JSON.stringify(body)).not.toMatch(/disk|broke out|many/)
      expect(body['requestId']).toBe(`request ${path.length}`)
    }
    expect(lines.filter((line) => line.includes('disk of')).map((line) => JSON.parse(line).requestId)).toEqual([
      'request 12',
    ])
    expect(lines.join('')).not.toContain('13811112222')
  })
  test('what no bigint and no text can hold is the caller’s mistake', async () => {
    for (const path of ['/api/v1/things/9999999999999999999', '/api/v1/things/5?text=a%00b'])
      expect(await ask('GET', path)).toMatchObject({ status: 400, body: { code: 'bad-request' } })
  })
})

describe('bodies', () => {
  test('that are no JSON, no JSON by name, or too long are refused', async () => {
    const json = { 'content-type': 'application/json' }
    expect(await ask('POST', '/api/v1/things', { payload: '{"name":', headers: json })).toMatchObject({
      status: 400,
      body: { code: 'invalid-json' },
    })
    expect(
      await ask('POST', '/api/v1/things', { payload: 'name=x', headers: { 'content-type': 'text/plain' } }),
    ).toMatchObject({ status: 415 })
    const long = await ask('POST', '/api/v1/things', {
      payload: JSON.stringify({ name: 'x'.repeat(5_000_000) }),
      headers: json,
    })
    expect([long.status, long.type]).toEqual([413, expect.stringContaining('application/problem+json')])
  })
  test('may be empty, whatever their type', async () => {
    expect(await ask('DELETE', '/api/v1/things/1')).toMatchObject({ status: 200, body: { gone: true } })
    const typed = { 'content-type': 'application/json' }
    expect(await ask('DELETE', '/api/v1/things/1', { headers: typed })).toMatchObject({ status: 200 })
    expect(await ask('DELETE', '/api/v1/things/1', { headers: typed, payload: '' })).toMatchObject({ status: 200 })
  })
})

test('answers hold what the contract declares and nothing else', async () => {
  const made = await ask('POST', '/api/v1/things', { payload: { name: 'lamp', lines: [] } })
  expect([made.status, made.body]).toEqual([201, { name: 'lamp' }])
  expect((await ask('GET', '/api/v1/things/7')).body).toEqual({ id: '7', open: 'yes' })
  expect(made.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) })
})

test('a stop waits for no connection that was opened and never used', async () => {
  const app = await createHttp(createLog('silent'))
  const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, 'connect')
  const gone = once(socket, 'close')
  await app.close()
  await gone
})
