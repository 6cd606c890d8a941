import { z } from 'zod'
import type { ImportKind } from './importer.ts'
import { type Mapping, matchColumns, type Plan, planOf } from './mapping.ts'
import { createRecords, type RawRecord } from './records.ts'
import { createRowReader } from './rows.ts'
import { findTable } from './table.ts'

const both = (text: string) => ({ zh: text, en: text })

/** A kind of import that means nothing: things with a number, a name and a price. */
export const thingKind: ImportKind = {
  kind: 'things',
  title: both('things'),
  key: 'no',
  targets: [
    { name: 'no', cell: 'id', title: both('no') },
    { name: 'name', cell: 'text', title: both('name') },
    { name: 'price', cell: 'value', money: true, title: both('price') },
    {
      name: 'owner',
      typed: true,
      cell: 'id',
      title: both('owner'),
      accepts: (type) => /^[a-wyz][a-z0-9_:]*$/.test(type),
    },
  ],
  presets: [
    {
      name: 'shop',
      title: both('shop'),
      mapping: { 编号: 'no', 单号: 'no', 名称: 'name', '价格(元)': 'price' },
      options: { tax: 1 },
    },
  ],
  options: z.object({ tax: z.coerce.number().int().default(0) }),
  lacking: (found) => (found.has('price') ? null : both('price is missing')),
}

export function planFor(mapping?: Mapping, preset?: string): Plan {
  const plan = planOf(thingKind, preset, mapping)
  if (!plan.ok) throw new Error(plan.refusal.reason.en)
  return plan.value
}

export const thingMapping = { No: 'no', Name: 'name', Price: 'price' }

/** Reads a whole text as the host does. */
export function readAll(
  text: string,
  {
    mapping = thingMapping,
    damaged = false,
    header = true,
  }: { mapping?: Mapping; damaged?: boolean; header?: boolean } = {},
) {
  const plan = planFor(mapping)
  const found = findTable(text, (columns) => matchColumns(plan, columns), header)
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  const { delimiter, eol, columns, firstLine, from } = found.value
  const records = createRecords({ delimiter, eol, width: columns.length, firstLine })
  const read = createRowReader(found.value, damaged)
  const batches = [records.push(text.slice(from)), records.end()].map((some: RawRecord[]) => read(some))
  return {
    table: found.value,
    total: batches.reduce((sum, batch) => sum + batch.total, 0),
    rows: batches.flatMap((batch) => batch.rows.map(({ row }) => row)),
    rejected: batches.flatMap((batch) => batch.rejected),
  }
}
