import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkUnused } from '../../tools/check/unused.ts'
import { caught, plant, plantNothing, project } from './plant.ts'

const manifest = (dependencies: Record<string, string>): string =>
  JSON.stringify({
    type: 'module',
    imports: { '#kit/*': './kit/*.ts', '#modules/*': './modules/*/index.ts', '#platform/*': './platform/*.ts' },
    dependencies: { zod: '4', ...dependencies },
    devDependencies: { vitest: '5' },
  })

/** A tree in which all is used, with the project's own knip.json. */
const used = {
  'package.json': manifest({}),
  'knip.json': readFileSync(join(project, 'knip.json'), 'utf8'),
  'platform/config.ts': null,
  'modules/shop/index.ts': null,
  'apps/server/main.ts':
    "import { peopleSubject } from '../../modules/people/server/subject.ts'\nimport { read } from '../../modules/shop/server/store.ts'\nimport { shopSubject } from '../../modules/shop/server/subject.ts'\n\nread()\npeopleSubject()\nshopSubject()\n",
  'modules/shop/server/store.ts':
    "import { tip } from '#platform/postgres'\nimport { shown } from '../console/orders.ts'\nimport type { Order } from '../core/order.ts'\n\nexport const read = (): Order[] => [tip, shown]\n",
}

test('passes where all is used', async () => {
  const outcome = await checkUnused(plant(used))
  expect(outcome.problems).toEqual([])
  expect(outcome.read).toBeGreaterThan(5)
})

test('a file, an export and a package that nobody uses', async () => {
  const root = plant({
    ...used,
    'package.json': manifest({ pg: '8' }),
    'platform/lonely.ts': 'export const a = 1\n',
    'kit/money.ts': 'export type Fen = number\n\nexport const zero = 0\n',
  })
  expect(caught(await checkUnused(root))).toEqual([
    'unused-export kit/money.ts',
    'unused-file platform/lonely.ts',
    'unused-package package.json',
  ])
})

test('fails where there is nothing to read', async () => {
  expect(caught(await checkUnused(plantNothing()))).toEqual(['reads-something .'])
})
