import { type Evidence, normalise } from './claims.ts'
import { isNamed } from './kinds.ts'
import { evolve, type Handle, type IdentityFact, type Known, keyOf, sinceOf, standing } from './known.ts'
import type { Rules } from './policy.ts'

/**
 * Takes ids off the people they belong to: from `at` on each stands for itself, until it is seen with somebody again.
 * What came by it before stays where it is. A client may unbind the weak ids that it may claim: a login can be guessed.
 */
export function unbind(
  { claims, at, trust }: Evidence,
  known: Known,
  newId: () => string,
  rules: Rules,
): IdentityFact[] {
  const facts: IdentityFact[] = []
  for (const raw of claims) {
    const claim = normalise(raw)
    const handle = typeof claim === 'string' ? undefined : known.handles.get(keyOf(claim))
    // Whoever sends the same again, or late, means what was before.
    if (!handle || isNamed(handle.type) || at <= sinceOf(handle) || (trust === 'client' && !isLoose(handle, rules)))
      continue
    const from = standing(known, handle.person)
    // Whoever has nothing else is that id already.
    if ((known.persons.get(from)?.size ?? 0) < 2) continue
    const person = newId()
    const moved = { handle: handle.id, key: keyOf(handle), from, to: person, strand: person }
    const mine: IdentityFact[] = [
      { type: 'born', person, at },
      { type: 'moved', ...moved, strong: handle.strong, at },
    ]
    for (const fact of mine) evolve(known, fact)
    facts.push(...mine)
  }
  return facts
}

function isLoose({ type }: Handle, rules: Rules): boolean {
  const kind = rules.kindOf(type)
  return kind?.open === true && kind.strength === 'weak'
}
