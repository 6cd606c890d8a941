import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Tx } from '#platform/postgres/postgres'
import { hasNoBudget, type Newness } from '../../core/hook.ts'
import { hookKindOf } from '../../core/hookKinds.ts'
import { type HookRefusal, hookProblems } from '../../core/hookRefusals.ts'
import type { HookDeps } from './deps.ts'
import type { HookRow, HookTables } from './tables.ts'

/** What is said of a hook. */
export interface Fields {
  readonly kind: string
  readonly name: string
  readonly title: string
  readonly text: string
  readonly organiser: string
  readonly settings: Record<string, unknown>
  readonly cost: number
  readonly stock: number | null
  readonly budget: number | null
  readonly newness: Newness
  readonly startsAt: string | null
  readonly endsAt: string | null
}

export type Patch = { readonly [K in keyof Omit<Fields, 'kind'>]?: Fields[K] | undefined } & {
  readonly on?: boolean | undefined
}

/** Whether a hook can be what is said of it. */
function checked({ kind, settings, cost, startsAt, endsAt }: Fields): Result<Record<string, unknown>, HookRefusal> {
  const of = hookKindOf(kind)
  const read = of.settings.safeParse(settings)
  if (!read.success) return no('wrong-settings')
  if (cost < of.cost.least || cost > of.cost.most) return no('wrong-cost')
  if (startsAt !== null && endsAt !== null && Date.parse(endsAt) <= Date.parse(startsAt)) return no('ends-before')
  return ok(read.data)
}

const columnsOf = (fields: Fields, settings: Record<string, unknown>) => ({
  ...{ kind: fields.kind, name: fields.name, title: fields.title, text: fields.text, organiser: fields.organiser },
  ...{ settings: JSON.stringify(settings) as never, cost: String(fields.cost), stock: fields.stock },
  ...{ budget: fields.budget === null ? null : String(fields.budget), newness: fields.newness },
  ...{ starts_at: dateOf(fields.startsAt), ends_at: dateOf(fields.endsAt) },
})

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at))

/** @throws the refusal */
export async function createHook({ postgres, now }: HookDeps, fields: Fields, by: string): Promise<HookRow> {
  const settings = checked(fields)
  if (!settings.ok) return refuse(hookProblems, settings.refusal)
  const at = new Date(now())
  return postgres.transaction(async (tx) => {
    const row = await tx
      .tables<HookTables>()
      .insertInto('acquisition_hook')
      .values({
        ...columnsOf(fields, settings.value),
        stopped: null,
        stopped_at: null,
        created_by: by,
        created_at: at,
        changed_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'campaignHook.created', row.id, { name: row.name, kind: row.kind })
    return row
  })
}

const fieldsOf = (row: HookRow): Fields => ({
  ...{ kind: row.kind, name: row.name, title: row.title, text: row.text, organiser: row.organiser },
  ...{ settings: row.settings, cost: Number(row.cost), stock: row.stock, newness: row.newness },
  budget: row.budget === null ? null : Number(row.budget),
  ...{ startsAt: row.starts_at?.toISOString() ?? null, endsAt: row.ends_at?.toISOString() ?? null },
})

/** Changes what is given; with room in the budget again, the breaker lets go. @throws the refusal */
export const changeHook = (deps: HookDeps, id: string, patch: Patch, by: string): Promise<HookRow> =>
  deps.postgres.transaction((tx) => changing(deps, tx, id, patch, by))

async function changing({ now }: HookDeps, tx: Tx, id: string, { on, ...given }: Patch, by: string): Promise<HookRow> {
  const db = tx.tables<HookTables>()
  const before = await db.selectFrom('acquisition_hook').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) return refuse(hookProblems, 'no-such-hook')
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  const fields: Fields = { ...fieldsOf(before), ...(Object.fromEntries(named) as Partial<Fields>) }
  const settings = checked(fields)
  if (!settings.ok) return refuse(hookProblems, settings.refusal)
  const spent = Number(before.spent)
  if ((fields.stock ?? before.taken) < before.taken || (fields.budget ?? spent) < spent)
    return refuse(hookProblems, 'below-given')
  const isStopped = before.taken > 0 && hasNoBudget({ budget: fields.budget, spent, cost: fields.cost })
  const at = new Date(now())
  const row = await db
    .updateTable('acquisition_hook')
    .set({
      ...columnsOf(fields, settings.value),
      ...(on === undefined ? {} : { on }),
      ...(isStopped ? { stopped: 'budget', stopped_at: before.stopped_at ?? at } : { stopped: null, stopped_at: null }),
      changed_at: at,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const changed = [...named.map(([name]) => name), ...(on === undefined ? [] : ['on'])]
  await audit(tx, by, 'campaignHook.changed', id, { fields: changed, ...(on === undefined ? {} : { on }) })
  return row
}
