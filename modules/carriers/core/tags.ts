/** Which way a group of tags goes: theirs become ours, ours theirs, both, or neither. */
export const directions = ['in', 'out', 'both', 'off'] as const
export type Direction = (typeof directions)[number]

/** What has to be given and taken so that what was told before becomes what is there now. */
export function changeOf(before: readonly string[], now: readonly string[]) {
  return {
    given: now.filter((one) => !before.includes(one)),
    taken: before.filter((one) => !now.includes(one)),
  }
}
