import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { mask } from '#modules/identity'
import { audit } from '#platform/audit'
import type { Vault } from '#platform/crypto'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { changedWearer, type Wearer, type WearerChange, wearerSchema } from '../core/wearer.ts'
import type { PeopleTables } from './tables.ts'

interface Deps {
  postgres: Postgres
  vault: Vault
}

const column = 'people_wearer.sealed'
/** A family, not a class of pupils. */
export const mostWearers = 20
const stored = z.string().transform((text) => wearerSchema.parse(JSON.parse(text)))

/** A wearer as it is stored. */
export const sealWearer = (vault: Vault, wearer: Wearer): Buffer => vault.seal(JSON.stringify(wearer), column)

/** What is stored of a wearer. */
export const openWearer = (vault: Vault, sealed: Buffer): Wearer => stored.parse(vault.open(sealed, column))

/** Whose wearer: who stands, and all their numbers. */
interface Under {
  person: string
  strands: readonly string[]
}

export type WearerRefusal = 'no-such-wearer' | 'too-many-wearers'

/** Everybody who is looked after under these strands, in full. */
export async function wearersOf({ postgres, vault }: Deps, strands: readonly string[]) {
  const rows = await postgres
    .tables<PeopleTables>()
    .selectFrom('people_wearer')
    .selectAll()
    .where('strand', 'in', [...strands])
    .orderBy('id')
    .execute()
  return rows.map(({ id, sealed, updated_at }) => ({
    ...{ id, updatedAt: updated_at.toISOString() },
    ...openWearer(vault, sealed),
  }))
}

/** As a page shows them: names masked, and of the optometry only how much there is. */
export async function shownWearers(deps: Deps, strands: readonly string[]) {
  const all = await wearersOf(deps, strands)
  return all.map(({ id, updatedAt, name, relation, birthYear = null, facts }) => ({
    ...{ id, updatedAt, relation, birthYear, facts: facts.length },
    name: mask('name', name),
  }))
}

/** Writes a wearer down. */
export async function addWearer({ postgres, vault }: Deps, { person, strands }: Under, wearer: Wearer, by: string) {
  return postgres.transaction(async (tx): Promise<Result<null, WearerRefusal>> => {
    const db = tx.tables<PeopleTables>()
    if ((await held(db, strands)).length >= mostWearers) return no('too-many-wearers')
    const sealed = sealWearer(vault, wearer)
    await db.insertInto('people_wearer').values({ strand: person, sealed, updated_at: new Date() }).execute()
    await audit(tx, by, 'wearer.added', person)
    return ok(null)
  })
}

/** Changes what is written of a wearer. */
export async function changeWearer(
  { postgres, vault }: Deps,
  { person, strands, id }: Under & { id: string },
  change: WearerChange,
  by: string,
) {
  return postgres.transaction(async (tx): Promise<Result<null, WearerRefusal>> => {
    const db = tx.tables<PeopleTables>()
    const there = (await held(db, strands)).find((one) => one.id === id)
    if (!there) return no('no-such-wearer')
    const sealed = sealWearer(vault, changedWearer(openWearer(vault, there.sealed), change))
    await db.updateTable('people_wearer').set({ sealed, updated_at: new Date() }).where('id', '=', id).execute()
    await audit(tx, by, 'wearer.changed', person, { wearer: id })
    return ok(null)
  })
}

/** Takes a wearer away for good. */
export async function dropWearer({ postgres }: Deps, { person, strands, id }: Under & { id: string }, by: string) {
  return postgres.transaction(async (tx): Promise<Result<null, WearerRefusal>> => {
    const db = tx.tables<PeopleTables>()
    if (!(await held(db, strands)).some((one) => one.id === id)) return no('no-such-wearer')
    await db.deleteFrom('people_wearer').where('id', '=', id).execute()
    await audit(tx, by, 'wearer.removed', person, { wearer: id })
    return ok(null)
  })
}

async function held(db: Db<PeopleTables>, strands: readonly string[]) {
  return db
    .selectFrom('people_wearer')
    .select(['id', 'sealed'])
    .where('strand', 'in', [...strands])
    .forUpdate()
    .execute()
}
