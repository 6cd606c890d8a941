import { type Evidence, normalise } from './claims.ts'
import { type Handle, type Known, keyOf } from './known.ts'
import type { Rules } from './policy.ts'

/** What of a batch of evidence can say something new. */
interface Open {
  /** Number of pieces. */
  readonly pieces: number
  /** Whom it is about: what is known of them is needed to weigh it. */
  readonly persons: ReadonlySet<string>
}

/**
 * Evidence whose ids are all known, of one person and proven by all they can be adds nothing (rule I9), and nothing of
 * its person need be known but the number. Most of what comes is such.
 */
export function openAmong(batch: readonly Evidence[], handles: Known['handles'], rules: Rules): Open {
  const persons = new Set<string>()
  let pieces = 0
  for (const { claims } of batch) {
    let isOpen = false
    const found: Handle[] = []
    for (const raw of claims) {
      const claim = normalise(raw)
      if (typeof claim === 'string') continue
      const handle = handles.get(keyOf(claim))
      if (handle) found.push(handle)
      isOpen ||= !handle || handle.person !== found[0]?.person || !isPlain(handle, rules)
    }
    if (!isOpen) continue
    pieces += 1
    for (const { person, past = [] } of found) {
      persons.add(person)
      for (const era of past) persons.add(era.person)
    }
  }
  return { pieces, persons }
}

/** Never anybody else's, on nobody else, and not waiting for a proof. */
function isPlain({ type, strong, past = [], seenWith = [], shared }: Handle, rules: Rules): boolean {
  const isProof = rules.kindOf(type)?.strength === 'strong'
  return past.length === 0 && seenWith.length === 0 && shared !== true && strong === isProof
}
