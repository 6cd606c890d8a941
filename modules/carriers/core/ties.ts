import { second } from '#kit/time'

/**
 * What is known of somebody's tie to a member or an account: `begin` is the platform's own word of when it began, `heard`
 * that somebody came, `end` that they are apart.
 */
export interface TieFact {
  readonly kind: 'begin' | 'heard' | 'end'
  /** Epoch ms, by the platform's clock. */
  readonly at: number
}

/** A tie from when to when. Epoch ms. */
export interface Stretch {
  readonly startedAt: number
  /** Null = it has not ended, as far as is known. */
  readonly endedAt: number | null
  /** How it is known to have ended: it was told, or they came again without it. */
  readonly by: 'end' | 'again' | null
}

/** A platform tells the beginning of a tie by the second: what differs by less is the same one. */
export const sameTie = 5 * second

interface Open {
  at: number
  /** By hearsay alone: the platform's own word of the beginning, if it comes, takes its place. */
  heard: boolean
}

/**
 * The history of a tie out of what was told of it, by the platform's time: in whatever order and however often it was told,
 * the history is the same. An end whose beginning is not known is none yet.
 */
export function stretchesOf(facts: readonly TieFact[]): Stretch[] {
  const done: Stretch[] = []
  let open: Open | null = null
  const byTime = Map.groupBy(facts, ({ at }) => at)
  for (const at of [...byTime.keys()].sort((a, b) => a - b)) {
    const kinds = new Set((byTime.get(at) ?? []).map(({ kind }) => kind))
    const begin = kinds.has('begin') ? 'begin' : kinds.has('heard') ? 'heard' : null
    const ends = kinds.has('end')
    // Told by the second: who was together has parted first, who was not has met first.
    if (ends && open) [open] = [null, done.push({ startedAt: open.at, endedAt: at, by: 'end' })]
    else if (ends && begin) {
      done.push({ startedAt: at, endedAt: at, by: 'end' })
      continue
    }
    if (begin) open = begun(open, at, begin === 'heard', done)
  }
  return open ? [...done, { startedAt: open.at, endedAt: null, by: null }] : done
}

function begun(open: Open | null, at: number, heard: boolean, done: Stretch[]): Open {
  if (!open) return { at, heard }
  if (heard) return open
  if (open.heard) return { at, heard: false }
  if (at - open.at <= sameTie) return open
  done.push({ startedAt: open.at, endedAt: at, by: 'again' })
  return { at, heard: false }
}
