import { anyEvent } from '../../core/analysis/events.ts'
import { type Funnel, sameEvents } from '../../core/analysis/funnel.ts'

/** Later than any time: what is not reached. Times are ms since the start of the range, in 44 bits. */
const never = 2 ** 44 - 1
/** The lower 20 bits of a place say what the event is: a bit for each exclusion, then one for each step. */
export const markBits = 20
const everyMark = 2 ** markBits - 1

/** Bit of each step; without an order steps that ask for the same events share one. */
export function stepBits({ steps, exclusions = [], order }: Funnel): number[] {
  return steps.map((step, i) => {
    const same = order === 'unordered' ? steps.findIndex((other) => sameEvents(step, other)) : i
    return exclusions.length + same
  })
}

/** Arrays with a value for each place of a person's events. */
interface Places {
  readonly fields: readonly { readonly name: string; readonly sql: string }[]
  /** Time of each step in the attempt that begins at a place. */
  readonly chain: readonly string[]
  /** Time of the next exclusion after the step behind which it counts. */
  readonly voids: readonly string[]
}

const later = (values: string) => `arrayPushBack(arrayPopFront(${values}), ${never})`
/** For each place the value at the first place from there on that has the bit. */
const ahead = (values: string, bit: number) => `arrayReverseFill((x, y) -> bitTest(y, ${bit}), ${values}, m)`
/** The next exclusion stands after the place itself. */
const nextExclusion = (bit: number) => later(ahead('t', bit))

/**
 * Backwards from the last step: where step k stands, what the next step k + 1 has found is carried on. One event may
 * count for several steps, but never for two in a row of one attempt: then what follows begins one place later.
 */
function ordered({ steps, exclusions = [] }: Funnel, bits: readonly number[]): Places {
  const events = new Set(steps.map(({ event }) => event))
  const after = events.size < steps.length || events.has(anyEvent) ? later : (values: string) => values
  const fields: { name: string; sql: string }[] = []
  const carried = (field: string, from: number, start: string) => {
    let last = start
    for (let k = from; k >= 1; k -= 1) {
      fields.push({ name: `${field}_${k}`, sql: ahead(k === from ? last : after(last), bits[k] ?? 0) })
      last = `${field}_${k}`
    }
    return from === 0 ? last : after(last)
  }
  const chain = steps.map((_, k) => carried(`c${k}`, k, 't'))
  const voids = exclusions.map(({ between: [from] }, i) => carried(`v${i}`, from, nextExclusion(i)))
  return { fields, chain, voids }
}

/** The next step must be the very next event. */
function strict({ steps, exclusions = [] }: Funnel, bits: readonly number[]): Places {
  const fields: { name: string; sql: string }[] = []
  const shifted = (values: string, by: number) => {
    let sql = values
    for (let i = 0; i < by; i += 1) sql = later(sql)
    return sql
  }
  const chain = steps.map((_, k) => {
    if (k === 0) return 't'
    const marks = `arrayMap(x -> if(x = ${never}, 0, x), ${shifted('m', k)})`
    const before = k === 1 ? 't' : `c${k - 1}`
    fields.push({
      name: `c${k}`,
      sql: `arrayMap((x, y, z) -> if(bitTest(y, ${bits[k]}) and z != ${never}, x, ${never}), ${shifted('t', k)}, ${marks}, ${before})`,
    })
    return `c${k}`
  })
  const voids = exclusions.map(({ between: [from] }, i) => shifted(nextExclusion(i), from))
  return { fields, chain, voids }
}

/** The next event of each step; of steps that ask for the same events, the next but one and so on. */
function unordered({ exclusions = [] }: Funnel, bits: readonly number[]): Places {
  const fields: { name: string; sql: string }[] = []
  bits.forEach((bit, k) => {
    const twin = bits.lastIndexOf(bit, k - 1)
    const from = k > 0 && twin >= 0 ? later(`c${twin}`) : 't'
    fields.push({ name: `c${k}`, sql: ahead(from, bit) })
  })
  return { fields, chain: bits.map((_, k) => `c${k}`), voids: exclusions.map((_, i) => nextExclusion(i)) }
}

const kinds = { ordered, strict, unordered }

/**
 * SQL over rows with `seen`: the sorted events of a person, time before mark in one number. Adds `level` = steps of the
 * attempt that counts, `times` = ms of its steps in the order they came, `asked` = ms of the step the breakdown names.
 * Whoever has no attempt that counts is left out.
 */
export function chainsOf(funnel: Funnel, rows: string): string {
  const bits = stepBits(funnel)
  const { fields, chain, voids } = kinds[funnel.order](funnel, bits)
  const begins = [...new Set(funnel.order === 'unordered' ? bits : bits.slice(0, 1))]
  const begun = `bitAnd(y, ${begins.reduce((sum, bit) => sum + 2 ** bit, 0)}) != 0 and y != ${everyMark}`
  const arrays = [...chain, ...voids]
  const kept = arrays.map((array, i) => `arrayFilter((x, y) -> ${begun}, ${array}, m) as k${i}`)
  const times = chain.map((_, i) => `k${i}[place]`)
  const names = arrays.map((_, i) => `k${i}`)
  return `
select *, ${funnel.attempt === 'first' ? 'levels[1]' : 'arrayMax(levels)'} as level, indexOf(levels, level) as place,
  ${funnel.order === 'unordered' ? `arraySort([${times.join(', ')}])` : `[${times.join(', ')}]`} as times,
  ${times[funnel.breakdown?.step ?? 0]} as asked
from (
  select *, arrayMap((a, ${names.join(', ')}) -> ${levelOf(funnel)}, begun, ${names.join(', ')}) as levels
  from (
    select *, arrayFilter((x, y) -> ${begun}, t, m) as begun, ${kept.join(',\n      ')}
    from (
      select *, arrayMap(x -> bitAnd(x, ${everyMark}), places) as m, arrayMap(x -> bitShiftRight(x, ${markBits}), places) as t
        ${fields.map(({ name, sql }) => `, ${sql} as ${name}`).join('\n        ')}
      from (select *, arrayPushBack(seen, 18446744073709551615) as places from (${rows}))
    )
  )
) where level > 0`
}

/** Steps an attempt has reached within the window; 0 where something has happened that ends it. */
function levelOf({ steps, exclusions = [], order }: Funnel): string {
  const within = (time: string) => `${time} - a <= {window:Int64}`
  const all = steps.map((_, k) => `k${k}`)
  const sum = all.map((time) => `(${within(time)})`).join(' + ')
  const ended = exclusions.map(({ between: [from, to] }, i) => {
    const end = order === 'unordered' ? `greatest(${all.join(', ')})` : `k${to}`
    const begun = order === 'unordered' ? '1' : within(`k${from}`)
    return `(${begun} and k${steps.length + i} < if(${within(end)}, ${end}, a + {window:Int64} + 1))`
  })
  return ended.length > 0 ? `if(${ended.join(' or ')}, 0, ${sum})` : sum
}
