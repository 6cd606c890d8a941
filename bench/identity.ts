import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVault } from '#platform/crypto'
import { createLog } from '#platform/log'
import { migrate } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import { startEmbedded } from '#platform/postgres/embedded'
import { openPostgres, type Postgres } from '#platform/postgres/postgres'
import type { Claim, Evidence } from '../modules/identity/index.ts'
import { identityServer } from '../modules/identity/server/index.ts'
import { followPersons } from '../modules/people/server/index.ts'
import { ratio, table, whole } from './figures.ts'
import { root } from './siyu.ts'

/** Of five claims of a person one makes two persons one: seen, logged in elsewhere, both together, seen, logged in. */
const claimsEach = 5
const block = 1000

/**
 * Claims a second with nothing in memory, beside the upserts they need as plain batched SQL, in turn on one PostgreSQL:
 * identity alone, then with the rows that the house of people keeps in step (for which the plain side writes nothing).
 */
export async function benchIdentity({ claims }: { claims: number }) {
  await beside(claims, false)
  await beside(Math.min(claims, 100_000), true)
}

async function beside(claims: number, withPeople: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const log = createLog('warn')
  const embedded = await startEmbedded(folder, log)
  const postgres = openPostgres(embedded.connection, log)
  try {
    await migrate(postgres, null, root)
    await postgres.pool.query(plainTables)
    const vault = createVault(randomBytes(32))
    const outbox = createOutbox(postgres, log)
    const follow = followPersons({ postgres, outbox, vault, goLiveAt: async () => 0 })
    const onChange = withPeople ? follow : async () => undefined
    const identities = identityServer({ postgres, outbox, vault, onChange, cacheSize: 1 })
    const blocks = Math.ceil(claims / claimsEach / block)
    const { rows, all } = await inTurn(blocks, {
      siyu: async (batch) => void (await identities.resolve(batch.map(evidenceOf))),
      plain: (batch) => upsert(postgres, batch),
    })
    const { rows: merged } = await postgres.pool.query<{ n: string }>('select count(*) as n from identity_merge')
    const expected = blocks * block
    if (Number(merged[0]?.n) !== expected) throw new Error(`${merged[0]?.n} merges instead of ${expected}`)
    const what = withPeople ? 'identity and people' : 'identity'
    table(`${what}: ${whole(blocks * block * claimsEach)} claims, a fifth of them merges, batches of ${whole(block)}`, [
      ['people there', 'claims/s', 'plain SQL', 'ratio'],
      ...rows,
      ['all', '', '', ratio(all)],
    ])
  } finally {
    await postgres.close()
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

type Take = (batch: Claim[][]) => Promise<void>

/** Both sides over the same people, a part after the other, so that what disturbs the machine disturbs both. */
async function inTurn(blocks: number, { siyu, plain }: { siyu: Take; plain: Take }) {
  const parts = Math.min(10, blocks)
  const rows: string[][] = []
  const spans = { siyu: 0, plain: 0 }
  for (let part = 0; part < parts; part += 1) {
    const span = { from: Math.floor((blocks * part) / parts), to: Math.floor((blocks * (part + 1)) / parts) }
    const one = await spent(span, siyu)
    const other = await spent(span, plain)
    spans.siyu += (span.to - span.from) / one
    spans.plain += (span.to - span.from) / other
    rows.push([whole(span.to * block), whole(one), whole(other), ratio(one / other)])
  }
  return { rows, all: spans.plain / spans.siyu }
}

/** Claims a second over all blocks of a span. */
async function spent({ from, to }: { from: number; to: number }, take: Take) {
  const began = performance.now()
  for (let n = from; n < to; n += 1) for (const batch of batchesOf(n)) await take(batch)
  return ((to - from) * block * claimsEach) / ((performance.now() - began) / 1000)
}

function batchesOf(n: number): Claim[][][] {
  const people = Array.from({ length: block }, (_, i) => n * block + i)
  const seen = people.map((who): Claim[] => [{ type: 'anonymous_id', value: `visitor-${who}` }])
  const loggedIn = people.map((who): Claim[] => [{ type: 'login_id', value: `login-${who}` }])
  const both = people.map((_, i): Claim[] => [...(loggedIn[i] ?? []), ...(seen[i] ?? [])])
  return [seen, loggedIn, both, seen, loggedIn]
}

const evidenceOf = (claims: Claim[]): Evidence => ({ at: Date.now(), trust: 'server', claims })

const plainTables = `
create sequence plain_number;
create table plain_handle (
  id bigint primary key default nextval('plain_number'), type text not null, hash bytea not null, value text,
  person bigint not null default nextval('plain_number'), first_seen timestamptz not null default now(), unique (type, hash)
);
create index plain_handle_person on plain_handle (person);
create table plain_merge (kept bigint not null, gone bigint not null unique, at timestamptz not null default now())`

/** The same rows by hand: what is new is added, what is there is read, and of two persons the younger one goes. */
async function upsert({ pool }: Postgres, batch: Claim[][]) {
  const all = batch.flat()
  const hashes = all.map(({ type, value }) => createHash('sha256').update(`${type} ${value}`).digest())
  const client = await pool.connect()
  try {
    await client.query('begin')
    const types = all.map(({ type }) => type)
    await client.query(
      `insert into plain_handle (type, hash, value) select * from unnest($1::text[], $2::bytea[], $3::text[])
        on conflict do nothing`,
      [types, hashes, all.map(({ value }) => value)],
    )
    const found = await client.query<{ person: string }>(
      `select h.person from unnest($1::text[], $2::bytea[]) with ordinality as t(type, hash, place)
        join plain_handle h using (type, hash) order by t.place`,
      [types, hashes],
    )
    const pairs: { kept: string; gone: string }[] = []
    let at = 0
    for (const { length } of batch) {
      const [one, other] = found.rows.slice(at, at + length).map(({ person }) => person)
      at += length
      if (!one || !other || one === other) continue
      pairs.push(BigInt(one) < BigInt(other) ? { kept: one, gone: other } : { kept: other, gone: one })
    }
    if (pairs.length > 0) await merge(client, pairs)
    await client.query('commit')
  } finally {
    client.release()
  }
}

async function merge(
  client: { query(sql: string, values: unknown[]): Promise<unknown> },
  pairs: readonly { kept: string; gone: string }[],
) {
  const values = [pairs.map(({ kept }) => kept), pairs.map(({ gone }) => gone)]
  await client.query(
    `update plain_handle h set person = t.kept from unnest($1::bigint[], $2::bigint[]) as t(kept, gone)
      where h.person = t.gone`,
    values,
  )
  await client.query('insert into plain_merge (kept, gone) select * from unnest($1::bigint[], $2::bigint[])', values)
}
