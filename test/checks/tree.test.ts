import { describe, expect, test } from 'vitest'
import { checkDocs } from '../../tools/check/docs.ts'
import { checkGenerated } from '../../tools/check/generated.ts'
import { checkHouses } from '../../tools/check/houses.ts'
import { checkMachine } from '../../tools/check/machine.ts'
import { checkNumbers } from '../../tools/check/numbers.ts'
import { checkTables } from '../../tools/check/tables.ts'
import { makeMap } from '../../tools/map.ts'
import { caught, houses, plant } from './plant.ts'

const store = 'modules/shop/server/store.ts'
const rules = 'modules/people/README.md'

describe('houses', () => {
  test('a folder without a line, a line without a folder, and a line that names nobody', () => {
    const root = plant({ 'modules/stray/README.md': '# Stray\n\nStray is new.\n' })
    const table = { ...houses, ghost: [], shop: ['people', 'nobody'] }
    expect(caught(checkHouses(root, table))).toEqual([
      'house-has-a-folder tools/rooms.ts',
      'house-is-in-the-table modules/stray',
      'house-uses-known-houses tools/rooms.ts',
    ])
  })

  test.each([[{ people: ['shop'], shop: ['people'] }], [{ people: [], shop: ['shop'] }]])('%o is a circle', (table) => {
    expect(caught(checkHouses(plant(), table))).toEqual(['houses-need-no-circle tools/rooms.ts'])
  })

  test('a house that does not say its purpose, and a file outside every room', () => {
    const root = plant({
      'modules/shop/README.md': '# Shop\n',
      'modules/shop/utils/text.ts': '',
      'modules/shop/x.ts': '',
    })
    expect(caught(checkHouses(root, houses))).toEqual([
      'every-file-has-a-room modules/shop/utils/text.ts',
      'every-file-has-a-room modules/shop/x.ts',
      'house-says-its-purpose modules/shop/README.md',
    ])
  })

  test('a house with a server that does not say what it holds of a person', () => {
    const root = plant({ 'modules/shop/server/subject.ts': null, 'modules/people/server/subject.ts': 'export {}\n' })
    expect(caught(checkHouses(root, houses))).toEqual([
      'house-answers-for-a-person modules/people/server/subject.ts',
      'house-answers-for-a-person modules/shop/server/subject.ts',
    ])
  })

  test('the map shows purpose and arrows', () => {
    const map = makeMap(plant(), houses)
    expect(map).toContain('  shop --> people\n')
    expect(map).toContain('| [people](../modules/people/README.md) | People keeps profiles. | — |')
  })
})

describe('tables', () => {
  const planted: [what: string, text: string][] = [
    ['select', "export const a = 'select * from people where id = 1'\n"],
    ['join', 'export const a = `\n  select 1 from orders o\n  join public."people" p on p.id = o.id`\n'],
    ['insert', "export const a = (db) => db.query('insert into people (id) values (1)')\n"],
    ['update', "export const a = 'update people set id = 2'\n"],
    ['fragment', 'export const a = (id) => sql`from people where id = 1`\n'],
    ['builder', "export const a = (db) => db.selectFrom('people as p').selectAll()\n"],
    [
      'builder join',
      "export const a = (db) => db.selectFrom('orders').innerJoin('people', 'people.id', 'orders.id')\n",
    ],
    ['rows', "export const a = (olap) => olap.insert('events', [])\n"],
    ['platform', "export const a = 'delete from platform_outbox'\n"],
    ['shared log', "export const a = 'select count() from events'\n"],
  ]
  test.each(planted)("another house's table is caught: %s", (_, text) => {
    expect(caught(checkTables(plant({ [store]: text })))).toEqual([`a-house-owns-its-tables ${store}`])
  })

  test('migrations and platform are no exception', () => {
    const migration = 'modules/shop/server/migrations/0002_more.sql'
    const root = plant({
      [migration]: '-- copied from people\ninsert into orders select id from people;\n',
      'platform/postgres.ts': "export const a = 'select 1 from orders'\n",
    })
    const outcome = checkTables(root)
    expect(caught(outcome)).toEqual(
      [`a-house-owns-its-tables ${migration}`, 'a-house-owns-its-tables platform/postgres.ts'].sort(),
    )
    expect(outcome.problems.map(({ where }) => where)).toContain(`${migration}:2`)
  })

  test('insight and segments read the shared log and do not write it', () => {
    const read = "export const a = 'select count() from events e join events f on e.id = f.id'\n"
    const write = "export const a = 'insert into events (id) values (1)'\n"
    const root = plant({
      'modules/insight/server/read.ts': read,
      'modules/segments/core/queries.ts': read,
      'modules/insight/server/write.ts': write,
      'modules/insight/server/people.ts': "export const a = 'select 1 from people'\n",
    })
    expect(caught(checkTables(root))).toEqual([
      'a-house-owns-its-tables modules/insight/server/people.ts',
      'a-house-owns-its-tables modules/insight/server/write.ts',
    ])
  })

  test('a name that two houses create', () => {
    const path = 'modules/shop/server/migrations/0002_people.sql'
    expect(caught(checkTables(plant({ [path]: 'create table if not exists people (id int);\n' })))).toEqual([
      `one-owner-per-table ${path}`,
    ])
  })

  test('own tables, with-names, prose and tests pass', () => {
    const root = plant({
      [store]: [
        "export const a = 'with people as (select 1 from orders) select * from people'",
        "export const b = 'Orders are taken from people'",
        "export const c = 'select id from orders'",
      ].join('\n'),
      'modules/shop/server/store.test.ts': "export const a = 'select * from people'\n",
    })
    expect(caught(checkTables(root))).toEqual([])
  })
})

