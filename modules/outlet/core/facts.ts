import type { z } from 'zod'
import type { Bilingual } from '#kit/api'

type Item = Record<string, unknown>

interface TellableOf<S extends z.ZodObject> {
  /** What the receiver reads in `type`: a plural noun and what happened to it. */
  readonly name: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** Topic of the outbox that it is made from. */
  readonly topic: string
  /** Right to read such things over the API; whoever lets them out needs it too. */
  readonly needs: string
  /** One thing that happened. Persons stand in it as numbers and nothing else of them does. */
  readonly item: S
  /** Fields of the item that are numbers of persons. */
  readonly persons: readonly (keyof z.output<S> & string)[]
  /** The things that a fact of the topic tells. */
  items(payload: unknown): readonly z.input<S>[]
}

/** A kind of fact that may be told to the outside. */
export interface Tellable extends Omit<TellableOf<z.ZodObject>, 'items' | 'persons'> {
  readonly persons: readonly string[]
  items(payload: unknown): readonly Item[]
}

/** What the item's schema does not name stays inside. */
export function tellable<S extends z.ZodObject>(told: TellableOf<S>): Tellable {
  return { ...told, items: (payload) => told.items(payload).map((one): Item => told.item.parse(one)) }
}

/** Goes to one address only, when somebody tries it out. */
export const testFact = 'webhook.test'

/** What the signature is made over and the receiver reads. */
export interface Told {
  readonly type: string
  /** RFC 3339. */
  readonly timestamp: string
  readonly data: { readonly items: readonly Item[] }
}

/** Things in one delivery: a fact of an import may tell of hundreds. */
const mostItems = 100

/** One delivery's worth of what a fact tells. */
export interface Part {
  /** Tells it from the other parts of the same fact. */
  readonly key: string
  readonly fact: string
  readonly items: readonly Item[]
  readonly persons: readonly string[]
}

/** The persons that items name, each once. */
export function personsIn(items: readonly Item[], fields: readonly string[]): string[] {
  const named = items.flatMap((item) => fields.map((field) => item[field]))
  return [...new Set(named.filter((person) => typeof person === 'string'))]
}

/** What one fact of the outbox tells, cut into deliveries; nothing when nobody may hear of it. */
export function partsOf(facts: readonly Tellable[], topic: string, payload: unknown): Part[] {
  return facts
    .filter((told) => told.topic === topic)
    .flatMap((told) => {
      const items = told.items(payload)
      const starts = Array.from({ length: Math.ceil(items.length / mostItems) }, (_, i) => i * mostItems)
      return starts.map((start, i) => {
        const some = items.slice(start, start + mostItems)
        return { key: `${told.name}.${i}`, fact: told.name, items: some, persons: personsIn(some, told.persons) }
      })
    })
}

/** The same without the items that name one of these persons; null when none is left. */
export function without(told: Told, fields: readonly string[], persons: readonly string[]): Told | null {
  const gone = new Set(persons)
  const items = told.data.items.filter((item) => !fields.some((field) => gone.has(String(item[field]))))
  return items.length === 0 ? null : { ...told, data: { ...told.data, items } }
}
