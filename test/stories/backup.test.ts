import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BackupError, backup, restoreFiles, restoreStores } from '#platform/backup/backup'
import type { Config } from '#platform/config'
import { createLog } from '#platform/log'
import { migrationNames } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import { root } from '../../apps/server/server.ts'
import { openStores, type Stores } from '../../apps/server/stores.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, dataFolder, segment, tempFolder } from '../support/siyu.ts'

const log = createLog('silent')
const configOf = (dataDir: string): Config => ({
  ...{ port: 0, host: '127.0.0.1', dataDir, apiKey, secretKeyFile: undefined },
  ...{
    databaseUrl: undefined,
    databaseReaderUrl: undefined,
    clickhouseUrl: undefined,
    demo: false,
    outgoingHosts: [],
    labPort: 0,
    logLevel: 'silent',
  },
})

async function withStores<T>(
  dataDir: string,
  work: (stores: Stores & { dataDir: string; root: string }) => Promise<T>,
): Promise<T> {
  const stores = await openStores(configOf(dataDir), log)
  try {
    return await work({ ...stores, dataDir, root })
  } finally {
    await stores.close()
  }
}

async function withSiyu<T>(dataDir: string, work: (siyu: SiyuHere) => Promise<T>): Promise<T> {
  const siyu = await siyuHere(dataDir)
  let open = true
  const stop = async () => {
    if (open) await siyu.stop()
    open = false
  }
  onTestFinished(stop)
  const result = await work(siyu)
  await stop()
  return result
}

/** Every row of every table, as text. Transaction numbers belong to one cluster; migrations say when they ran. */
async function contentOf({ postgres, olap }: Stores): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  const names = await postgres.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  for (const { name } of names.rows.filter((row) => row.name !== 'platform_migration')) {
    const rows = await postgres.pool.query<{ text: string }>(
      `select (to_jsonb(t) - 'xid')::text as text from ${name} t order by 1`,
    )
    all[name] = rows.rows.map((row) => row.text)
  }
  const tables = await olap.bytes(
    `select name, if(engine like 'Replacing%', 'final', '') from system.tables
     where database = currentDatabase() and engine like '%MergeTree' and name != 'platform_migration' format TSV`,
  )
  for (const line of tables.toString().trim().split('\n')) {
    const [name, final] = line.split('\t')
    const rows = await olap.bytes(`select * from ${name} ${final} order by all format TSV`)
    all[`clickhouse ${name}`] = rows.toString().split('\n').filter(Boolean)
  }
  return all
}

