import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { contract } from '../../apps/server/contract.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare, segment } from '../support/siyu.ts'
import { Visitor } from '../support/visitor.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-scope-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''
/** Whose customer each is: of two members of one store, and of another store's. */
const customers: Record<'s01a' | 's01b' | 's02a', { person: string; external: string }> = {
  s01a: { person: '', external: '' },
  s01b: { person: '', external: '' },
  s02a: { person: '', external: '' },
}
type Member = keyof typeof customers
const members = Object.keys(customers) as Member[]

const labPost = async (path: string, body: unknown = {}) =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, string>
  >

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A colleague who is this member, in a browser that has come in. */
async function comesIn(name: string, role: 'operator' | 'frontline', member: string) {
  const { id } = await api.staff.addStaff({ name, account: member, role, password: 'a long password 长密码' })
  await api.staff.bindMember({ id, account, member })
  const visitor = new Visitor(siyu.url, { 'x-lab-staff': member })
  await visitor.open(`${siyu.url}/m/sidebar`)
  return { id, visitor }
}

test('an account is connected; three members have a customer each', async () => {
  await api.staff.setup({ account: 'boss', name: '老板', password: 'a long password 长密码' })
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  account = made.id
  await labPost('/lab/callbacks', { wecom: siyu.url + made.callback })
  await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.carrierAccounts.get({ id: account })).syncedAt !== null).toBe(true)
  for (const staff of members) {
    const { id, unionid = '', external_userid: external = '' } = await labPost('/lab/people', { name: `客户${staff}` })
    await labPost(`/lab/people/${id}/add`, { staff })
    await lab.idle()
    const found = () => api.people.lookup({ type: 'unionid', value: unionid }).catch(() => null)
    await soon(async () => (await found())?.enteredAt ?? null).not.toBeNull()
    customers[staff] = { person: (await found())?.id ?? '', external }
  }
})

interface Endpoint {
  method: string
  path: string
  needs: string
  scope: string | undefined
}

function endpointsIn(node: object): Endpoint[] {
  if ('~orpc' in node) {
    const { meta, route } = node['~orpc'] as {
      meta: { needs: string; scope?: string }
      route: { method: string; path: string }
    }
    return [{ ...route, needs: meta.needs, scope: meta.scope }]
  }
  return Object.values(node).flatMap((child: object) => endpointsIn(child))
}
const endpoints = endpointsIn(contract)

let one: Awaited<ReturnType<typeof comesIn>>
const see = async (scope: 'all' | 'custom' | 'departmentTree' | 'department' | 'self', departments: string[] = []) => {
  await api.staff.changeStaff({ id: one.id, scope, scopeDepartments: departments })
}
/** Who in the lab is the customer of this member. */
const ofLab = (member: Member) => lab.world.rows.people.all().find(({ name }) => name === `客户${member}`)?.id ?? ''

describe('[F18] scope × endpoint × customer', () => {
  test.each<[Parameters<typeof see>[0], string[], Member[]]>([
    ['all', [], ['s01a', 's01b', 's02a']],
    ['self', [], ['s01a']],
    ['department', [], ['s01a', 's01b']],
    ['departmentTree', [], ['s01a', 's01b']],
    ['custom', ['4'], ['s02a']],
    ['custom', [], []],
  ])('%s %j sees the customers of %j and nobody else', async (scope, departments, seen) => {
    one ??= await comesIn('店长', 'operator', 's01a')
    await see(
      scope,
      departments.map((id) => `${account}:${id}`),
    )
    const { visitor } = one
    const ids = (list: { items?: { id?: string }[] }) => (list.items ?? []).map(({ id }) => id).sort()
    const want = seen.map((member) => customers[member].person).sort()
    expect(ids((await visitor.call('GET', '/people?entered=true')).body)).toEqual(want)
    expect((await visitor.call('GET', '/people/count')).body).toMatchObject({ entered: seen.length })
    const ofOne = endpoints.filter((endpoint) => endpoint.scope?.startsWith('person:'))
    expect(ofOne.length).toBeGreaterThan(12)
    for (const member of members) {
      const isSeen = seen.includes(member)
      const { person, external } = customers[member]
      const found = (await visitor.call('GET', `/people?q=${encodeURIComponent(`客户${member}`)}`)).body
      expect(ids(found)).toEqual(isSeen ? [person] : [])
      const at = (await visitor.call('GET', `/desk/customers?external=${external}`)).status
      // Their own customer is always theirs beside the chat.
      expect(at).toBe(isSeen || member === 's01a' ? 200 : 403)
      for (const { method, path, scope: names = '' } of ofOne) {
        const field = names.slice('person:'.length)
        const url = path.replace(`{${field}}`, person).replaceAll(/\{\w+\}/g, '999999999')
        const body = method === 'GET' || method === 'DELETE' ? undefined : {}
        const { status } = await visitor.call(method, url, body)
        expect(status === 403, `${scope}: ${method} ${path} of ${member}: ${status}`).toBe(!isSeen)
      }
    }
  })

  test('an endpoint that does not say how it keeps to a part is closed', async () => {
    await see('department')
    const closed = endpoints.filter(({ needs, scope }) => !['nothing', 'login'].includes(needs) && scope === undefined)
    expect(closed.length).toBeGreaterThan(150)
    for (const { method, path } of closed) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {}
      const { status } = await one.visitor.call(method, path.replaceAll(/\{\w+\}/g, '999999999'), body)
      expect(status, `${method} ${path}`).toBe(403)
    }
    const { status } = await fetch(`${siyu.url}/api/v1/exports/1/file`, { headers: one.visitor.headers })
    expect(status).toBe(403)
  })

  test('an admin sees everybody; whoever loses a customer sees them no more', async () => {
    const [boss] = (await api.staff.listStaff()).items.filter(({ role }) => role === 'admin')
    await expect(api.staff.changeStaff({ id: boss?.id ?? '', scope: 'self' })).rejects.toMatchObject({ status: 409 })
    await see('self')
    const mine = customers.s01a.person
    expect((await one.visitor.call('GET', `/people/${mine}`)).status).toBe(200)
    await labPost(`/lab/people/${ofLab('s01a')}/delete`, { staff: 's01a' })
    await lab.idle()
    await soon(async () => (await one.visitor.call('GET', `/people/${mine}`)).status).toBe(403)
  })
})

