/** Tags of an official account stand in no group: here they stand in one. */
export const followerGroup = { id: 'followers', name: '公众号' } as const

/** What the platform lets be, as its documents say (from memory where they do not). */
export const followerTagLimits = {
  /** Tags of an account. */
  tags: 100,
  /** Tags of one follower. */
  perFollower: 20,
  /** Followers of one call. */
  perCall: 50,
  /** A name, in letters as the platform counts them: a Chinese one is two. */
  nameUnits: 30,
} as const

/** Numbers below are the platform's own: the blacklist, stars. They are left alone. */
export const isOwnTag = (id: number): boolean => id >= 100

/** How long a name is to the platform. */
export const unitsOf = (name: string): number =>
  [...name].reduce((sum, char) => sum + (char.charCodeAt(0) > 127 ? 2 : 1), 0)

/** Splits into as few calls as the platform allows, none above its size. */
export function callsOf<T>(all: readonly T[], size: number = followerTagLimits.perCall): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}
