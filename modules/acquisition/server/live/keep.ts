import { randomInt } from 'node:crypto'
import { checkedCode } from '#kit/checkedCode'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import { codesIn, type Setup } from '../../core/live/setup.ts'
import { termsOf } from '../../core/live/staff.ts'
import type { LiveGiven } from '../../core/liveContract.ts'
import { type LiveRefusal, liveProblems } from '../../core/liveRefusals.ts'
import type { LiveDeps } from './deps.ts'
import type { Loads } from './load.ts'
import type { LiveRow, LiveTables } from './tables.ts'
import type { LiveWays } from './ways.ts'

export const refuseLive = (why: LiveRefusal, detail?: string): never =>
  refuse(liveProblems, why, detail ? { detail } : {})

const codeLength = 7
const random = (count: number) => Array.from({ length: count }, () => randomInt(31))
const deepest = 4

export interface Keeping {
  readonly deps: LiveDeps
  readonly loads: Loads
  readonly ways: LiveWays
}

type Fields = Omit<LiveGiven, 'expiresAt'> & { readonly expiresAt: string | null }

/** Whether it can lead anybody anywhere, as far as that can be known beforehand. */
async function check({ deps, loads }: Keeping, { setup, account, delivery }: Fields, own: string | null) {
  if (setup.kind === 'store' || setup.kind === 'aggregate') {
    if (delivery === 'direct') refuseLive('page-only')
    return checkTargets(deps, setup, own)
  }
  if (account === null || !(await deps.accounts()).some((one) => one.account === account))
    return refuseLive('no-account')
  if (setup.kind !== 'staff') return
  const staffing = await loads.staffing({ id: own ?? '0', account }, await deps.zone())
  const terms = termsOf(setup, staffing)
  const isFit = ({ member }: { member: string }) => staffing.members.get(member)?.unfit === null
  if (!terms.some(isFit)) refuseLive('no-members')
  const canBeEmpty = terms.every(({ cap, shifts }) => cap !== null || shifts.length > 0)
  if (delivery === 'direct' && canBeEmpty && setup.backup.length === 0) refuseLive('needs-backup')
}

async function checkTargets({ postgres }: LiveDeps, setup: Setup, own: string | null) {
  let next = codesIn(setup)
  for (let depth = 1; next.length > 0; depth += 1) {
    if (depth >= deepest || (own !== null && next.includes(own))) refuseLive('circle')
    const ids = [...new Set(next)]
    const all = postgres.tables<LiveTables>().selectFrom('acquisition_live').select(['id', 'setup'])
    const rows = await all.where('id', 'in', ids).execute()
    if (rows.length < ids.length) refuseLive('no-such-target')
    next = rows.flatMap((row) => codesIn(row.setup))
  }
}

const columnsOf = ({ setup, welcome, style, expiresAt, skipVerify, ...plain }: Fields) => ({
  ...{ ...plain, tags: [...plain.tags], kind: setup.kind, skip_verify: skipVerify },
  ...{ setup: JSON.stringify(setup) as never, style: JSON.stringify(style) as never },
  welcome: welcome ? (JSON.stringify(welcome) as never) : null,
  expires_at: expiresAt === null ? null : new Date(expiresAt),
})

/** Kept first; a direct code is then made at the platform, and one that was not made says so and can be made again. */
export async function createLive(keeping: Keeping, given: Fields, by: string): Promise<string> {
  await check(keeping, given, null)
  const { deps } = keeping
  const at = new Date(deps.now())
  const id = await deps.postgres.transaction(async (tx) => {
    for (;;) {
      const code = checkedCode(codeLength, random)
      const row = await tx
        .tables<LiveTables>()
        .insertInto('acquisition_live')
        .values({
          ...{ ...columnsOf(given), code, off_at: null, error: null },
          ...{ created_by: by, created_at: at, changed_at: at, look_at: at },
        })
        .onConflict((on) => on.column('code').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!row) continue
      await audit(tx, by, 'liveCode.created', row.id, { name: given.name, kind: given.setup.kind })
      return row.id
    }
  })
  await makeDirect(keeping, await findLive(deps, id))
  return id
}

export async function findLive({ postgres }: LiveDeps, id: string): Promise<LiveRow> {
  const all = postgres.tables<LiveTables>().selectFrom('acquisition_live').selectAll()
  return (await all.where('id', '=', id).executeTakeFirst()) ?? refuseLive('no-such-live')
}

/** A code that is printed as the platform's own, and the one of groups, has to be there before anybody scans it. */
async function makeDirect({ ways, deps }: Keeping, row: LiveRow) {
  if (row.delivery === 'page' && row.kind !== 'group') return
  const got = await ways.codeFor(row, '')
  const all = deps.postgres.tables<LiveTables>().updateTable('acquisition_live')
  await all
    .set({ error: got.ok ? null : got.refusal })
    .where('id', '=', row.id)
    .execute()
}

interface Change {
  readonly id: string
  readonly on?: boolean | undefined
  readonly set?: { [K in keyof Fields]?: Fields[K] | undefined } | undefined
}

export async function changeLive(keeping: Keeping, { id, on, set = {} }: Change, by: string): Promise<void> {
  const { deps, ways } = keeping
  const before = await findLive(deps, id)
  const next = {
    ...fieldsOf(before),
    ...Object.fromEntries(Object.entries(set).filter(([, one]) => one !== undefined)),
  }
  if (next.setup.kind !== before.kind || next.account !== before.account || next.delivery !== before.delivery)
    refuseLive('kind-stays')
  await check(keeping, next, id)
  const off_at = on === undefined ? before.off_at : on ? null : (before.off_at ?? new Date(deps.now()))
  await deps.postgres.transaction(async (tx) => {
    const change = { ...columnsOf(next), off_at, changed_at: new Date(deps.now()) }
    await tx.tables<LiveTables>().updateTable('acquisition_live').set(change).where('id', '=', id).execute()
    await audit(tx, by, 'liveCode.changed', id, {
      name: next.name,
      fields: [...Object.keys(set), ...(on === undefined ? [] : ['on'])],
    })
  })
  const after = await findLive(deps, id)
  if (after.off_at !== null) return ways.end(after)
  await ways.treat(after)
  await makeDirect(keeping, after)
  await ways.kick({ live: [id] })
}

export const fieldsOf = (row: LiveRow): Fields => ({
  ...{ name: row.name, note: row.note, account: row.account, delivery: row.delivery, setup: row.setup },
  ...{ source: row.source, welcome: row.welcome, tags: [...row.tags], remark: row.remark },
  ...{ skipVerify: row.skip_verify, expiresAt: row.expires_at?.toISOString() ?? null, style: row.style },
})
