import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createVault } from '#platform/crypto'
import { freshPostgres } from '#platform/testing'
import { type Lab, startLab } from '../../../lab/index.ts'
import { failuresOf, setFailures } from '../../../lab/world/failures.ts'
import type { Trouble } from '../core/trouble.ts'
import type { ApiCall } from '../server/errcodeCalls.ts'
import { Limits } from '../server/limits.ts'
import { Tokens } from '../server/tokens.ts'
import { beginRead, isLatestRead, type Read } from './wechatChannels/server/reads.ts'
import { payCodes, payTrouble } from './wechatPay/answers.ts'
import { asPay } from './wechatPay/server/adapter.ts'
import { payCalls } from './wechatPay/server/calls.ts'
import { PayKeys } from './wechatPay/server/client.ts'
import { wecomCodes, wecomTrouble } from './wecom/answers.ts'
import { wecomSettings } from './wecom/kind.ts'
import { wecomClient } from './wecom/server/client.ts'
import { weixinCodes, weixinTrouble } from './weixin/answers.ts'
import { weixinClient } from './weixin/server/client.ts'
import { weixinFields } from './weixin/settings.ts'

interface Method {
  readonly path: string
  readonly isPost: boolean
  /** Whether every place that calls it allows that it is asked again after silence. */
  readonly isRepeatable: boolean
}

/** Every method that the adapters of these folders call, read off their sources: a new one is in the table by itself. */
function methodsOf(folders: readonly string[]): Method[] {
  const sources = folders.flatMap((folder) => {
    const at = join(import.meta.dirname, folder, 'server')
    return readdirSync(at).map((file) => readFileSync(join(at, file), 'utf8'))
  })
  const found = new Map<string, Method>()
  for (const source of sources)
    for (const match of source.matchAll(/path: '([-a-z_/0-9]+)'/g)) {
      const [, path = ''] = match
      const rest = source.slice(match.index, match.index + 260)
      const request = rest.slice(0, /\}\)/.exec(rest)?.index ?? rest.length)
      const [isPost, isRepeatable] = [/\bbody\b/.test(request), /repeatable: true/.test(request)]
      const before = found.get(path)
      found.set(path, {
        ...{ path, isPost: isPost || before?.isPost === true },
        isRepeatable: isRepeatable && before?.isRepeatable !== false,
      })
    }
  // The longest first: a switch of the lab holds for what lies below its path too.
  return [...found.values()].sort((a, b) => b.path.length - a.path.length)
}

/** What makes something, or writes to somebody: asked for twice it would be there twice. */
const onlyOnce =
  /add_|create$|\/send$|send_welcome|mass\/send|transfer_customer|transfer$|mark_tag|getuserphonenumber|getuserinfo/
/** A menu is replaced whole. */
const whole = '/cgi-bin/menu/create'

const kindsTried = ['wecom', 'officialAccount', 'miniProgram', 'wechatChannels'] as const
let lab: Lab
let store: Awaited<ReturnType<typeof freshPostgres>>
let tokens: Tokens
const ids: string[] = []

beforeAll(async () => {
  lab = await startLab()
  store = await freshPostgres()
  tokens = new Tokens({ postgres: store.postgres, vault: createVault(Buffer.alloc(32, 7)), now: Date.now })
  for (const kind of kindsTried) {
    const row = await store.postgres.pool.query(`insert into carriers_account
      (kind, name, settings, secrets, key_hash, key_sealed, created_by, created_at)
      values ('${kind}', 'a', '{}', '', '${kind}', '', 'x', now()) returning id`)
    ids.push(row.rows[0].id)
  }
})
afterAll(async () => {
  await lab?.stop()
  await store?.close()
})

