/** Which way a group of tags goes: theirs become ours, ours theirs, both, or neither. */
export const directions = ['in', 'out', 'both', 'off'] as const
export type Direction = (typeof directions)[number]

/** What has to be given and taken so that what was told before becomes what is there now. */
function changeOf(before: readonly string[], now: readonly string[]) {
  return {
    given: now.filter((one) => !before.includes(one)),
    taken: before.filter((one) => !now.includes(one)),
  }
}

/** Whose tags may have changed at the platform: what was told of them here, and what comes in now. */
export interface Standing<K> {
  readonly key: K
  readonly strand: string
  readonly told: readonly string[]
  readonly now: readonly string[] | null
}

/**
 * What is to be given and taken here, tag by tag, and what was told of whom from now on.
 * @param tagOf our tags by those that come in; one that does not is forgotten, and nobody loses it here
 */
export function movesOf<K>(standings: readonly Standing<K>[], tagOf: ReadonlyMap<string, string>) {
  const moves = new Map<string, { tag: string; given: boolean; strands: string[] }>()
  const changed: { key: K; given: string[]; taken: string[] }[] = []
  const add = (id: string, given: boolean, strand: string) => {
    const tag = tagOf.get(id)
    if (tag === undefined) return
    const key = `${tag} ${given}`
    const move = moves.get(key) ?? { tag, given, strands: [] }
    move.strands.push(strand)
    moves.set(key, move)
  }
  for (const { key, strand, told, now } of standings) {
    const { given, taken } = changeOf(told, now ?? [])
    if (given.length + taken.length === 0) continue
    changed.push({ key, given, taken })
    for (const id of given) add(id, true, strand)
    for (const id of taken) add(id, false, strand)
  }
  return { moves: [...moves.values()], changed }
}