async function bring(url: string, fields: Record<string, string>, csv: string) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([csv]), 'file.csv')
  const headers = { authorization: `Bearer ${apiKey}` }
  const made = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body: form })
  const { id } = (await made.json()) as { id: string }
  for (;;) {
    const now = (await (await fetch(`${url}/api/v1/imports/${id}`, { headers })).json()) as { state: string }
    if (now.state === 'done') return
    if (now.state === 'failed') throw new Error(JSON.stringify(now))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** A visitor and a login that are strangers until the third call says they are one. */
const visit = (n: number) => [
  { type: 'track', event: 'Viewed', anonymousId: `a${n}`, properties: { n } },
  { type: 'track', event: 'Viewed', userId: `u${n}`, properties: { n } },
  {
    ...{ type: 'identify', anonymousId: `a${n}`, userId: `u${n}` },
    traits: { phone: `1380000${1000 + n}`, city: '杭州', name: '王小明' },
  },
]

/** Something in every table that this issue has. */
async function live(siyu: SiyuHere) {
  const { api, url } = siyu
  const { writeKey } = await api.sources.create({ name: 'shop', kind: 'server' })
  const batch = Array.from({ length: 40 }, (_, n) => visit(n)).flat()
  expect((await segment(url, writeKey, { batch: [...batch, { type: 'nonsense' }] })).status).toBe(200)
  await bring(
    url,
    {
      kind: 'orders',
      mapping: JSON.stringify({ no: 'orderNo', who: 'identity:login_id', paid: 'paidAt', yuan: 'amount' }),
    },
    `no,who,paid,yuan\n${Array.from({ length: 30 }, (_, n) => `o${n},u${n},2026-01-${10 + (n % 9)},${n}.5`).join('\n')}`,
  )
  await bring(
    url,
    { kind: 'people', mapping: JSON.stringify({ id: 'identity:member_id', phone: 'identity:phone', at: 'enteredAt' }) },
    `id,phone,at\n${Array.from({ length: 20 }, (_, n) => `m${n},1380000${1000 + n},2025-03-0${1 + (n % 9)}`).join('\n')}`,
  )
  const { id } = await api.people.lookup({ type: 'login_id', value: 'u3' })
  await api.people.exclude({ id, reason: 'test' })
  await api.staff.createKey({ name: 'kept', rights: ['people:read'] })
  return writeKey
}

async function answersOf({ api }: SiyuHere) {
  const person = await api.people.lookup({ type: 'phone', value: '13800001007' })
  return {
    person,
    count: await api.people.count(),
    timeline: await api.people.timeline({ id: person.id }),
    merges: await api.people.merges({ id: person.id }),
    gmv: await api.insight.gmv({ from: '2026-01-01', to: '2026-02-01', scope: 'all' }),
  }
}

describe('backup and restore', () => {
  test('everything is there again, to the row, and Siyu goes on where it was', async () => {
    const [from, to, copies] = [dataFolder(), tempFolder(), tempFolder()]
    const target = join(copies, 'copy')
    const { writeKey, before } = await withSiyu(from, async (siyu) => ({
      writeKey: await live(siyu),
      before: await answersOf(siyu),
    }))
    const kept = await withStores(from, async (stores) => {
      await stores.postgres.pool.query(latecomers)
      await backup(stores, createOutbox(stores.postgres, log), target, Date.now())
      return contentOf(stores)
    })
    for (const table of filled) expect(kept[table], table).not.toEqual([])

    restoreFiles(target, to)
    await withStores(to, async (stores) => {
      const manifest = await restoreStores(stores, target)
      expect(await contentOf(stores)).toEqual(kept)
      expect(manifest.postgres.tables.map((t) => [t.name, t.rows])).toEqual(
        manifest.postgres.tables.map((t) => [t.name, kept[t.name]?.length]),
      )
      const events = manifest.olap.tables.find((t) => t.name === 'events')
      expect(events?.rows).toBe(kept['clickhouse events']?.length)
      expect(await heardAfter(stores)).toEqual(['900001', '900003'])
    })
    await withSiyu(to, async (siyu) => {
      expect(await answersOf(siyu)).toEqual(before)
      const highest = Math.max(...(await siyu.api.people.list({ limit: 200 })).items.map((item) => Number(item.id)))
      expect((await segment(siyu.url, writeKey, { batch: [...visit(7), ...visit(77)] })).status).toBe(200)
      expect((await siyu.api.people.lookup({ type: 'login_id', value: 'u7' })).id).toBe(before.person.id)
      expect(Number((await siyu.api.people.lookup({ type: 'login_id', value: 'u77' })).id)).toBeGreaterThan(highest)
    })
  })

  test('a copy made while events pour in is whole: every event has its person, every merge arrives', async () => {
    const [from, to] = [dataFolder(), tempFolder()]
    const folder = await withSiyu(from, async ({ api, url }) => {
      const { writeKey } = await api.sources.create({ name: 'busy', kind: 'server' })
      let going = true
      let sent = 0
      const load = Array.from({ length: 4 }, async (_, w) => {
        while (going) {
          const batch = Array.from({ length: 20 }, () => visit(w * 100_000 + sent++)).flat()
          const answer = await segment(url, writeKey, { batch })
          expect(answer.status).toBe(200)
        }
      })
      for (let at = 0; at < 2; at += 1) await segment(url, writeKey, { batch: visit(-1 - at) })
      let state = await api.backups.create()
      while (state.state === 'queued' || state.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 20))
        state = await api.backups.get({ id: state.id })
      }
      going = false
      await Promise.all(load)
      expect(state).toMatchObject({ state: 'done', error: null })
      expect(sent).toBeGreaterThan(0)
      return state.folder
    })
    restoreFiles(folder, to)
    await withStores(to, async (stores) => {
      await restoreStores(stores, folder)
      const text = await stores.olap.bytes('select distinct toString(person) from events format TSV')
      const persons = text.toString().trim().split('\n')
      const known = await stores.postgres.pool.query('select id from people_person where id = any($1::bigint[])', [
        persons,
      ])
      expect(known.rowCount).toBe(persons.length)
    })
    await withSiyu(to, async ({ api }) => {
      await api.people.exclude({ id: (await api.people.list({ limit: 1 })).items[0]?.id ?? '', reason: null })
    })
    await withStores(to, async ({ postgres, olap }) => {
      const merges = await postgres.pool.query<{ gone: string }>('select gone from identity_merge order by gone')
      const text = await olap.bytes(
        'select distinct toString(person) as p from overrides order by toUInt64(p) format TSV',
      )
      expect(text.toString().split('\n').filter(Boolean)).toEqual(merges.rows.map((row) => row.gone))
      const behind = await postgres.pool.query(`select c.consumer from platform_outbox_cursor c
        where exists (select 1 from platform_outbox o where (o.xid, o.id) > (c.xid, c.id))`)
      expect(behind.rows).toEqual([])
    })
  })

  test('refuses what would overwrite or cannot be whole', async () => {
    const [from, to, copies] = [dataFolder(), tempFolder(), tempFolder()]
    const target = join(copies, 'copy')
    await withSiyu(from, async () => undefined)
    await withStores(from, async (stores) => {
      const outbox = createOutbox(stores.postgres, log)
      mkdirSync(target)
      await expect(backup(stores, outbox, target, 0)).rejects.toThrow('exists already')
      renameSync(target, `${target}.unfinished`)
      writeFileSync(join(`${target}.unfinished`, 'left over'), 'of a killed backup')
      await backup(stores, outbox, target, 0)
    })
    expect(existsSync(join(target, 'left over'))).toBe(false)
    expect(readdirSync(target).sort()).toEqual(['files', 'manifest.json', 'olap', 'postgres', 'secret.key'])
    expect(() => restoreFiles(copies, to)).toThrow('manifest.json is missing')
    expect(() => restoreFiles(target, from)).toThrow(BackupError)
    expect(() => restoreFiles(target, from)).toThrow('not empty')
    const manifest = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'))
    expect(manifest.migrations).toEqual(migrationNames(root))
    const newer = { ...manifest, migrations: [...manifest.migrations, 'shop/9999_future'] }
    writeFileSync(join(target, 'manifest.json'), JSON.stringify(newer))
    restoreFiles(target, to)
    await withStores(to, (stores) =>
      expect(restoreStores(stores, target)).rejects.toThrow('newer Siyu (shop/9999_future)'),
    )
  })
})

