import { z } from 'zod'
import { checkDefinition } from '../core/check.ts'
import type { Definition } from '../core/definition.ts'
import type { SegmentDeps } from './deps.ts'
import { memberSql } from './memberSql.ts'
import { expanded, unknownTags } from './store.ts'
import type { SegmentTables } from './tables.ts'

type Deps = Pick<SegmentDeps, 'postgres' | 'olap'>

/** Who of those that have these numbers fits a definition at a moment (epoch ms). Nobody where it cannot be asked any more. */
export async function belongingOf(
  { postgres, olap }: Deps,
  definition: Definition,
  strands: readonly string[],
  at: number,
): Promise<ReadonlySet<string>> {
  if (strands.length === 0) return new Set()
  const tree = await expanded(postgres.tables<SegmentTables>(), definition, null)
  if (!tree.ok) return new Set()
  const members = memberSql(tree.value, at, { strands })
  const rows = await olap.query(
    {
      name: 'segments.belonging',
      sql: `select toString(who) as who from (${members.sql})`,
      params: z.record(z.string(), z.unknown()),
      row: z.object({ who: z.string() }),
    },
    members.params,
  )
  return new Set(rows.map(({ who }) => who))
}

/** Why a definition cannot be asked; null = it can. */
export async function wrongIn({ postgres }: Pick<Deps, 'postgres'>, definition: Definition): Promise<string | null> {
  const checked = checkDefinition(definition)
  if (!checked.ok) return checked.refusal
  const db = postgres.tables<SegmentTables>()
  const tree = await expanded(db, definition, null)
  if (!tree.ok) return tree.refusal
  return (await unknownTags(db, definition)).length > 0 ? 'tag-unknown' : null
}