describe('numbers', () => {
  test('a rule without a test, also when its only test is skipped', () => {
    const text = "import { test } from 'vitest'\n\ntest.skip('[E1] later', () => {})\ntest('no number', () => {})\n"
    expect(caught(checkNumbers(plant({ 'modules/people/core/person.test.ts': text })))).toEqual([
      `rule-has-a-test ${rules}`,
    ])
  })

  test('a test without a rule, in any form of title', () => {
    const text = `describe('[E7] a', () => {\n  test.each([1])(\`[E8] \${'b'}\`, () => {})\n})\n`
    const path = 'test/stories/a.test.ts'
    expect(caught(checkNumbers(plant({ [path]: text })))).toEqual([
      `test-cites-a-rule ${path}`,
      `test-cites-a-rule ${path}`,
    ])
  })

  test('a number that two rules have', () => {
    const path = 'modules/shop/README.md'
    expect(caught(checkNumbers(plant({ [path]: '# Shop\n\nShop.\n\n* **E1** Again.\n' })))).toEqual([
      `rule-number-is-unique ${path}`,
    ])
  })
})

describe('generated', () => {
  const outputs = [{ path: 'docs/map.md', make: (root: string) => makeMap(root, houses) }]

  test.each([['# old\n'], [null]])('a file that is %o', async (text) => {
    const outcome = await checkGenerated(plant({ 'docs/map.md': text }), outputs)
    expect(caught(outcome)).toEqual(['generated-files-are-current docs/map.md'])
  })
})

describe('docs', () => {
  const planted: [rule: string, line: string][] = [
    ['links-lead-somewhere', '[map](docs/gone.md)'],
    ['links-lead-somewhere', '![picture](docs/gone.png "title")'],
    ['links-lead-somewhere', '<img src="docs/gone.png">'],
    ['paths-exist', 'See `modules/shop/core/gone.ts`.'],
    ['paths-exist', 'Run `node tools/gone.mjs --fast`.'],
    ['paths-exist', '```\nnode apps/gone.ts\n```'],
  ]
  test.each(planted)('%s: %s', (rule, line) => {
    expect(caught(checkDocs(plant({ 'docs/adr/0001.md': line.replaceAll('](docs/', '](../') })))).toEqual([
      `${rule} docs/adr/0001.md`,
    ])
  })

  test('what leads somewhere, addresses, anchors and placeholders pass', () => {
    const text =
      '[map](../map.md#x) [us](https://example.com) [up](#top) `modules/X/core` `modules/*/README.md` `kit/money.ts:1`\n'
    expect(caught(checkDocs(plant({ 'docs/adr/0001.md': text })))).toEqual([])
  })
})

describe('machine', () => {
  const here = (...names: string[]): string => `/${names.join('/')}`
  const planted: [rule: string, path: string, text: string][] = [
    ['no-machine-paths', 'kit/money.ts', `// see ${here('work', 'main', 'kit')}\n`],
    ['no-machine-paths', 'docs/a.md', `Look at \`${here('home', 'me', 'siyu')}\`.\n`],
    ['no-machine-paths', 'docs/a.md', `Look at ${here('tmp', 'x.log')}.\n`],
    ['no-registry-hosts', 'package-lock.json', `{ "a": { "${'resolved'}": "https://example.com/a.tgz" } }\n`],
    ['no-registry-hosts', '.npmrc', 'registry=https://example.com\n'],
    ['no-registry-hosts', 'docs/a.md', 'Use https://registry.example.com first.\n'],
  ]
  test.each(planted)('%s in %s', (rule, path, text) => {
    expect(caught(checkMachine(plant({ [path]: text })))).toEqual([`${rule} ${path}`])
  })

  test('paths of our own API and relative paths pass', () => {
    expect(caught(checkMachine(plant({ 'docs/a.md': 'GET /api/v1/work/1 and ../shared/home/a\n' })))).toEqual([])
  })
})