test('[C50] a store is looked after: who has not sent, who did not answer yesterday, who was left; others of the store alone', async () => {
  await see('department')
  const team = async () => (await one.visitor.call('GET', '/desk/team')).body.members ?? []
  const of = async (member: Member) => (await team()).find((row) => row.member === member)
  expect((await team()).map(({ member }) => member).sort()).toEqual(['s01a', 's01b'])
  expect(await of('s01b')).toMatchObject({ customers: 1, added: 1, lost: 0, sends: 0, replied: null })
  await api.guarding.change({ quietFrom: '03:00', quietTo: '03:00' })
  const people = [customers.s01b.person]
  await api.sends.create({ account, name: '周末', people, content: { text: '周末到店', attachments: [] } })
  siyu.clock.advance(61_000)
  await soon(() => of('s01b')).toMatchObject({ sends: 1, people: 1 })
  await labPost(`/lab/people/${ofLab('s01b')}/chat`, { staff: 's01b', text: '在吗' })
  siyu.clock.advance(day)
  await labPost('/lab/clock', { advance: day / 1000 })
  expect(await of('s01b')).toMatchObject({ chats: 1, replied: 0, firstReplyMinutes: null })
  await labPost(`/lab/people/${ofLab('s01b')}/delete`, { staff: 's01b' })
  await lab.idle()
  await soon(() => of('s01b')).toMatchObject({ customers: 0, lost: 1 })
  const { visitor } = await comesIn('验光师', 'frontline', 's01b')
  expect((await visitor.call('GET', '/desk/team')).body.members?.map(({ member }) => member)).toEqual(['s01b'])
})

test('[C51] [C52] [C53] numbers are divided, taken by who may, and added when their people are customers', async () => {
  const source = await api.sources.create({ name: '会员系统', kind: 'server' })
  const known = '13900000009'
  const body = { type: 'identify', userId: 'u9', traits: { phone: known }, messageId: 'phone-list-1' }
  const sent = await segment(siyu.url, source.writeKey, { batch: [body] })
  expect(sent.status).toBe(200)
  const text = `13900000001，王女士\n13900000002\n13900000003\n13900000004\n13900000001\n没有号码\n${known}`
  const staff = ['s01a', 's01b']
  const made = await api.phoneLists.create({ account, name: '老客户', staff, cap: 1, text, basis: '到店登记时同意' })
  expect(made).toMatchObject({ phones: { all: 4, pending: 4 }, left: { wrong: 2, known: 0, refused: 1 } })
  const members = async () => (await api.phoneLists.members({ id: made.id })).items
  expect((await members()).map(({ member, all }) => `${member} ${all}`).sort()).toEqual(['s01a 2', 's01b 2'])
  const phones = async () => (await one.visitor.call('GET', '/desk/tasks')).body.phones ?? []
  const [first] = await phones()
  expect(await phones()).toMatchObject([{ phone: '139****0001', name: '王女士', list: '老客户' }])
  const take = (id: string | undefined) => one.visitor.call('POST', `/desk/phones/${id}/number`, {})
  const ids = Array.from({ length: 4 }, (_, i) => String(Number(first?.id) + i))
  const answers: number[] = []
  for (const phone of ids) answers.push((await take(phone)).status)
  expect(answers).toEqual([200, 404, 409, 404])
  expect((await take(first?.id)).body).toEqual({ phone: '13900000001' })
  await one.visitor.call('POST', `/desk/phones/${first?.id}/state`, { state: 'invited' })
  expect(await phones()).toEqual([])
  const customer = await labPost('/lab/people', { name: '王女士' })
  await labPost(`/lab/people/${customer['id']}/add`, { staff: 's01a' })
  await labPost('/lab/staff/s01a/mark', { person: customer['id'], remark: '王女士', mobiles: ['13900000001'] })
  await lab.idle()
  const counts = async () => (await api.phoneLists.list()).items[0]?.phones
  await soon(counts).toMatchObject({ all: 4, invited: 0, added: 1, pending: 3 })
  const { id } = await api.people.lookup({ type: 'unionid', value: customer['unionid'] ?? '' })
  siyu.clock.advance(60_000)
  const erased = await api.privacy.erase({ id, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: erased.id })).state).toBe('done')
  expect(await counts()).toMatchObject({ all: 3, added: 0 })
  await api.phoneLists.end({ id: made.id })
  siyu.clock.advance(day)
  expect(await phones()).toEqual([])
})
