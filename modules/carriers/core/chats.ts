import type { Claim } from '#modules/identity'

export const joinHows = ['invited', 'link', 'scan', 'unknown'] as const
export type JoinHow = (typeof joinHows)[number]

/** `unseen`: they are not there any more, and nobody has told why (yet). */
export const leaveHows = ['left', 'removed', 'dismissed', 'unseen'] as const
export type LeaveHow = (typeof leaveHows)[number]

export const chatStates = ['live', 'orphaned', 'dismissed'] as const
export type ChatState = (typeof chatStates)[number]

/** Somebody in a chat, as a platform shows them. */
export interface ParticipantRead {
  /** Their id at the platform. */
  readonly member: string
  readonly isStaff: boolean
  readonly claims: readonly Claim[]
  readonly name: string
  /** Epoch ms. */
  readonly joinedAt: number
  readonly how: JoinHow
  /** The member of the company who has invited them; who else did, the platform does not tell. */
  readonly invitedBy: string | null
  /** What the code said by which they came. */
  readonly code: string | null
}

/** A chat as a platform shows it. */
export interface ChatRead {
  readonly chat: string
  readonly name: string
  readonly owner: string
  readonly notice: string
  /** Epoch ms. */
  readonly createdAt: number
  readonly participants: readonly ParticipantRead[]
}

/** One time that somebody was in a chat; times in epoch ms. */
export interface Stay {
  readonly member: string
  readonly joinedAt: number
  readonly leftAt: number | null
  readonly leftHow: LeaveHow | null
}

interface Shown {
  readonly member: string
  readonly joinedAt: number
}

export interface StayChanges<S extends Shown> {
  readonly begun: readonly S[]
  /** They left before `at`; how is not known. */
  readonly ended: readonly { member: string; joinedAt: number; at: number }[]
  /** They were taken for gone and are there. */
  readonly resumed: readonly Shown[]
}

const keyOf = ({ member, joinedAt }: Shown) => `${member} ${joinedAt}`

/** What a list of everybody in a chat, asked for at `askedAt`, changes in the stays that are known. */
export function stayChanges<S extends Shown>(
  stays: readonly Stay[],
  shown: readonly S[],
  askedAt: number,
): StayChanges<S> {
  const known = new Map(stays.map((one) => [keyOf(one), one]))
  const now = new Map(shown.map((one) => [one.member, one]))
  const begun = shown.filter((one) => !known.has(keyOf(one)))
  const resumed = shown.filter((one) => {
    const stay = known.get(keyOf(one))
    // Of an end after the question was asked the answer says nothing.
    return stay !== undefined && stay.leftAt !== null && stay.leftAt <= askedAt
  })
  const ended = stays.flatMap(({ member, joinedAt, leftAt }) => {
    const at = now.get(member)
    if (leftAt !== null || at?.joinedAt === joinedAt) return []
    // Back again already: they have left before they came back.
    return [{ member, joinedAt, at: Math.max(joinedAt, at?.joinedAt ?? askedAt) }]
  })
  return { begun, ended, resumed }
}

/**
 * Of the stays of one member, the one whose end was told: the last that began before it and of whose end nothing is known.
 * One that began in the same second is it only when there is no other.
 */
export function stayEndedAt<S extends Stay>(stays: readonly S[], at: number): S | null {
  const open = stays.filter(({ joinedAt, leftHow }) => joinedAt <= at && (leftHow === null || leftHow === 'unseen'))
  const before = open.filter(({ joinedAt }) => joinedAt < at)
  const among = before.length > 0 ? before : open
  return among.reduce<S | null>((last, one) => (last && last.joinedAt > one.joinedAt ? last : one), null)
}
