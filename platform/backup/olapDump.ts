import { join } from 'node:path'
import type { Olap } from '../clickhouse/olap.ts'

export interface OlapDump {
  tables: { name: string; rows: number }[]
}

/** Paths and names go into SQL as literals: both are ours, and quotes in a folder's name must not end them. */
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Writes every table as Native blocks, inside the engine: no row passes through this process's memory. */
export async function dumpOlap(olap: Olap, folder: string): Promise<OlapDump> {
  const tables: OlapDump['tables'] = []
  for (const name of await tableNames(olap)) {
    // Rows may come in meanwhile: a table that is empty now stays empty in the copy, and what was written is counted.
    if ((await countOf(olap, name)) === 0) {
      tables.push({ name, rows: 0 })
      continue
    }
    const file = `file(${literal(join(folder, `${name}.native.zst`))}, 'Native')`
    await olap.command(`insert into function ${file} select * from ${name}`)
    tables.push({ name, rows: await countOf(olap, file) })
  }
  return { tables }
}

/** Fills freshly made tables. */
export async function loadOlap(olap: Olap, folder: string, dump: OlapDump) {
  for (const { name, rows } of dump.tables) {
    await olap.command(`truncate table ${name}`)
    if (rows === 0) continue
    const file = literal(join(folder, `${name}.native.zst`))
    await olap.command(`insert into ${name} select * from file(${file}, 'Native')`)
  }
}

async function tableNames(olap: Olap): Promise<string[]> {
  const text = await olap.bytes(
    `select name from system.tables where database = currentDatabase() and engine like '%MergeTree' and name <> 'platform_migration' order by name format TSV`,
  )
  return text.toString('utf8').split('\n').filter(Boolean)
}

async function countOf(olap: Olap, from: string): Promise<number> {
  return Number((await olap.bytes(`select count() from ${from} format TSV`)).toString('utf8'))
}
