import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, hour, minute, second } from '#kit/time'
import type { FunnelQuestion } from '../../core/analysis/questions.ts'
import { Cast, casesOf, context, type EventRow, openWorkbench } from './fixture.ts'

type Row =
  | [event: string | number, at: string | number, properties?: object]
  | [event: string, properties: object]
  | string
interface Case {
  id: string
  title: string
  given: {
    order?: FunnelQuestion['order']
    steps: (string | number)[]
    window?: string | number
    windows?: number[]
    persons?: Record<string, Row[]>
    users?: Record<string, string>
    rows?: [number | string, number][]
    exclusion?: [string, number, number]
    exclusions_tried?: [string, number, number][]
    filter_all?: Record<string, string>
    mode?: string
    spacing_s?: number
  }
  expect: Record<string, unknown>
}

/** Policies of others that Siyu does not offer, and what it does instead. */
const notOffered: Record<string, string> = {
  'FN-H04 strict_deduplication': 'a repeated step event never ends an attempt',
  'FN-H05 strict_order': 'strict means the very next event: a repeated step breaks the attempt as any other event does',
  'FN-H06 strict_increase': 'events of one moment follow each other in the order of their steps',
  'FN-H08':
    'strict_order and allow_reentry are ways to search of windowFunnel; a strict attempt of Siyu may begin anew at any event',
  'FN-H09': 'there is no pattern language; what it asks is asked by steps, windows and exclusions',
}

const cases = casesOf<Case>('funnels')
const range = { from: '2000-01-01', to: '2025-01-01' }
const begin = Date.UTC(2021, 4, 1)

describe.skipIf(!cases)('[N36] funnels as other products count them (needs the shared cases)', () => {
  let bench: Awaited<ReturnType<typeof openWorkbench>>
  beforeAll(async () => {
    bench = await openWorkbench()
  })
  afterAll(() => bench.close())
  const byId = new Map((cases ?? []).map((one) => [one.id, one]))
  const given = (id: string) => byId.get(id) ?? fail(id)
  const fail = (id: string): never => {
    throw new Error(`no case ${id}`)
  }
  const ask = (question: Partial<FunnelQuestion>) =>
    call(bench.handlers.funnel, { range, window: { value: 14, unit: 'day' }, steps: [], ...question } as never, {
      context,
    })
  const people = async (cast: Cast, question: Partial<FunnelQuestion>, step: number) => {
    const asked = { range, window: { value: 14, unit: 'day' }, ...question, set: { step }, limit: 200 }
    const { items } = await call(bench.handlers.funnelPeople, asked as never, { context })
    return cast.names(items.map(({ person }) => person))
  }

  const ran = new Set<string>()
  const plain = (cases ?? []).filter(({ given: { persons } }) => persons)
  test.each(plain)('$id $title', async (one) => {
    ran.add(one.id)
    const { cast, question } = await lay(bench, one)
    const { steps } = await ask(question)
    const anybody = await ask({ steps: [{ event: '*' }] })
    await check(one, { steps, visitors: anybody.steps[0]?.people ?? 0 }, (step) => people(cast, question, step))
  })
  const folded = (cases ?? []).filter(({ id, given: { rows, users } }) => (rows || users) && !notOffered[id])
  test.each(folded)('$id $title (as windowFunnel)', async ({ id, given: what, expect: expected }) => {
    ran.add(id)
    const cast = new Cast()
    const users = Object.entries(what.users ?? {}).map(
      ([name, text]) => [name, [...text].map((code, i) => [i, code])] as const,
    )
    const all = users.length > 0 ? users : [['u', what.rows ?? []] as const]
    await bench.fill({
      events: all.flatMap(([name, rows]) =>
        rows.map(([at = 0, code = '']) => event(cast.of(name), code, momentOf(at))),
      ),
    })
    const steps = what.steps.map((code) => ({ event: String(code) }))
    const levels = async (seconds: number) => {
      const window = { value: seconds, unit: 'second' as const }
      const reached = await Promise.all(steps.map((_, step) => people(cast, { steps, window }, step)))
      return all.map(([name]) => reached.filter((names) => names.includes(name)).length)
    }
    const windows = what.windows ?? [typeof what.window === 'number' ? what.window : 3600 * 24 * 365]
    const found = (await Promise.all(windows.map(levels))).flat()
    expect(found).toEqual([expected['default'] ?? expected['levels'] ?? expected['level']].flat())
  })
  test('FN-H16 exclusion ranges that must be rejected', async () => {
    ran.add('FN-H16')
    const { steps, exclusions_tried: tried = [] } = given('FN-H16').given
    for (const [name, from, to] of tried) {
      const exclusions = [{ event: name, between: [from, to] as [number, number] }]
      const asked = ask({ steps: steps.map((one) => ({ event: String(one) })), exclusions })
      await expect(asked).rejects.toMatchObject({ code: 'exclusion-range-wrong', status: 422 })
    }
  })
  test('every case is either run or named with the reason', () => {
    const left = [...byId.keys()].filter((id) => !ran.has(id) && !notOffered[id])
    expect(left).toEqual([])
  })
})

const momentOf = (at: string | number) => (typeof at === 'string' ? Date.parse(at) : begin + at * second)
const event = (person: string, name: string | number, at: number, properties: object = {}): EventRow => ({
  ...{ person, at, event: String(name), properties },
})

