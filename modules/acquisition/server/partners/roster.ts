import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import { type PartnerRefusal, partnerProblems } from '../../core/partnerRefusals.ts'
import type { PartnerInput } from '../../core/partnerShapes.ts'
import { isIdNumber } from '../../core/partners/idNumber.ts'
import type { PartnerDeps } from './deps.ts'
import { idPrint, openedOf, sealOf } from './sealed.ts'
import type { PartnerRow, PartnerTables } from './tables.ts'

export const refusePartner = (why: PartnerRefusal): never => refuse(partnerProblems, why)

/** @throws the refusal when there is none */
export async function partnerOf({ postgres }: Pick<PartnerDeps, 'postgres'>, id: string): Promise<PartnerRow> {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_partner').selectAll()
  return (await all.where('id', '=', id).executeTakeFirst()) ?? refusePartner('no-such-partner')
}

type Given = { readonly [K in keyof PartnerInput]?: PartnerInput[K] | undefined }
type Columns = Partial<Insertable<PartnerTables['acquisition_partner']>>

/** Whether they can be what is said of them, and as what it is stored. */
async function columnsOf(deps: PartnerDeps, given: Given, before: PartnerRow | null): Promise<Columns> {
  const { person, upline, realName, idNumber, phone, contact, contractFrom, contractTo, contractNote, ...plain } = given
  const from = contractFrom === undefined ? before?.contract_from : contractFrom
  const to = contractTo === undefined ? before?.contract_to : contractTo
  if (from && to && to < from) refusePartner('contract-ends-before')
  const tax = given.tax ?? before?.tax ?? 'labour'
  const number = idNumber === undefined && before ? openedOf(deps, before).idNumber : idNumber
  if (number && !isIdNumber(number, tax)) refusePartner('wrong-number')
  if (phone && !(await deps.whole.phone(phone))) refusePartner('wrong-phone')
  const sealed = (text: string | null) => (text === null ? null : sealOf(deps, text))
  const { platforms, ...kept } = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as Partial<typeof plain>
  return {
    ...(kept as Columns),
    ...(platforms ? { platforms: JSON.stringify(platforms) as never } : {}),
    ...(person === undefined ? {} : { strand: person === null ? null : await standing(deps, person) }),
    ...(upline === undefined ? {} : { upline, level: upline === null ? 1 : 2 }),
    ...(realName === undefined ? {} : { real_name: sealed(realName) }),
    ...(phone === undefined ? {} : { phone: sealed(phone) }),
    ...(contact === undefined ? {} : { contact: sealed(contact) }),
    ...(idNumber === undefined
      ? {}
      : { id_number: sealed(idNumber), id_print: idNumber === null ? null : idPrint(deps, idNumber) }),
    ...(contractFrom === undefined ? {} : { contract_from: contractFrom }),
    ...(contractTo === undefined ? {} : { contract_to: contractTo }),
    ...(contractNote === undefined ? {} : { contract_note: contractNote }),
  }
}

async function standing({ sight }: PartnerDeps, person: string): Promise<string> {
  const [one] = await sight.stand([person])
  return one?.person ?? refusePartner('no-such-person')
}

/** What PostgreSQL refuses, by the name of the rule. */
const kept: readonly (readonly [RegExp, PartnerRefusal])[] = [
  [/_upline_upline_level_fkey|_upline_fkey|partner_check/, 'third-level'],
  [/_strand_idx/, 'person-taken'],
  [/_id_print_key/, 'number-taken'],
]

/** The store itself keeps who may stand above whom, whatever way it is written. */
async function orRefused<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { constraint = '' } = error as { constraint?: string }
    const found = kept.find(([name]) => name.test(constraint))
    if (!found) throw error
    return refusePartner(found[1])
  }
}

/** @throws the refusal */
export async function createPartner(deps: PartnerDeps, given: PartnerInput, by: string): Promise<string> {
  const at = new Date(deps.now())
  const columns = await columnsOf(deps, given, null)
  const made = deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<PartnerTables>()
      .insertInto('acquisition_partner')
      .values({
        ...(columns as Insertable<PartnerTables['acquisition_partner']>),
        created_by: by,
        created_at: at,
        changed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'partner.created', id, { name: given.name, kind: given.kind })
    return id
  })
  return orRefused(made)
}

/** @throws the refusal */
export async function changePartner(
  deps: PartnerDeps,
  id: string,
  { on, set }: { readonly on?: boolean | undefined; readonly set: Given },
  by: string,
): Promise<void> {
  const before = await partnerOf(deps, id)
  const columns = await columnsOf(deps, set, before)
  const at = new Date(deps.now())
  const off = on === undefined ? {} : { off_at: on ? null : (before.off_at ?? at) }
  const changed = deps.postgres.transaction(async (tx) => {
    const all = tx.tables<PartnerTables>().updateTable('acquisition_partner')
    await all
      .set({ ...columns, ...off, changed_at: at })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'partner.changed', id, {
      fields: Object.keys(set),
      ...(on === undefined ? {} : { on }),
    })
  })
  await orRefused(changed)
}

/** Their fields in full, which is written down. */
export async function revealPartner(deps: PartnerDeps, id: string, reason: string, by: string) {
  const row = await partnerOf(deps, id)
  await deps.postgres.transaction((tx) => audit(tx, by, 'partner.revealed', id, { reason }))
  return openedOf(deps, row)
}

interface Wanted {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly q?: string | undefined
  readonly kind?: 'kol' | 'koc' | undefined
  readonly tag?: string | undefined
  readonly state?: 'on' | 'off' | undefined
}

/** A page of the roster, newest first. */
export async function partnerRows({ postgres }: Pick<PartnerDeps, 'postgres'>, wanted: Wanted) {
  const { cursor, limit, q, kind, tag, state } = wanted
  let query = postgres
    .tables<PartnerTables>()
    .selectFrom('acquisition_partner')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  if (kind) query = query.where('kind', '=', kind)
  if (state) query = query.where('off_at', state === 'on' ? 'is' : 'is not', null)
  if (tag) query = query.where(sql<boolean>`${tag} = any(tags)`)
  if (q)
    query = query.where(
      sql<boolean>`(position(lower(${q}) in lower(name)) > 0 or position(lower(${q}) in lower(platforms::text)) > 0)`,
    )
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}
