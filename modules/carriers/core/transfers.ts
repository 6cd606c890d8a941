export const transferStates = ['held', 'asking', 'waiting', 'done', 'stopped'] as const
export type TransferState = (typeof transferStates)[number]

export const customerStates = [
  ...(['planned', 'asking', 'waiting', 'done'] as const),
  ...(['refused', 'full', 'limited', 'gone', 'failed', 'stopped'] as const),
] as const
export type CustomerState = (typeof customerStates)[number]

export const chatTransferStates = ['planned', 'asking', 'done', 'failed', 'stopped'] as const
export type ChatTransferState = (typeof chatTransferStates)[number]

export const codeStates = ['planned', 'done', 'failed', 'stopped'] as const
export type CodeState = (typeof codeStates)[number]

/** WeCom takes a customer over to a colleague so often in so many calendar days, in service (page 92125). */
export const mostInSpan = 2
export const spanDays = 90

export interface Taker {
  readonly userid: string
  /** How many more they may have. */
  readonly room: number
}

/** Who takes whom: as evenly as room allows, the same every time. `left` are those for whom nobody has room. */
export function shareOut<T>(all: readonly T[], takers: readonly Taker[]): { given: Map<string, T[]>; left: T[] } {
  const given = new Map<string, T[]>(takers.map(({ userid }) => [userid, []]))
  const left: T[] = []
  for (const one of all) {
    const next = takers.reduce<{ list: T[]; room: number } | null>((best, { userid, room }) => {
      const list = given.get(userid) ?? []
      if (list.length >= room || (best && best.list.length <= list.length)) return best
      return { list, room }
    }, null)
    if (next) next.list.push(one)
    else left.push(one)
  }
  return { given, left }
}

/** The members of a code when one goes and others come; one of one member stays one. */
export function repointed(staff: readonly string[], giver: string, takers: readonly string[]): string[] {
  if (staff.length === 1) return takers.slice(0, 1)
  return [...new Set([...staff.filter((one) => one !== giver), ...takers])].slice(0, 100)
}
