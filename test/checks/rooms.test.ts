import { expect, test } from 'vitest'
import { roomRules } from '../../tools/check/roomRules.ts'
import { checkRooms, unread } from '../../tools/check/rooms.ts'
import { caught, houses, plant } from './plant.ts'

const order = 'modules/shop/core/order.ts'
const store = 'modules/shop/server/store.ts'
const screen = 'modules/shop/console/orders.ts'
const door = 'modules/shop/index.ts'

/** One planted line each: the rule it breaks, the file it stands in, the file's text, and what else the tree needs. */
const planted: [rule: string, path: string, text: string, others?: Record<string, string>][] = [
  ['kit-knows-no-product', 'kit/money.ts', "import '#modules/shop'\n", { [door]: 'export const a = 1\n' }],
  ['kit-knows-no-product', 'kit/money.ts', "import '#platform/config'\n"],
  ['pure-rooms-see-only-pure', order, "import '../server/store.ts'\n"],
  ['pure-rooms-see-only-pure', 'modules/shop/contract.ts', "import '#platform/config'\n", { [screen]: '' }],
  [
    'pure-rooms-see-only-pure',
    door,
    "import type { Order } from './server/order.ts'\n",
    { 'modules/shop/server/order.ts': 'export type Order = 1\n' },
  ],
  [
    'pure-rooms-see-only-pure',
    'modules/shop/kinds/assist/kind.ts',
    "import './server.ts'\n",
    { 'modules/shop/kinds/assist/server.ts': '' },
  ],
  ['pure-rooms-do-no-io', order, "import 'node:fs'\n"],
  ['pure-rooms-do-no-io', order, "import 'crypto'\n"],
  ['pure-rooms-do-no-io', order, "import type { Pool } from 'pg'\n"],
  ['pure-rooms-do-no-io', 'kit/money.ts', "export const later = () => import('node:timers')\n"],
  ['pure-rooms-do-no-io', 'modules/shop/kinds/assist/kind.ts', "import 'kysely'\n"],
  ['door-shows-own-pure-rooms', door, "export type { Person } from '#modules/people'\n"],
  ['enter-a-house-by-its-door', store, "import '../../people/core/person.ts'\n"],
  [
    'enter-a-house-by-its-door',
    store,
    "import type { P } from '../../people/server/p.ts'\n",
    { 'modules/people/server/p.ts': 'export type P = 1\n' },
  ],
  ['enter-a-house-by-its-door', 'tools/seed.ts', "import '../modules/people/core/person.ts'\n"],
  ['only-apps-compose', store, "import '../../../apps/server/port.ts'\n", { 'apps/server/port.ts': '' }],
  ['server-never-imports-screens', store, "import '../console/orders.ts'\n"],
  [
    'server-never-imports-screens',
    'apps/server/main.ts',
    "import '../console/main.ts'\n",
    { 'apps/console/main.ts': '' },
  ],
  ['screens-never-import-server', screen, "import '../server/store.ts'\n"],
  ['screens-never-import-server', screen, "import '#platform/config'\n"],
  ['screens-never-import-server', 'apps/console/main.ts', "import 'node:fs'\n"],
  ['screens-see-own-house', screen, "import '#modules/people'\n"],
  ['platform-knows-no-house', 'platform/config.ts', "import '#modules/people'\n"],
  ['ui-knows-no-house', 'ui/console/list.ts', "import '#modules/people'\n"],
  ['imports-resolve', store, "import '#modules/people/core/person'\n"],
  ['imports-resolve', store, "import './gone.ts'\n"],
  ['folders-by-their-name', store, "import '../../../platform/config.ts'\n"],
  ['packages-are-listed', store, "import 'fast-uri'\n"],
  ['product-uses-no-dev-package', store, "import 'fast-check'\n"],
  ['product-knows-no-tools', store, "import '../../../tools/seed.ts'\n", { 'tools/seed.ts': '' }],
  ['no-test-file-imported', order, "import './person.test.ts'\n", { 'modules/shop/core/person.test.ts': '' }],
  ['no-test-file-imported', store, "import '../../../test/support/clock.ts'\n", { 'test/support/clock.ts': '' }],
  ['no-test-file-imported', store, "import './fixture.ts'\n", { 'modules/shop/server/fixture.ts': '' }],
  ['no-test-file-imported', store, "import '#platform/testing'\n", { 'platform/testing.ts': '' }],
  ['lab-imports-nothing-of-modules', 'lab/index.ts', "import '#modules/people'\n"],
  ['no-cycles', order, "import './line.ts'\n", { 'modules/shop/core/line.ts': "import './order.ts'\n" }],
  [
    'no-cycles',
    order,
    "import type { L } from './line.ts'\nexport type O = L\n",
    { 'modules/shop/core/line.ts': "import type { O } from './order.ts'\nexport type L = O\n" },
  ],
  ['map/people', 'modules/people/core/person.ts', "import '#contracts/shop'\n"],
]

test.each(planted)('%s is caught in %s', async (rule, path, text, others = {}) => {
  const unimported = { [store]: 'export const read = () => 1\n', [screen]: '', 'apps/server/main.ts': '' }
  const outcome = await checkRooms(plant({ ...unimported, ...others, [path]: text }), houses)
  const names = [...new Set(outcome.problems.map((problem) => problem.rule))]
  expect(names).toContain(rule)
  expect(outcome.problems.find((problem) => problem.rule === rule)?.where).toMatch(/^[\w./]+$/)
})

test('every rule has a planted violation and a comment that says what to do', () => {
  const rules = roomRules(houses)
  const names = rules.map(({ name }) => name).filter((name) => name !== 'map/shop')
  expect([...new Set(names)].sort()).toEqual([...new Set(planted.map(([rule]) => rule))].sort())
  expect(rules.every(({ comment }) => (comment ?? '').length > 40)).toBe(true)
})

test('the map closes a house that is not on the line, and opens one that is', async () => {
  const root = plant()
  expect(caught(await checkRooms(root, { people: [], shop: [] }))).toEqual([`map/shop ${order}`])
  expect(caught(await checkRooms(root, houses))).toEqual([])
})

test('a file that is there but was not read is a violation', () => {
  expect(unread(['kit/a.ts', 'kit/b.ts'], ['kit/b.ts']).map(({ rule, where }) => [rule, where])).toEqual([
    ['reads-every-module', 'kit/a.ts'],
  ])
})

test('tests may import anything', async () => {
  const text =
    "import '../../people/core/person.ts'\nimport '../server/store.ts'\nimport 'node:fs'\nimport 'fast-check'\n"
  expect(caught(await checkRooms(plant({ 'modules/shop/core/order.test.ts': text }), houses))).toEqual([])
})