/** Nothing of what was counted before: a limit that was met holds its path for a minute. */
function clientOf(kind: (typeof kindsTried)[number]): ApiCall {
  const deps = { tokens, limits: new Limits(Date.now) }
  const { wecom, officialAccount, miniprogram: miniProgram, channels: wechatChannels } = lab.world.credentials
  const of = { id: ids[kindsTried.indexOf(kind)] ?? '', kind, name: kind, on: true }
  if (kind === 'wecom') {
    const settings = wecomSettings.parse({ ...wecom, agentid: String(wecom.agentid), base: lab.url })
    return wecomClient(deps, { ...of, settings })
  }
  const settings = { ...{ officialAccount, miniProgram, wechatChannels }[kind], base: lab.url }
  return weixinClient(deps, { ...of, settings: z.object(weixinFields).parse(settings) })
}

const Any = z.looseObject({})
const attempts: Partial<Record<Trouble['meaning'], number>> = { busy: 4, token: 2 }
const many = 1000
const used = () => new Map(failuresOf(lab.world).map(({ path, times }) => [path, many - times]))
const unplayed = () => lab.world.ledger.read(0, 100_000, 'unplayed')

describe.each([
  ['wecom', ['wecom'], 'wecom', '/cgi-bin/', wecomCodes, wecomTrouble],
  ['official account', ['officialAccount'], 'officialAccount', '', weixinCodes, weixinTrouble],
  ['mini program', ['miniProgram', 'weixin'], 'miniProgram', '', weixinCodes, weixinTrouble],
  ['channels shop', ['wechatChannels'], 'wechatChannels', '', weixinCodes, weixinTrouble],
] as const)('[C4] %s', (_, folders, kind, base, codes, troubleOf) => {
  const methods = methodsOf(folders)
  const ask = (call: ApiCall, { path, isPost, isRepeatable }: Method) =>
    call({ path, ...(isPost ? { body: {} } : {}), answer: Any, repeatable: isRepeatable, timeoutMs: 5000 })

  test('every method is one the platform has; what makes something is not asked for again after silence', async () => {
    expect(methods.length).toBeGreaterThan(kind === 'wecom' ? 25 : 3)
    const call = clientOf(kind)
    await Promise.all(methods.map((one) => ask(call, one)))
    expect(unplayed()).toEqual([])
    const risky = methods.filter(({ path, isRepeatable }) => isRepeatable && onlyOnce.test(path) && path !== whole)
    expect(risky).toEqual([])
  })

  test.each(codes)('every method answered with %i', async (code) => {
    setFailures(
      lab.world,
      methods.map(({ path }) => ({ id: path, path: base + path, times: many, errcode: code })),
    )
    const call = clientOf(kind)
    const got = await Promise.all(methods.map((one) => ask(call, one)))
    const { meaning } = troubleOf(code, '')
    const asked = methods.map(({ path }) => used().get(base + path))
    setFailures(lab.world, [])
    for (const [i, one] of got.entries())
      expect([methods[i]?.path, one.ok ? one : { meaning: one.refusal.meaning, code: one.refusal.code }]).toEqual([
        methods[i]?.path,
        { meaning, code },
      ])
    expect(new Set(asked)).toEqual(new Set([attempts[meaning] ?? 1]))
    if (meaning !== 'limited') return
    // Nothing goes there for a while.
    const again = await Promise.all(methods.map((one) => ask(call, one)))
    expect(again.every((one) => !one.ok && one.refusal.meaning === 'limited' && (one.refusal.waitMs ?? 0) > 0)).toBe(
      true,
    )
  })

  test.each([
    ['silence', { timeout: 5 }],
    ['what is no answer', { garbage: true }],
  ])('after %s what may be done twice is asked again, and nothing else', async (__, failure) => {
    setFailures(
      lab.world,
      methods.map(({ path }) => ({ id: path, path: base + path, times: many, ...failure })),
    )
    const got = await Promise.all(methods.map((one) => ask(clientOf(kind), one)))
    const asked = methods.map(({ path }) => used().get(base + path))
    setFailures(lab.world, [])
    expect(got.every((one) => !one.ok && one.refusal.meaning === 'network' && one.refusal.code === null)).toBe(true)
    expect(asked).toEqual(methods.map(({ isRepeatable }) => (isRepeatable ? 4 : 1)))
  })
})

