import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import { checkedCode } from '#kit/checkedCode'
import type { GivenRefusal } from '#modules/carriers'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { handoverPages } from '../../core/handoverContract.ts'
import { linkProblems } from '../../core/refusals.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { sharedKey } from './hear.ts'
import { sharedDays } from './open.ts'

type Schema<K extends 'create' | 'change'> = NonNullable<(typeof handoverPages)[K]['~orpc']['inputSchema']>
type Given = z.output<Schema<'create'>>
type Patch = Omit<z.output<Schema<'change'>>, 'id'>

interface By {
  readonly by: string
  /** How whoever asks has reached this Siyu: the page stands there. */
  readonly origin: string
}

const random = (count: number) => Array.from({ length: count }, () => randomInt(31))

/** A page with the code that its visitors share where none of their own can be had: so its members are tried at once. */
export async function createPage(deps: AcquisitionDeps, given: Given, { by, origin }: By): Promise<string> {
  const { keepDays, welcome, mini, ...plain } = given
  const at = new Date(deps.now())
  const id = await deps.postgres.transaction(async (tx) => {
    const { id: made, code } = await tx
      .tables<AcquisitionTables>()
      .insertInto('acquisition_handover')
      .values({
        ...{ ...plain, code: checkedCode(7, random), staff: [...new Set(plain.staff)], keep_days: keepDays, origin },
        ...{ welcome: jsonOf(welcome), mini: jsonOf(mini) },
        ...{ off_at: null, created_by: by, created_at: at, changed_at: at },
      })
      .returning(['id', 'code'])
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'handover.created', made, { code, name: plain.name })
    return made
  })
  const shared = await deps.codes.personal({
    ...{ account: given.account, staff: [...new Set(given.staff)], source: given.source, welcome },
    ...{ key: sharedKey(id), keepDays: sharedDays },
  })
  if (shared.ok) return id
  await deps.postgres.tables<AcquisitionTables>().deleteFrom('acquisition_handover').where('id', '=', id).execute()
  return refuse(linkProblems, 'no-code', { detail: wordsOf(shared.refusal) })
}

const jsonOf = (value: unknown) => (value ? (JSON.stringify(value) as never) : null)

const wordsOf = (refusal: GivenRefusal): string =>
  'name' in refusal ? `${refusal.why} ${refusal.name}` : 'line' in refusal ? refusal.line : refusal.why

export async function changePage(deps: AcquisitionDeps, id: string, patch: Patch, { by, origin }: By): Promise<void> {
  const { on, keepDays, welcome, mini, staff, ...plain } = patch
  const before = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<AcquisitionTables>()
    const found = await db
      .selectFrom('acquisition_handover')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refuse(linkProblems, 'no-such-page')
    await db
      .updateTable('acquisition_handover')
      .set({
        ...{ ...plain, origin, changed_at: new Date(deps.now()) },
        ...(keepDays === undefined ? {} : { keep_days: keepDays }),
        ...(staff === undefined ? {} : { staff: [...new Set(staff)] }),
        ...(welcome === undefined ? {} : { welcome: jsonOf(welcome) }),
        ...(mini === undefined ? {} : { mini: jsonOf(mini) }),
        ...(on === undefined ? {} : { off_at: on ? null : (found.off_at ?? new Date(deps.now())) }),
      })
      .where('id', '=', id)
      .execute()
    const fields = Object.entries(patch).flatMap(([name, value]) => (value === undefined ? [] : [name]))
    await audit(tx, by, 'handover.changed', id, { code: found.code, fields })
    return found
  })
  if (staff === undefined) return
  // The code that all share leads to the same members; those of earlier visitors keep theirs.
  const manner = { account: before.account, staff, source: before.source, key: sharedKey(id), keepDays: sharedDays }
  const shared = await deps.codes.personal(manner)
  if (shared.ok) await deps.codes.point(shared.value.id, staff)
}
