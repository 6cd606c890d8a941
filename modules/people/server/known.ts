import type { Claim, Identities } from '#modules/identity'
import type { PersonRow } from '../core/readPerson.ts'

/** Look-ups at a time: collectors share the connections. */
const atOnce = 6

/** The person each row is about, without anybody becoming known by asking; null where there is none. */
export async function personsOf(identities: Identities, rows: readonly PersonRow[]): Promise<(string | null)[]> {
  const found: (string | null)[] = new Array<string | null>(rows.length).fill(null)
  let next = 0
  const worker = async () => {
    for (let at = next++; at < rows.length; at = next++) found[at] = await personOf(identities, rows[at]?.claims ?? [])
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return found
}

async function personOf(identities: Identities, claims: readonly Claim[]): Promise<string | null> {
  for (const { type, value } of claims) {
    const person = await identities.lookup(type, value)
    if (person !== null) return person
  }
  return null
}

/** Counts who a file is about without writing: rows that share an id are one person. */
export class Headcount {
  readonly #claims = new Set<string>()
  readonly #persons = new Set<string>()

  /** Whether this row is the first about a person who is not there, or about one who is. */
  first(person: string | null, claims: readonly Claim[]): boolean {
    if (person !== null) return this.#take(this.#persons, [person])
    return this.#take(
      this.#claims,
      claims.map(({ type, value }) => `${type} ${value}`),
    )
  }

  #take(seen: Set<string>, keys: readonly string[]): boolean {
    const fresh = !keys.some((key) => seen.has(key))
    for (const key of keys) seen.add(key)
    return fresh
  }
}
