import { filesBelow, isProduct, ownerOf, textOf } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { sourcesBelow } from './source.ts'
import { type TableUse, tablesCreated, tablesInSource, tablesNamed } from './sql.ts'

interface Owned {
  owner: string
  olap: boolean
}

const isMigration = (path: string): boolean => /^(?:modules|platform)\/(?:.*\/)?migrations\/.*\.sql$/.test(path)
/** The shared log: what stands in a ClickHouse migration may be read, not written, by these. */
const logReaders = ['insight', 'segments']
const reads = ['from', 'join']

/** A house owns its tables: whoever else names one in SQL is told. Tests and benches (which measure the bare store) may look anywhere. */
export function checkTables(root: string): Outcome {
  const { tables, problems } = ownedTables(root)
  const sources = sourcesBelow(root, (path) => isProduct(path) && !/^(tools|bench)\//.test(path))
  const uses = [
    ...sources.flatMap((source) =>
      tablesInSource(source).map((use) => ({ ...use, path: source.path, text: source.text })),
    ),
    ...filesBelow(root, isMigration).flatMap((path) => {
      const text = textOf(root, path)
      return tablesNamed(text).map((use) => ({ ...use, path, text }))
    }),
  ]
  for (const { path, text, ...use } of uses) {
    const owned = tables.get(use.table) ?? []
    if (owned.length === 0 || owned.some((table) => mayUse(ownerOf(path), use, table))) continue
    const where = `${path}:${text.slice(0, use.at).split('\n').length}`
    problems.push({ rule: 'a-house-owns-its-tables', where, message: advice(use, owned) })
  }
  return outcome(tables.size, 'tables', problems)
}

function ownedTables(root: string) {
  const tables = new Map<string, Owned[]>()
  const problems: Problem[] = []
  for (const path of filesBelow(root, isMigration)) {
    const owner = ownerOf(path) ?? ''
    const olap = path.includes('/clickhouse/')
    for (const name of tablesCreated(textOf(root, path))) {
      const known = tables.get(name) ?? []
      if (known.some((table) => table.owner !== owner)) {
        const message = `Table ${name} is created by ${known[0]?.owner} too. Give it a name that says whose it is.`
        problems.push({ rule: 'one-owner-per-table', where: path, message })
      }
      tables.set(name, [...known, { owner, olap }])
    }
  }
  return { tables, problems }
}

function mayUse(who: string | undefined, { use }: TableUse, { owner, olap }: Owned): boolean {
  return who === owner || (olap && who !== undefined && logReaders.includes(who) && reads.includes(use))
}

function advice({ table, use }: TableUse, owned: readonly Owned[]): string {
  const [first] = owned
  const exception = first?.olap ? `; ${logReaders.join(' and ')} may read it` : ''
  return `"${use} ${table}" names a table of ${first?.owner}${exception}. Ask its door or listen to its facts.`
}