/** Steps that are addresses: `visit /a/**` is a visit whose path begins so. */
function stepOf(text: string, filter: Record<string, string> | undefined) {
  const [, name = text, path] = /^(visit) (.*)$/.exec(text) ?? []
  const rules = Object.entries(filter ?? {}).map(([property, value]) => ({ property, op: 'eq' as const, value }))
  if (path?.endsWith('/**')) rules.push({ property: 'path', op: 'startsWith' as never, value: path.slice(0, -2) })
  else if (path) rules.push({ property: 'path', op: 'eq', value: path })
  return rules.length > 0 ? { event: name, where: { and: rules } } : { event: name }
}

const lengths = { s: second, m: minute, h: hour, d: day } as const

/** Puts the persons of a case into the log; returns the question. */
async function lay(bench: Awaited<ReturnType<typeof openWorkbench>>, { given }: Case) {
  const cast = new Cast()
  const overrides: { person: string; kept: string }[] = []
  const events = Object.entries(given.persons ?? {}).flatMap(([text, rows]) => {
    const many = Number(/^(\d+) persons?$/.exec(text)?.[1] ?? 1)
    const [name = text] = text.split(' (')
    return Array.from({ length: many }, (_, copy) => {
      const whole = many === 1 ? name : `${name} ${copy}`
      return rows.map((row, i) => eventOf(row, i, whole, cast, overrides))
    }).flat()
  })
  await bench.fill({ events, overrides })
  const [, value = '14', unit = 'd'] = /^(\d+)([smhd])$/.exec(String(given.window ?? '14d')) ?? []
  const seconds = (Number(value) * lengths[unit as keyof typeof lengths]) / second
  const [excluded, from = 0, to = 1] = given.exclusion ?? []
  const question: Partial<FunnelQuestion> = {
    steps: given.steps.map((step) => stepOf(String(step), given.filter_all)),
    window: { value: seconds, unit: 'second' },
    ...(given.order ? { order: given.order } : {}),
    ...(given.mode === 'first entry only' ? { attempt: 'first' as const } : {}),
    ...(excluded ? { exclusions: [{ event: excluded, between: [from, to] }] } : {}),
  }
  return { cast, question }
}

function eventOf(
  row: Row,
  i: number,
  whole: string,
  cast: Cast,
  overrides: { person: string; kept: string }[],
): EventRow {
  const [first, second_, third] = typeof row === 'string' ? [row] : row
  const [, id, named = String(first)] = /^(\w+):(.*)$/.exec(String(first)) ?? []
  const path = /^visit (.*)$/.exec(named)?.[1]
  const properties = { ...(typeof second_ === 'object' ? second_ : third), ...(path ? { path } : {}) }
  const at = typeof second_ === 'string' ? Date.parse(second_) : begin + i * minute
  const kept = cast.of(whole)
  const person = id ? cast.of(`${whole} by ${id}`) : kept
  if (id && !overrides.some((one) => one.person === person)) overrides.push({ person, kept })
  return event(person, path ? 'visit' : named, at, properties)
}

type Steps = {
  people: number
  conversion: number | null
  fromPrevious: number | null
  medianSeconds: number | null
  averageSeconds: number | null
}[]

const hundredths = (value: number | null) => (value === null ? null : Math.round(value * 10_000) / 100)

/** What a reply says, under the names that the cases give it. */
function figures(steps: Steps, visitors: number): Record<string, unknown> {
  const lost = steps.map((step, i) => (steps[i - 1]?.people ?? step.people) - step.people)
  const [first, second] = steps
  const entered = first?.people ?? 0
  return {
    counts: steps.map((step) => step.people),
    step1_count: entered,
    entering: entered,
    avg_s_step1_to_2: second?.averageSeconds,
    median_s_step1_to_2: second?.medianSeconds,
    avg_s: steps.map((step) => step.averageSeconds),
    median_s: steps.map((step) => step.medianSeconds),
    conversions: steps.at(-1)?.people,
    total_rate_pct: steps.map((step) => hundredths(step.conversion)),
    step_rate_pct: steps.map((step) => hundredths(step.fromPrevious)),
    of_previous: steps.map((step, i) => (i === 0 ? step.people / visitors : step.fromPrevious)),
    dropoff: lost,
    dropoff_pct: lost.map((people, i) => hundredths(people / (steps[i - 1]?.people ?? 1))),
    all_visitors: visitors,
    entering_pct: hundredths(entered / visitors),
    never_entering_pct: hundredths(1 - entered / visitors),
    of_all: steps.map((step) => step.people / visitors),
  }
}

/** Every expectation of a case against the reply and the people behind it; an unknown one is a failure. */
async function check(
  { expect: expected }: Case,
  { steps, visitors }: { steps: Steps; visitors: number },
  people: (step: number) => Promise<string[]>,
) {
  const found = figures(steps, visitors)
  for (const [name, value] of Object.entries(expected)) {
    const step = /^step(\d)$/.exec(name)?.[1]
    if (step) expect([name, await people(Number(step) - 1)]).toEqual([name, (value as string[]).toSorted()])
    else if (name === 'reached') {
      const names = await Promise.all(steps.map((_, i) => people(i)))
      const levels = typeof value === 'number' ? { u: value } : (value as Record<string, number>)
      for (const [who, level] of Object.entries(levels))
        expect([who, names.filter((list) => list.includes(who)).length]).toEqual([who, level])
    } else if (name === 'avg_s' && typeof value === 'number') expect(steps[1]?.averageSeconds).toBe(value)
    // Bins are PostHog's own; the average and the number of people are what can be compared.
    else if (name !== 'bins') expect([name, found[name]]).toEqual([name, value])
  }
}
