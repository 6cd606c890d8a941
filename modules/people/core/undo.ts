/** Facts of a person by name, as an import found or left them. Values are JSON; equal facts are equal texts. */
export type Facts = Readonly<Record<string, unknown>>

export interface Undone {
  /** Facts to set back; `undefined` = there was none. */
  readonly back: ReadonlyMap<string, unknown>
  /** Facts that somebody changed since: they stay. What the import had found there goes to whoever changed it. */
  readonly passed: readonly string[]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What taking an import back means for one person: its changes go where they still stand. */
export function undone(before: Facts, after: Facts, now: Facts): Undone {
  const back = new Map<string, unknown>()
  const passed: string[] = []
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[name], after[name])) continue
    if (same(now[name], after[name])) back.set(name, before[name])
    else passed.push(name)
  }
  return { back, passed }
}

/**
 * The facts a later import had found, once an earlier one is undone: where it found what that one had left, it now found
 * what that one had found itself. So the order in which imports are undone does not matter.
 */
export function inherit(found: Facts, undoneBefore: Facts, undoneAfter: Facts, names: readonly string[]): Facts {
  const next = { ...found }
  for (const name of names) {
    if (!same(found[name], undoneAfter[name])) continue
    if (undoneBefore[name] === undefined) delete next[name]
    else next[name] = undoneBefore[name]
  }
  return next
}
