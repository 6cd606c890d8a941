import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportClient, type NotePage, openHost } from '../../intake/server/imports/fixture.ts'
import { followersKind } from '../core/followersKind.ts'
import { peopleKind } from '../core/importKind.ts'
import { goLive, openPeople, type People } from './fixture.ts'
import { followerImporter, peopleImporter } from './index.ts'

let people: People
let client: ImportClient
beforeAll(async () => {
  people = await openPeople()
  const { platform, identities, profiles } = people
  const deps = { ...platform, identities, profiles, goLiveAt: async () => goLive }
  client = await openHost(platform, [peopleImporter(deps), followerImporter(deps)])
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await people.close()
})

const fileOf = (name: string) => readFileSync(join(import.meta.dirname, 'presets', `${name}.csv`), 'utf8')
async function bring(kind: string, preset: string) {
  const done = await client.bring({ kind, preset }, iconv.encode(fileOf(preset), 'gb18030'))
  const { items } = await client.get<NotePage>(`/imports/${done.id}/rejected`)
  const notes = await client.get<NotePage>(`/imports/${done.id}/rejected?level=note`)
  await people.platform.outbox.settled()
  return { done, rejected: items.map(({ code }) => code), notes: notes.items.map(({ line, code }) => [line, code]) }
}

test('[P32] every preset has a file to prove it', () => {
  const names = [...peopleKind.presets, ...followersKind.presets].map(({ name }) => name)
  expect(names.filter((name) => !existsSync(join(import.meta.dirname, 'presets', `${name}.csv`)))).toEqual([])
  expect(Object.keys(members).sort()).toEqual(peopleKind.presets.map(({ name }) => name).sort())
})

interface Case {
  /** An id and what is then known of its person. */
  readonly who: [string, string]
  readonly known: object
  readonly rejected?: string[]
  readonly notes?: [number, string][]
}
const members: Record<string, Case> = {
  members: { who: ['phone', '13800410001'], known: { entry: 'invited', owner: '小李', private: { name: '王**' } } },
  'youzan-members': {
    who: ['phone', '13800420001'],
    known: { entry: 'self', owner: '小周', source: '微信小程序', attributes: { gender: '女' } },
    notes: [
      [2, 'masked-value'],
      [3, 'masked-value'],
    ],
  },
  'weimob-members': {
    who: ['member_id', 'WMM1'],
    known: { entry: 'invited', owner: '小吴', source: '门店扫码', private: { name: '李*' } },
  },
  'till-members': {
    who: ['member_id', '0080001'],
    known: { entry: 'self', owner: '小钱', source: '西湖店', enteredAt: '2026-05-06T16:00:00.000Z' },
  },
  'taobao-members': {
    who: ['platform:taobao', 'tb_rose'],
    known: { entry: null, attributes: { 淘宝入会时间: '2025-11-11 00:00:00', 淘宝会员等级: 'VIP1' } },
    rejected: ['masked-identity'],
    notes: [[2, 'masked-value']],
  },
  'jd-members': {
    who: ['platform:jd', 'jd_lily'],
    known: { entry: null, attributes: { 京东会员等级: '银牌' } },
    notes: [[2, 'masked-value']],
  },
  'meituan-members': {
    who: ['platform:meituan', 'MT0001'],
    known: { entry: null, source: '西湖店', attributes: { 美团入会时间: '2026-04-01 12:00:00' } },
    notes: [[2, 'masked-value']],
  },
}

describe('[P31] presets of members', () => {
  test.each(Object.entries(members))('[P32] %s', async (name, { who, known, rejected = [], notes = [] }) => {
    const got = await bring('people', name)
    expect(got.done).toMatchObject({ state: 'done', error: null })
    expect([got.rejected, got.notes]).toEqual([rejected, notes])
    expect(await people.api.lookup(...who)).toMatchObject(known)
  })
})

test.each(followersKind.presets.map(({ name, options }) => [name, String(options?.['platform'])]))(
  '[P32] %s: followers are prospects with their platform for a source',
  async (name, platform) => {
    const got = await bring('followers', name)
    expect([got.done.created, got.rejected, got.notes]).toEqual([2, ['no-identity'], [[3, 'masked-value']]])
    const type = `platform:${name.replace('-followers', '')}`
    const id = fileOf(name).split('\n')[1]?.split(',')[0] ?? ''
    expect(await people.api.lookup(type, id)).toMatchObject({
      ...{ entry: null, source: platform, attributes: { [`${platform}关注时间`]: '2026-05-01 10:00:00' } },
      private: { nickname: expect.stringMatching(/^云\*/) },
    })
  },
)
