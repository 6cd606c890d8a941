import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { checkedCode } from '#kit/checkedCode'
import type { Postgres } from '#platform/postgres/postgres'
import { type TaskKind, taskKind } from '#platform/tasks/kind'
import { batchOf } from './read.ts'
import type { CardTables } from './tables.ts'

export const makeCards = 'acquisition.cards'
const atOnce = 5000
/** Nine letters of chance are 26 billion thousand codes: of a million cards nobody guesses one. */
const codeLength = 10
const random = (count: number) => Array.from({ length: count }, () => randomInt(31))

/** Draws the codes of a batch: those that are there stay, so that it may begin anew at any time. */
export const cardsTask = ({ postgres }: { readonly postgres: Postgres }): TaskKind =>
  taskKind({
    kind: makeCards,
    title: { zh: '生成包裹卡', en: 'Make parcel cards' },
    rights: { read: 'people:read', write: 'people:write' },
    input: z.object({ batch: z.string(), name: z.string() }),
    counts: { made: { zh: '已生成', en: 'Made' } },
    about: ({ name }) => ({ zh: `批次「${name}」`, en: `Batch “${name}”` }),
    total: async ({ batch }) => (await batchOf(postgres, batch)).count,
    async *steps({ batch }) {
      const { count } = await batchOf(postgres, batch)
      const db = postgres.tables<CardTables>()
      for (let made = await madeOf(postgres, batch); made < count; ) {
        await insertSome(postgres, batch, made, Math.min(atOnce, count - made))
        made = await madeOf(postgres, batch)
        yield { done: made, counts: { made } }
      }
      await sql`update acquisition_card_batch set state = 'ready' where id = ${batch}`.execute(db)
      yield { done: count, counts: { made: count } }
    },
  })

/** They are numbered without a gap. */
async function madeOf(postgres: Postgres, batch: string): Promise<number> {
  const rows = await sql<{ n: number }>`
    select coalesce(max(number), 0) as n from acquisition_card where batch = ${batch}`.execute(
    postgres.tables<CardTables>(),
  )
  return rows.rows[0]?.n ?? 0
}

/** The next numbers; where a code is there already, chance is asked again. */
async function insertSome(postgres: Postgres, batch: string, after: number, wanted: number) {
  for (let left = wanted; left > 0; ) {
    const codes = Array.from({ length: left }, () => checkedCode(codeLength, random))
    const rows = await sql`
      insert into acquisition_card (batch, number, code)
      select ${batch}::bigint, ${after + wanted - left} + row_number() over (), code
      from (select distinct code from unnest(${codes}::text[]) as t(code)
        where not exists (select from acquisition_card k where k.code = t.code)) as fresh`.execute(
      postgres.tables<CardTables>(),
    )
    left -= Number(rows.numAffectedRows ?? 0n)
  }
}
