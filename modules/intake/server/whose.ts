import type { Claim, Evidence, Identities, Resolved } from '#modules/identity'
import type { Incoming } from '../core/event.ts'
import type { Source } from './sources.ts'

/** Whose these events of one source are. They happen in their order: behind an event that takes an id away the id is nobody's. */
export async function whose(
  identities: Identities,
  source: Source,
  events: readonly Incoming[],
): Promise<readonly Resolved[]> {
  const seen = { trust: source.kind, origin: `source:${source.id}` } as const
  const resolved: Resolved[] = []
  for (const run of runsOf(events)) {
    const evidence: Evidence[] = []
    for (const { at, claims, unbind } of run)
      evidence.push({ ...seen, at, claims: unbind ? await firstKnown(identities, unbind.by) : claims })
    resolved.push(...(await identities.resolve(evidence)))
    const gone = run.flatMap(({ at, unbind }) => (unbind ? [{ ...seen, at, claims: unbind.ids }] : []))
    if (gone.length > 0) await identities.unbind(gone)
  }
  return resolved
}

/** Neighbours that are handled alike; a request without any such event, as nearly all are, is one run. */
function runsOf(events: readonly Incoming[]): Incoming[][] {
  const runs: Incoming[][] = []
  let isUnbinding: boolean | null = null
  for (const event of events) {
    if ((event.unbind !== null) !== isUnbinding) runs.push([])
    isUnbinding = event.unbind !== null
    runs.at(-1)?.push(event)
  }
  return runs
}

async function firstKnown(identities: Identities, claims: readonly Claim[]): Promise<Claim[]> {
  for (const claim of claims) if ((await identities.lookup(claim.type, claim.value)) !== null) return [claim]
  return []
}
