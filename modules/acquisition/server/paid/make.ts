import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import { checkedCode } from '#kit/checkedCode'
import type { GivenRefusal } from '#modules/carriers'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { acquisitionLinks } from '../../core/acquisitionLinksContract.ts'
import { linkProblems } from '../../core/refusals.ts'
import type { AcquisitionTables } from '../tables.ts'
import type { PaidDeps } from './deps.ts'
import { readQuota } from './quota.ts'
import type { PaidRow, PaidTables } from './tables.ts'

type Input<K extends 'create' | 'change'> = z.output<NonNullable<(typeof acquisitionLinks)[K]['~orpc']['inputSchema']>>

interface By {
  readonly by: string
  readonly origin: string
}

const random = (count: number) => Array.from({ length: count }, () => randomInt(31))
/** Ten years: as long as the link. */
const keepDays = 3650

/** Name of the code by which whoever comes by a link is known. */
const paidKey = (id: string): string => `ca:${id}`

const lineOf = (refusal: GivenRefusal): string =>
  'name' in refusal ? `${refusal.why} ${refusal.name}` : 'line' in refusal ? refusal.line : refusal.why

/** The name at the platform is its own, so that it is found again when nothing was heard. */
const nameThere = ({ name, code }: Pick<PaidRow, 'name' | 'code'>) => `${name} ${code}`.slice(0, 30)

/** Kept first, made then; when the platform refuses, there is none. */
export async function createPaid(deps: PaidDeps, given: Input<'create'>, { by, origin }: By): Promise<string> {
  await checkPage(deps, given.page)
  const { account, name, skipVerify, page, source, welcome } = given
  const staff = [...new Set(given.staff)]
  const at = new Date(deps.now())
  const db = deps.postgres.tables<PaidTables>()
  const row = await db
    .insertInto('acquisition_paid_link')
    .values({
      ...{ code: checkedCode(7, random), name, account, staff, skip_verify: skipVerify, page, source, origin },
      ...{ welcome: welcome ? (JSON.stringify(welcome) as never) : null, link: null, url: null, state: null },
      ...{ asked_at: null, error: null, off_at: null, created_by: by, created_at: at, changed_at: at },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const failed = await makePaid(deps, row)
  if (failed !== null && failed.why !== 'platform') {
    await db.deleteFrom('acquisition_paid_link').where('id', '=', row.id).execute()
    refuse(linkProblems, 'no-code', { detail: lineOf(failed) })
  }
  if (failed !== null && 'passes' in failed && !failed.passes) {
    await db.deleteFrom('acquisition_paid_link').where('id', '=', row.id).execute()
    refuse(linkProblems, 'no-code', { detail: failed.line })
  }
  await deps.postgres.transaction((tx) => audit(tx, by, 'acquisitionLink.created', row.id, { name }))
  await readQuota(deps, account, true)
  return row.id
}

/** Makes it where it is not made yet; done again it is the same one. @returns why not, or null */
async function makePaid(deps: PaidDeps, row: PaidRow): Promise<GivenRefusal | null> {
  if (row.link !== null) return null
  const set = (to: Partial<PaidRow>) =>
    deps.postgres.tables<PaidTables>().updateTable('acquisition_paid_link').set(to).where('id', '=', row.id).execute()
  const manner = { account: row.account, staff: row.staff, source: row.source, welcome: row.welcome }
  const code = await deps.codes.personal({ ...manner, key: paidKey(row.id), keepDays })
  if (!code.ok) return code.refusal
  const asked = { account: row.account, name: nameThere(row), staff: row.staff, skipVerify: row.skip_verify }
  await set({ state: code.value.state, asked_at: new Date(deps.now()) })
  const made = await deps.paidLinks.make(asked, row.asked_at !== null)
  if (!made.ok) {
    await set({ error: lineOf(made.refusal) })
    return made.refusal
  }
  await set({ link: made.value.link, url: made.value.url, error: null })
  return null
}

/** Links of which nothing was heard are looked for, and made where they are not there. */
export async function makeOpen(deps: PaidDeps): Promise<void> {
  const rows = deps.postgres.tables<PaidTables>().selectFrom('acquisition_paid_link').selectAll()
  const open = await rows.where('link', 'is', null).where('off_at', 'is', null).limit(50).execute()
  for (const row of open) await makePaid(deps, row)
}

async function checkPage({ postgres }: PaidDeps, page: string) {
  const rows = postgres.tables<AcquisitionTables>().selectFrom('acquisition_handover').select('id')
  if (!(await rows.where('id', '=', page).executeTakeFirst())) refuse(linkProblems, 'no-such-page')
}

export async function changePaid(deps: PaidDeps, { id, ...patch }: Input<'change'>, { by, origin }: By): Promise<void> {
  const { on, staff, skipVerify, page, name } = patch
  if (page !== undefined) await checkPage(deps, page)
  const row = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PaidTables>()
    const found = await db
      .selectFrom('acquisition_paid_link')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refuse(linkProblems, 'no-such-link')
    const changed = await db
      .updateTable('acquisition_paid_link')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(staff === undefined ? {} : { staff: [...new Set(staff)] }),
        ...(skipVerify === undefined ? {} : { skip_verify: skipVerify }),
        ...(page === undefined ? {} : { page }),
        ...(on === undefined ? {} : { off_at: on ? null : (found.off_at ?? new Date(deps.now())) }),
        ...{ origin, changed_at: new Date(deps.now()) },
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const fields = Object.entries(patch).flatMap(([field, value]) => (value === undefined ? [] : [field]))
    await audit(tx, by, 'acquisitionLink.changed', id, { name: found.name, fields })
    return changed
  })
  if (row.link === null) return void (await makePaid(deps, row))
  if ((name ?? staff ?? skipVerify) === undefined) return
  const asked = { account: row.account, name: nameThere(row), staff: row.staff, skipVerify: row.skip_verify }
  const done = await deps.paidLinks.change(row.link, asked)
  if (!done.ok) refuse(linkProblems, 'no-code', { detail: lineOf(done.refusal) })
}
