import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type TaskKind, taskKind } from '#platform/tasks/kind'
import type { CardDeps } from './deps.ts'
import { batchOf } from './read.ts'
import { drawSheets, readBack } from './sheet.ts'
import type { BatchRow, CardTables } from './tables.ts'

export const printCards = 'acquisition.cardPrints'
/** Cards in one file: some 2 MB. */
const perPart = 400

/** Which cards stand in which file, by their numbers; both ends included. */
export const partsOf = (count: number) =>
  Array.from({ length: Math.ceil(count / perPart) }, (_, i) => ({
    ...{ part: i + 1, first: i * perPart + 1, last: Math.min((i + 1) * perPart, count) },
  }))

export const urlOf = ({ origin }: Pick<BatchRow, 'origin'>, code: string): string => `${origin}/m/c/${code}`
export const partFile = (folder: string, batch: string, part: number): string =>
  join(folder, batch, `cards-${batch}-${part}.pdf`)

type Deps = Pick<CardDeps, 'postgres' | 'folder'>

/** Draws the print files of a batch, part by part; every code of each is read again before it is handed out. */
export const printTask = (deps: Deps): TaskKind =>
  taskKind({
    kind: printCards,
    title: { zh: '生成印刷文件', en: 'Draw print files' },
    rights: { read: 'people:read', write: 'people:write' },
    input: z.object({ batch: z.string(), name: z.string() }),
    counts: { drawn: { zh: '已排版', en: 'Drawn' }, read: { zh: '已验码', en: 'Codes read again' } },
    about: ({ name }) => ({ zh: `批次「${name}」`, en: `Batch “${name}”` }),
    total: async ({ batch }) => (await batchOf(deps.postgres, batch)).count,
    async *steps({ batch: id }) {
      const batch = await batchOf(deps.postgres, id)
      await mkdir(join(deps.folder, id), { recursive: true, mode: 0o700 })
      let [drawn, read] = [0, 0]
      for (const part of partsOf(batch.count)) {
        const cards = await cardsOf(deps, id, part.first, part.last)
        const sheets = drawSheets(batch, cards, `${batch.name} ${part.part}`)
        let step = await sheets.next()
        for (; !step.done; step = await sheets.next())
          if (Number(step.value) % 50 === 0)
            yield { done: drawn + Number(step.value), counts: { drawn: drawn + Number(step.value), read } }
        const good = await readBack(batch, cards)
        if (good < cards.length)
          throw new Error(`batch ${id}: ${cards.length - good} codes of part ${part.part} cannot be read`)
        await keep(deps, batch, { ...part, read: good }, step.value as Buffer)
        drawn += cards.length
        read += good
        yield { done: drawn, counts: { drawn, read } }
      }
    },
  })

async function cardsOf({ postgres }: Deps, batch: string, from: number, to: number) {
  const rows = await postgres
    .tables<CardTables>()
    .selectFrom('acquisition_card as c')
    .innerJoin('acquisition_card_batch as b', 'b.id', 'c.batch')
    .select(['c.code', 'b.origin'])
    .where('c.batch', '=', batch)
    .where('c.number', '>=', from)
    .where('c.number', '<=', to)
    .orderBy('c.number')
    .execute()
  return rows.map(({ code, origin }) => ({ code, url: urlOf({ origin }, code) }))
}

/** The file first, then its record: a record never names a file that is not whole. */
async function keep(
  { postgres, folder }: Deps,
  batch: BatchRow,
  part: { readonly part: number; readonly first: number; readonly last: number; readonly read: number },
  file: Buffer,
) {
  const path = partFile(folder, batch.id, part.part)
  await writeFile(`${path}.draft`, file, { mode: 0o600 })
  await rename(`${path}.draft`, path)
  const row = { ...part, batch: batch.id, bytes: file.length }
  await postgres
    .tables<CardTables>()
    .insertInto('acquisition_card_print')
    .values(row)
    .onConflict((on) => on.columns(['batch', 'part']).doUpdateSet(row))
    .execute()
}
