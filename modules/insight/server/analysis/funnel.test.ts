import { call, ORPCError } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minute } from '#kit/time'
import type { FunnelQuestion } from '../../core/analysis/questions.ts'
import type { PersonRow } from '../fixture.ts'
import { context, type EventRow, openWorkbench } from './fixture.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
const now = Date.UTC(2024, 0, 12)
beforeAll(async () => {
  bench = await openWorkbench('Asia/Shanghai', now)
})
afterAll(() => bench.close())

const jan = Date.UTC(2023, 11, 31, 16)
const range = { from: '2024-01-01', to: '2024-01-11' }
const ask = (question: object) =>
  call(bench.handlers.funnel, { range, window: { value: 1, unit: 'day' }, ...question } as never, { context })
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? error.code : error
}
const event = (person: number | string, at: number, name: string, properties: object = {}): EventRow => ({
  ...{ person: String(person), at: jan + at, event: name, properties },
})
const person = (id: number | string, more: Partial<PersonRow> = {}): PersonRow => ({
  ...{ id: String(id), enteredAt: jan, entry: 'self' as const, excluded: false, deleted: false, ...more },
})
const counts = (reply: Awaited<ReturnType<typeof ask>>) => reply.steps.map((step) => step.people)

describe('funnels', () => {
  type Happened = { at: number; name: string }
  type Asked = Pick<FunnelQuestion, 'order' | 'attempt' | 'exclusions'> & { steps: readonly string[]; window: number }

  /** By the words of the rules, one person, every attempt: how far the attempt gets that counts. */
  function level(events: readonly Happened[], { steps, order, window, attempt, exclusions = [] }: Asked): number {
    const place = (name: string) => (steps.includes(name) ? steps.indexOf(name) + 1 : 0)
    const sorted = events.toSorted((a, b) => a.at - b.at || place(a.name) - place(b.name))
    const begins = sorted.flatMap((one, i) =>
      (order === 'unordered' ? steps.includes(one.name) : one.name === steps[0]) ? [i] : [],
    )
    const levels = begins.map((begin) => {
      const start = sorted[begin]?.at ?? 0
      const times: number[] = []
      if (order === 'unordered') {
        const firsts = steps.map((name) => sorted.slice(begin).find((one) => one.name === name)?.at)
        times.push(...firsts.filter((at) => at !== undefined && at - start <= window).map((at) => at ?? 0))
        times.sort((a, b) => a - b)
      } else {
        let from = begin
        for (const name of steps) {
          const next =
            order === 'strict'
              ? sorted[from]?.name === name
                ? from
                : -1
              : sorted.findIndex((one, i) => i >= from && one.name === name)
          if (next < 0 || (sorted[next]?.at ?? 0) - start > window) break
          times.push(sorted[next]?.at ?? 0)
          from = next + 1
        }
      }
      const ended = exclusions.some(({ event: name, between: [i, j] }) => {
        const [after, until] = [times[i], times[j]]
        if (after === undefined) return false
        return sorted.some(
          (one) =>
            one.name === name && one.at > after && (until === undefined ? one.at <= start + window : one.at < until),
        )
      })
      return ended ? 0 : times.length
    })
    return attempt === 'first' ? (levels[0] ?? 0) : Math.max(0, ...levels)
  }

  const happened = fc.record({ at: fc.nat(12).map((n) => n * minute), name: fc.constantFrom('a', 'b', 'c', 'x', 'y') })
  const question: fc.Arbitrary<Asked> = fc
    .record({
      steps: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c'], ['c', 'a']),
      order: fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
      attempt: fc.constantFrom('best' as const, 'first' as const),
      window: fc.nat(9).map((n) => (n + 1) * minute),
      excluded: fc.boolean(),
      late: fc.boolean(),
    })
    .map(({ excluded, late, ...asked }) => {
      const last = asked.steps.length - 1
      const from = late && asked.order !== 'unordered' && last > 1 ? 1 : 0
      return excluded && last > 0
        ? { ...asked, exclusions: [{ event: 'x', between: [from, last] as [number, number] }] }
        : asked
    })

  test('[N36] [N37] every order, window, attempt and exclusion counts as the words of the rules do', async () => {
    const worlds = fc.array(fc.array(happened, { maxLength: 9 }), { minLength: 30, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(worlds, fc.array(question, { minLength: 6, maxLength: 6 }), async (people, questions) => {
        // Two events of one moment and name would be one row.
        const all = people.map((list) => [...new Map(list.map((one) => [`${one.at} ${one.name}`, one])).values()])
        await bench.fill({ events: all.flatMap((list, i) => list.map(({ at, name }) => event(i + 1, at, name))) })
        for (const asked of questions) {
          const levels = all.map((list) => level(list, asked))
          const { steps, window, ...rest } = asked
          const reply = await ask({
            ...rest,
            steps: steps.map((name) => ({ event: name })),
            window: { value: window / minute, unit: 'minute' },
          })
          expect([asked, counts(reply)]).toEqual([asked, steps.map((_, i) => levels.filter((one) => one > i).length)])
        }
      }),
      { numRuns: 6 },
    )
  })

  test('[N36] one event never stands for two steps, not in one moment either, and any event may be a step', async () => {
    await bench.fill({
      events: [
        event(1, 0, 'a'),
        event(2, 0, 'a'),
        { ...event(2, 0, 'a'), properties: { n: 2 } },
        event(3, 0, 'a'),
        event(3, minute, 'z'),
      ],
    })
    const a = { event: 'a' }
    expect(counts(await ask({ steps: [a, a] }))).toEqual([3, 1])
    expect(counts(await ask({ steps: [a, a], order: 'unordered' }))).toEqual([3, 1])
    expect(counts(await ask({ steps: [a, { event: '*' }] }))).toEqual([3, 2])
  })

  test('[N38] everybody stands in one group, and the groups add up to the whole', async () => {
    await bench.fill({
      people: [person(1, { attributes: { city: '杭州' } }), person(2), person(3, { excluded: true })],
      events: [
        event(1, 0, 'a', { page: 'x' }),
        event(1, minute, 'a', { page: 'y' }),
        event(1, 2 * minute, 'b', { page: 'z' }),
        event(2, 0, 'a', {}),
        event(3, 0, 'a', { page: 'x' }),
      ],
    })
    const steps = [{ event: 'a' }, { event: 'b' }]
    const groups = async (breakdown: object) =>
      (await ask({ steps, breakdown })).groups?.map(({ value, steps: of }) => [value, ...of.map((step) => step.people)])
    expect(await groups({ property: 'page' })).toEqual([
      ['x', 1, 1],
      [null, 1, 0],
    ])
    expect(await groups({ property: 'page', step: 1 })).toEqual([
      ['z', 1, 1],
      [null, 1, 0],
    ])
    expect(await groups({ property: 'city', on: 'person' })).toEqual([
      ['杭州', 1, 1],
      [null, 1, 0],
    ])
    expect(
      counts(
        await ask({ steps: [{ event: 'a', where: { property: 'city', on: 'person', op: 'eq', value: '杭州' } }] }),
      ),
    ).toEqual([1])
  })

  test('[N36] what cannot be asked is refused', async () => {
    const steps = [{ event: 'a' }, { event: 'b' }]
    expect(await refusal(ask({ steps, window: { value: 11 * 366, unit: 'day' } }))).toBe('window-too-long')
    expect(await refusal(ask({ steps: [steps[0], { event: '*' }], order: 'unordered' }))).toBe('steps-overlap')
    expect(await refusal(ask({ steps, breakdown: { property: 'p', step: 2 } }))).toBe('breakdown-step-wrong')
    expect(await refusal(ask({ steps, breakdown: { property: 'p`' } }))).toBe('property-name-wrong')
    expect(await refusal(ask({ steps: [{ event: 'a', where: { property: 'p', op: 'gt' } }] }))).toBe('rule-value-wrong')
    expect(await refusal(ask({ steps, range: { from: '2024-01-02', to: '2024-01-01' } }))).toBe('range-reversed')
    expect(await refusal(ask({ steps, segment: 'x' }))).toBe('BAD_REQUEST')
    const nasty = { event: "a' or 1 --" }
    expect(counts(await ask({ steps: [nasty] }))).toEqual([0])
  })
})