const filled = [
  ...['identity_handle', 'identity_merge', 'people_person', 'people_private', 'people_entry', 'people_carrier'],
  ...['shop_order', 'staff_api_key', 'platform_outbox', 'platform_audit', 'platform_setting'],
  ...['events', 'orders', 'people', 'carriers', 'overrides'].map((name) => `clickhouse ${name}`),
]

/** Three facts of which the one with the lowest id came last but one; the consumer has seen the first. */
const latecomers = `
  with top as (select max(xid) as xid from platform_outbox)
  insert into platform_outbox (id, xid, topic, payload) overriding system value
    select id, (top.xid::text::bigint + later)::text::xid8, 'late', '{}'
    from top, (values (900002, 1), (900001, 2), (900003, 3)) v(id, later);
  insert into platform_outbox_cursor (consumer, xid, id) select 'late', xid, id from platform_outbox where id = 900002;
  update platform_outbox_cursor set xid = (select xid from platform_outbox where id = 900003), id = 900003
    where consumer <> 'late'`

async function heardAfter({ postgres }: Stores): Promise<string[]> {
  const heard: string[] = []
  const outbox = createOutbox(postgres, log)
  outbox.subscribe({
    consumer: 'late',
    topics: ['late'],
    handle: async (_, facts) => void heard.push(...facts.map((fact) => fact.id)),
  })
  await outbox.start()
  await outbox.settled()
  await outbox.stop()
  return heard
}
