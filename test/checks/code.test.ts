import { describe, expect, test } from 'vitest'
import { checkBudgets } from '../../tools/check/budgets.ts'
import { checkHabits } from '../../tools/check/habits.ts'
import { checkLint } from '../../tools/check/lint.ts'
import { checkPurity } from '../../tools/check/purity.ts'
import { checkTypes } from '../../tools/check/types.ts'
import { caught, plant } from './plant.ts'

const order = 'modules/shop/core/order.ts'
const store = 'modules/shop/server/store.ts'
const lines = (count: number): string => '// a line\n'.repeat(count)
const longFunction = (count: number): string => `export const f = () => {\n${lines(count - 2)}}\n`

describe('types', () => {
  test('a wrong type, and a platform global that only the pure project rejects', async () => {
    const wrong = 'export const a: string = 1\n'
    const impure = 'export const now = () => process.hrtime()\n'
    const outcome = await checkTypes(plant({ [store]: wrong, [order]: impure, 'apps/server/main.ts': '' }))
    expect(caught(outcome)).toEqual(
      [
        `types ${store}`,
        `types-of-pure-rooms ${order}`,
        'types modules/shop/index.ts',
        'types-of-pure-rooms modules/shop/index.ts',
      ].sort(),
    )
  })
})

describe('lint', () => {
  test('a lint rule, a hint, a file that is not formatted, and imports out of order', async () => {
    const outcome = await checkLint(
      plant({
        'kit/money.ts': 'export const a = 1\ndebugger\n',
        'kit/text.ts': "export const a = (b: string) => 'a' + b\n",
        [store]: 'export const a = 1;;\n',
        [order]: "import { b } from './b.ts'\nimport { a } from './a.ts'\n\nexport const c = [a, b]\n",
      }),
    )
    expect(caught(outcome)).toEqual([
      `assist/source/organizeImports ${order}`,
      `format ${store}`,
      'lint/style/useTemplate kit/text.ts',
      'lint/suspicious/noDebugger kit/money.ts',
    ])
  })
})

describe('budgets', () => {
  const planted: [rule: string, path: string, text: string][] = [
    ['file-length', order, lines(251)],
    ['file-length', 'tools/seed.mjs', lines(251)],
    ['file-length', 'modules/shop/core/order.test.ts', lines(401)],
    ['function-length', order, longFunction(41)],
    ['function-length', store, `export class Store {\n  read() {\n${lines(39)}  }\n}\n`],
    ['function-length', 'test/stories/a.test.ts', longFunction(41)],
  ]
  test.each(planted)('%s is caught in %s', (rule, path, text) => {
    expect(caught(checkBudgets(plant({ [path]: text })))).toEqual([`${rule} ${path}`])
  })

  test('the limits themselves, contracts, generated files and describe callbacks pass', () => {
    const root = plant({
      [order]: longFunction(40) + lines(210),
      'modules/shop/contract.ts': longFunction(300),
      'modules/shop/kinds/all.generated.ts': lines(300),
      'modules/shop/core/order.test.ts': `describe.each([])('a', () => {\n${lines(390)}})\n`,
    })
    expect(caught(checkBudgets(root))).toEqual([])
  })
})

describe('habits', () => {
  const planted: [rule: string, path: string, text: string][] = [
    ['no-any', order, 'export let a: any\n'],
    ['no-any', 'modules/shop/core/order.test.ts', 'export const a = 1 as any\n'],
    ['no-double-cast', order, 'export const a = 1 as unknown as string\n'],
    ['no-default-export', order, 'export default 1\n'],
    ['no-default-export', order, 'export default function order() {}\n'],
    ['no-default-export', order, 'const a = 1\nexport { a as default }\n'],
    ['process-env-only-in-config', store, 'export const a = process.env.HOME\n'],
    ['process-env-only-in-config', store, "export const a = process['env']\n"],
    ['process-env-only-in-config', store, 'export const { env } = process\n'],
    ['process-env-only-in-config', store, "import { env } from 'node:process'\n"],
    ['process-env-only-in-config', 'bench/main.ts', 'export const a = globalThis.process.env\n'],
    ['door-is-written-by-hand', 'modules/shop/index.ts', "export * from './core/order.ts'\n"],
    ['door-is-written-by-hand', 'modules/shop/index.ts', "export * as all from './core/order.ts'\n"],
  ]
  test.each(planted)('%s is caught in %s: %s', (rule, path, text) => {
    expect(caught(checkHabits(plant({ [path]: text })))).toEqual([`${rule} ${path}`])
  })

  test('configuration files, the config room, the first scripts and tests have their exceptions', () => {
    const root = plant({
      'vitest.config.ts': 'export default {}\n',
      'platform/config/env.ts': 'export const a = process.env.A\n',
      'tools/first.mjs': 'export const a = process.env.A\n',
      'test/stories/a.test.ts': 'export const a = { ...process.env }\n',
    })
    expect(caught(checkHabits(root))).toEqual([])
  })
})

describe('purity', () => {
  const planted: [kind: string, line: string][] = [
    ['clock', 'Date.now()'],
    ['clock', 'globalThis.Date.now()'],
    ['clock', 'new Date()'],
    ['clock', 'Date()'],
    ['clock', 'performance.now()'],
    ['dice', 'Math.random()'],
    ['dice', 'crypto.randomUUID()'],
    ['globals', "fetch('https://example.com')"],
    ['globals', "Buffer.from('')"],
    ['globals', 'setTimeout(() => {}, 1)'],
    ['globals', 'process.uptime()'],
  ]
  test.each(planted)('no %s in pure rooms: %s', (kind, line) => {
    const text = `export const a = () => ${line}\n`
    for (const path of [order, 'kit/money.ts', 'modules/shop/contract.ts', 'modules/shop/kinds/assist/kind.ts']) {
      expect(caught(checkPurity(plant({ [path]: text })))).toEqual([`pure-rooms-have-no-${kind} ${path}`])
    }
  })

  test('server rooms, tests, moments that come in and names of our own pass', () => {
    const root = plant({
      [store]: 'export const a = [Date.now(), new Date(), Math.random()]\n',
      'modules/shop/core/order.test.ts': 'export const a = Date.now()\n',
      [order]: 'export const a = (at: number, window: { unit: string }) => [new Date(at), window.unit]\n',
    })
    expect(caught(checkPurity(root))).toEqual([])
  })
})
