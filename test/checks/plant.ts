import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Outcome } from '../../tools/check/outcome.ts'
import { makeMap } from '../../tools/map.ts'
import type { Houses } from '../../tools/rooms.ts'

export const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

export const houses: Houses = { people: [], shop: ['people'] }

const clean: Readonly<Record<string, string>> = {
  'README.md': '# A small tree\n\nSee [the map](docs/map.md) and `modules/shop/core/order.ts`.\n',
  'kit/money.ts': 'export type Fen = number\n',
  'platform/postgres.ts': "import type { Fen } from '#kit/money'\n\nexport const tip: Fen = 1\n",
  'platform/config.ts': 'export const port = process.env.PORT\n',
  'platform/migrations/0001_outbox.sql': 'create table platform_outbox (id bigint);\n',
  'modules/people/README.md': '# People\n\nPeople keeps profiles. It keeps them well.\n\n**E1** A person has a name.\n',
  'modules/people/index.ts': "export type { Person } from './core/person.ts'\n",
  'modules/people/core/person.ts': 'export type Person = { name: string }\n',
  'modules/people/core/person.test.ts': "import { test } from 'vitest'\n\ntest('[E1] a person has a name', () => {})\n",
  'modules/people/server/subject.ts': 'export const peopleSubject = () => ({ tables: () => [] })\n',
  'modules/people/server/migrations/0001_people.sql': 'create table people (id bigint);\n',
  'modules/people/server/migrations/clickhouse/0001_events.sql':
    'create table events (id UInt64) engine = MergeTree order by id;\n',
  'modules/shop/README.md': '# Shop\n\nShop keeps the ledger.\n',
  'modules/shop/contract.ts': "import { z } from 'zod'\n\nexport const orderId = z.string()\n",
  'modules/shop/index.ts': "export type { Order } from './core/order.ts'\n",
  'modules/shop/core/order.ts':
    "import type { Fen } from '#kit/money'\nimport type { Person } from '#modules/people'\n\nexport type Order = { by: Person; fen: Fen }\n",
  'modules/shop/server/store.ts':
    "import { readFileSync } from 'node:fs'\nimport { tip } from '#platform/postgres'\n\nexport const read = () => [tip, readFileSync('select * from orders')]\n",
  'modules/shop/server/subject.ts': 'export const shopSubject = () => ({ tables: () => [] })\n',
  'modules/shop/server/migrations/0001_orders.sql': 'create table orders (id bigint);\n',
  'modules/shop/console/orders.ts': "import { orderId } from '../contract.ts'\n\nexport const shown = orderId\n",
  'apps/server/main.ts': "import { read } from '../../modules/shop/server/store.ts'\n\nread()\n",
}

/** Writes the clean small tree with `changes` over it (null takes a file out) to a temp folder and gives its root. */
export function plant(changes: Readonly<Record<string, string | null>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'siyu-checks-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.pure.json', 'biome.json']) {
    copyFileSync(join(project, name), join(root, name))
  }
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'))
  const files = { ...clean, ...changes }
  for (const [path, text] of Object.entries(files)) if (text !== null) write(root, path, text)
  if (!('docs/map.md' in changes)) write(root, 'docs/map.md', makeMap(root, houses))
  return root
}

/** A folder with nothing in it. */
export function plantNothing(): string {
  const root = mkdtempSync(join(tmpdir(), 'siyu-checks-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  return root
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** What was caught, as `rule path` without line numbers, sorted. */
export const caught = ({ problems }: Outcome): string[] =>
  problems.map(({ rule, where }) => `${rule} ${where.replace(/:\d+$/, '')}`).sort()
