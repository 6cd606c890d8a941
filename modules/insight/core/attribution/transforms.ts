/** Which touches of a path are kept: all, one of a run of equal ones, or each key where it stands first. */
export const pathShapes = ['all', 'exposure', 'first-occurrence'] as const
export type PathShape = (typeof pathShapes)[number]

/** Where a key that says little (direct visits) is left out; a path of nothing else stays as it is. */
export const dropModes = ['everywhere', 'last'] as const
export type DropMode = (typeof dropModes)[number]

export type PathSetup = {
  readonly shape: PathShape
  readonly drop?: { readonly key: string; readonly where: DropMode } | undefined
  /** Only so many touches before the conversion. */
  readonly most?: number | undefined
}

/** The path the models see: first what is dropped, then the shape, then the last touches of it. */
export function shapePath(keys: readonly string[], { shape, drop, most }: PathSetup): string[] {
  const kept = drop ? dropped(keys, drop.key, drop.where) : keys
  const shaped = kept.filter((key, i) => {
    if (shape === 'exposure') return i === 0 || kept[i - 1] !== key
    return shape === 'all' || kept.indexOf(key) === i
  })
  return most === undefined ? shaped : shaped.slice(-most)
}

function dropped(keys: readonly string[], drop: string, where: DropMode): readonly string[] {
  if (keys.every((key) => key === drop)) return keys
  if (where === 'everywhere') return keys.filter((key) => key !== drop)
  return keys.at(-1) === drop ? keys.slice(0, -1) : keys
}

/** How often each key stands on the path, in the order of their first touch. */
export function frequencies(keys: readonly string[]): { key: string; times: number }[] {
  const times = new Map<string, number>()
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1)
  return [...times].map(([key, count]) => ({ key, times: count }))
}
