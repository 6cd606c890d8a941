import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { fillFor } from '../../core/filling.ts'
import type { sceneSchema } from '../../core/officialContract.ts'
import { lineOf } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { giveAnswer } from '../users/answering.ts'
import type { FoundUser } from '../users/find.ts'
import type { OfficialDeps } from './ports.ts'
import type { OfficialTables, SceneRow } from './tables.ts'

/** The group in which tags of codes stand. */
const tagGroup = '公众号扫码'
/** The platform gives so many and takes none back. */
const mostPermanent = 100_000

type Counted = SceneRow & { scans: number; followed: number }

/** Codes of an account, newest first, with what each brought. */
export async function scenesOf({ postgres, official }: OfficialDeps, account: Account, id?: string) {
  const rows = await sql<Counted>`
    select s.*, count(n.inbox)::int as scans, (count(n.inbox) filter (where n.followed))::int as followed
    from carriers_scene s left join carriers_scan n on n.scene = s.id
    where s.account = ${account.id}::bigint and (${id ?? null}::bigint is null or s.id = ${id ?? null}::bigint)
    group by s.id order by s.id desc limit 500`.execute(postgres.tables<OfficialTables>())
  return rows.rows.map(({ ticket, expires_at, off_at, made_at, ...row }) => ({
    ...{ id: row.id, name: row.name, scene: row.scene, permanent: row.permanent, url: row.url, error: row.error },
    ...{ source: row.source, tag: row.tag, welcome: row.welcome, scans: row.scans, followed: row.followed },
    picture: ticket === null ? null : official.picture(account, ticket),
    expiresAt: expires_at?.toISOString() ?? null,
    on: off_at === null,
    madeAt: made_at.toISOString(),
  }))
}

export async function permanentOf({ postgres }: OfficialDeps, account: string): Promise<number> {
  const rows = postgres.tables<OfficialTables>().selectFrom('carriers_scene')
  const row = await rows
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', account)
    .where('permanent', '=', true)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Kept before the platform makes it, so that a scan of it is known whatever happens in between. */
export async function makeScene(deps: OfficialDeps, account: Account, given: z.output<typeof sceneSchema>, by: string) {
  if (given.permanent && (await permanentOf(deps, account.id)) >= mostPermanent) refuseCarrier('no-permanent-codes')
  const scene = `s${randomBytes(8).toString('hex')}`
  const now = deps.now()
  const expires = given.permanent ? null : new Date(now + given.days * day)
  const id = await deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<OfficialTables>()
      .insertInto('carriers_scene')
      .values({
        ...{ account: account.id, scene, name: given.name, permanent: given.permanent, expires_at: expires },
        ...{ ticket: null, url: null, error: null, made_by: by, made_at: new Date(now), off_at: null },
        ...{ source: given.source ?? null, tag: given.tag ?? null, welcome: given.welcome ?? null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'carrier.sceneMade', account.id, { name: given.name, permanent: given.permanent })
    return row.id
  })
  const made = await deps.official.makeScene(account, scene, expires === null ? null : (given.days * day) / 1000)
  const set = made.ok ? { ticket: made.value.ticket, url: made.value.url } : { error: lineOf(made.refusal) }
  await deps.postgres.tables<OfficialTables>().updateTable('carriers_scene').set(set).where('id', '=', id).execute()
  if (!made.ok) refuseByPlatform(made.refusal)
  return (await scenesOf(deps, account, id))[0] ?? refuseCarrier('no-such-code')
}

export async function endScene({ postgres, now }: OfficialDeps, account: Account, id: string, by: string) {
  await postgres.transaction(async (tx) => {
    const done = await tx
      .tables<OfficialTables>()
      .updateTable('carriers_scene')
      .set({ off_at: new Date(now()) })
      .where('id', '=', id)
      .where('account', '=', account.id)
      .where('off_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!done) refuseCarrier('no-such-code')
    await audit(tx, by, 'carrier.sceneEnded', account.id, { name: done?.name ?? '' })
  })
}

type FindDeps = Pick<OfficialDeps, 'postgres'>

/** The code of this parameter; null = none of ours. */
export async function sceneNamed({ postgres }: FindDeps, account: string, scene: string): Promise<SceneRow | null> {
  const rows = postgres.tables<OfficialTables>().selectFrom('carriers_scene').selectAll()
  return (await rows.where('account', '=', account).where('scene', '=', scene).executeTakeFirst()) ?? null
}

export interface Scan {
  /** The callback: the same counts once. */
  readonly inbox: string
  readonly scene: string
  readonly followed: boolean
  /** Epoch ms. */
  readonly at: number
}

type ScanDeps = Pick<OfficialDeps, 'postgres' | 'vault' | 'now' | 'weixin' | 'tagging' | 'valuesOf'>

/** Somebody has scanned one of our codes: counted once, tagged, and answered within the window that the scan opened. */
export async function scanned(deps: ScanDeps, account: Account, user: FoundUser, scan: Scan): Promise<void> {
  const code = await sceneNamed(deps, account.id, scan.scene)
  if (!code) return
  const { inbox, followed, at } = scan
  const row = { inbox, scene: code.id, account: account.id, external: user.external, followed, at: new Date(at) }
  const added = await deps.postgres
    .tables<OfficialTables>()
    .insertInto('carriers_scan')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('inbox')
    .execute()
  if (added.length === 0 || code.off_at !== null) return
  if (code.tag !== null) {
    const tag = await deps.tagging.named(tagGroup, code.tag)
    if (tag !== null) await deps.tagging.give(tag, [user.strand], true)
  }
  if (code.welcome === null) return
  const known = (await deps.valuesOf([user.strand])).get(user.strand) ?? {}
  const text = fillFor(code.welcome, known)
  if (text.ok) await giveAnswer(deps, account, user, { text: text.value, by: `code:${code.id}`, ref: `scan:${inbox}` })
}