describe('[C4] [C29] WeChat Pay', () => {
  const calls = payCalls(new PayKeys())
  function everyMethod() {
    const { mchid, serial, merchantPrivateKey, apiV3Key, publicKeyId, publicKey } = lab.world.credentials.pay
    const settings = { mchid, serial, privateKey: merchantPrivateKey, apiV3Key, publicKeyId, publicKey, base: lab.url }
    const merchant = asPay({ id: '9', kind: 'wechatPay', name: '商户', settings, on: true })
    const number = 'SY2026112800000001'
    const notify = 'https://a.cn/x'
    return Promise.all([
      calls.order(merchant, { appid: 'wx0', openid: 'o', number, description: '镜片', amount: 1, notify }),
      calls.read(merchant, number),
      calls.close(merchant, number),
      calls.refund(merchant, { order: number, number: `${number}R`, total: 1, amount: 1, reason: '', notify }),
      calls.readRefund(merchant, `${number}R`),
      calls.readTransfer(merchant, number),
      calls.cancelTransfer(merchant, number),
    ])
  }
  const fail = (failure: { code?: string; status?: number; timeout?: number; garbage?: boolean }) =>
    setFailures(lab.world, [{ id: 'v3', path: '/v3', times: many, ...failure }])

  test.each(payCodes.flatMap((code) => (payTrouble(400, code, '').meaning === 'busy' ? [] : [code])))(
    'every method answered with %s',
    async (code) => {
      fail({ code, status: 400 })
      const got = await everyMethod()
      setFailures(lab.world, [])
      const { meaning } = payTrouble(400, code, '')
      expect(got.map((one) => (one.ok ? one : [one.refusal.meaning, one.refusal.code]))).toEqual(
        got.map(() => [meaning, code]),
      )
    },
  )

  test.each([
    ['silence', { timeout: 5 }, 'network'],
    ['what is no answer', { garbage: true }, 'network'],
    ['a platform that is busy', { code: 'SYSTEM_ERROR', status: 500 }, 'busy'],
  ] as const)('after %s nothing is taken for done', async (_, failure, meaning) => {
    fail(failure)
    const got = await everyMethod()
    setFailures(lab.world, [])
    expect(got.map((one) => (one.ok ? one : one.refusal.meaning))).toEqual(got.map(() => meaning))
  })
})

test('[C99] of a shop that was connected before orders had a source of their own the old one goes on', async () => {
  const { pool } = store.postgres
  const migration = '../server/migrations/0088_order_source.sql'
  const shop = ids[kindsTried.indexOf('wechatChannels')]
  for (let n = 0; n < 2; n += 1) await pool.query(readFileSync(join(import.meta.dirname, migration), 'utf8'))
  const { rows } = await pool.query("select id, settings from carriers_account where settings <> '{}'")
  expect(rows).toEqual([{ id: shop, settings: { orderSource: `wechatChannels-${shop}` } }])
})

test('[C101] of two answers the one that was asked for later stands, whichever comes first, twice too', async () => {
  const { postgres } = store
  const account = ids[0] ?? ''
  const puts = (read: Read) => postgres.transaction((tx) => isLatestRead(tx, read))
  const [old, other] = [await beginRead(postgres, account, '1'), await beginRead(postgres, account, '2')]
  const late = await beginRead(postgres, account, '1')
  expect([await puts(late), await puts(old), await puts(late), await puts(other)]).toEqual([true, false, true, true])
  const reads = await Promise.all(Array.from({ length: 12 }, () => beginRead(postgres, account, '3')))
  const put: string[] = []
  const keeps = (read: Read) =>
    postgres.transaction(async (tx) => void ((await isLatestRead(tx, read)) && put.push(read.read)))
  await Promise.all(reads.toReversed().map(keeps))
  const newest = reads.map(({ read }) => Number(read)).sort((a, b) => b - a)[0]
  expect(Number(put.at(-1))).toBe(newest)
})
