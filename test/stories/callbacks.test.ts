import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

type Json = Record<string, string>
type Door = 'wecom' | 'officialAccount' | 'miniprogram'

const folder = mkdtempSync(join(tmpdir(), 'siyu-callbacks-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let code = ''
let template = ''
const accounts: Record<Door, string> = { wecom: '', officialAccount: '', miniprogram: '' }

const post = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>

beforeAll(async () => {
  lab = await startLab()
  await post('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  const { wecom, officialAccount, miniprogram } = lab.world.credentials
  const base = lab.url
  const { corpid, secret, token, encodingAESKey } = wecom
  const corp = { corpid, agentid: String(wecom.agentid), secret, token, encodingAESKey, base }
  const weixin = ({ appid, secret, token, encodingAESKey }: typeof miniprogram) => ({
    ...{ appid, secret, token, encodingAESKey, base },
  })
  const kinds = [
    ['wecom', 'wecom', corp],
    ['officialAccount', 'officialAccount', weixin(officialAccount)],
    ['miniprogram', 'miniProgram', weixin(miniprogram)],
  ] as const
  for (const [door, kind, settings] of kinds) {
    const made = await api.carrierAccounts.create({ kind, name: door, settings })
    accounts[door] = made.id
    await post('/lab/callbacks', { [door]: siyu.url + made.callback })
  }
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C1] the accounts are connected and what stands there is read', async () => {
  await api.carrierAccounts.sync({ id: accounts.wecom })
  await soon(async () => (await api.carrierAccounts.get({ id: accounts.wecom })).syncedAt !== null).toBe(true)
  code = (await api.staffCodes.create({ account: accounts.wecom, name: '海报', staff: ['s01a'] })).qrCode ?? ''
  template = lab.world.rows.templates.all().find(({ app }) => app === 'mini')?.id ?? ''
})

/** Both clocks go on: what happens in one second has no order. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await post('/lab/clock', { advance: ms / 1000 })
}

/** Nothing is on its way, and what came is done. */
async function quiet(door: Door) {
  await lab.idle()
  await soon(async () => {
    siyu.clock.advance(100)
    return (await api.carrierAccounts.get({ id: accounts[door] })).waiting
  }).toBe(0)
}

/** What somebody does at each platform, one step after another. */
const lives: Record<Door, ((id: string) => Promise<unknown>)[]> = {
  wecom: [
    (id) => post(`/lab/people/${id}/scan`, { url: code }),
    (id) => post(`/lab/people/${id}/delete`, { staff: 's01a' }),
    (id) => post(`/lab/people/${id}/scan`, { url: code }),
    (id) => post(`/lab/staff/s01a/mark`, { person: id, remark: '常客' }),
  ],
  officialAccount: [
    (id) => post(`/lab/people/${id}/follow`),
    (id) => post(`/lab/people/${id}/write`, { app: 'account', text: '几点关门' }),
    (id) => post(`/lab/people/${id}/unfollow`),
    (id) => post(`/lab/people/${id}/follow`),
  ],
  miniprogram: [true, true, false, true].map(
    (accept) => (id: string) =>
      post(`/lab/people/${id}/subscribe-messages`, { app: 'mini', templates: [template], accept }),
  ),
}

/** What Siyu knows of them in the end, without what differs from one person to the next. */
async function known(door: Door, unionid: string) {
  const person = await api.people.lookup({ type: 'unionid', value: unionid }).catch(() => null)
  if (!person) return null
  const { items } = await api.people.timeline({ id: person.id })
  const of = { id: accounts.miniprogram, person: person.id, template }
  return {
    identities: person.identities.map(({ type }) => type).sort(),
    ties: person.carriers.map(({ carrier, endedAt }) => `${carrier} ${endedAt === null ? 'open' : 'over'}`).sort(),
    history: items.map(({ name }) => name).sort(),
    left: door === 'miniprogram' ? (await api.weixin.credit(of)).left : null,
  }
}

/** Somebody new lives through it while the callbacks come as `failure` says; answers what is known when all is quiet. */
async function live(door: Door, failure: object | null) {
  const { id = '', unionid = '' } = await post('/lab/people', { name: '小林' })
  if (door === 'miniprogram') {
    const login = (await post(`/lab/people/${id}/login`))['code'] ?? ''
    await api.weixin.login({ account: accounts.miniprogram, code: login })
  }
  for (const [i, step] of lives[door].entries()) {
    // The last one comes as it should: what was held back for it follows it.
    if (failure && i < lives[door].length - 1)
      await post('/lab/failures', { path: `callback:${door}`, times: 1, ...failure })
    await step(id)
    await pass(2000)
    await quiet(door)
  }
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  return known(door, unionid)
}

describe.each(['wecom', 'officialAccount', 'miniprogram'] as const)('[C2] callbacks of %s', (door) => {
  let wanted: Awaited<ReturnType<typeof known>>

  test('as they should come', async () => {
    wanted = await live(door, null)
    const ties = { wecom: 'wecom', officialAccount: 'officialAccount', miniprogram: null }[door]
    expect(wanted?.ties).toEqual(ties ? [`${ties} open`, `${ties} over`] : [])
    expect(wanted?.left).toBe(door === 'miniprogram' ? 3 : null)
  })

  test.each([
    ['twice', { duplicate: true }],
    ['late', { late: 1 }],
    ['with forged ones between them', { forged: true }],
  ])('%s they come to the same, with the same history', async (_, failure) => {
    expect(await live(door, failure)).toEqual(wanted)
  })

  test('[C90] the first ones after the last they come to the same, with the same history', async () => {
    expect(await live(door, { swapped: true })).toEqual(wanted)
  })
})
