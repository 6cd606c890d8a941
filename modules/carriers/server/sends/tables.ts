import type { Generated, Selectable } from 'kysely'
import type { Tried } from '../../core/choose.ts'
import type { PersonState, SendReason, SendState, UnitState } from '../../core/sends.ts'

/** One way of a send, as it is kept. */
export interface WayRow {
  readonly way: string
  readonly account: string
  readonly content: Readonly<Record<string, unknown>>
  readonly staff: readonly string[] | null
  /** Other texts that share its readers. */
  readonly variants?: readonly Readonly<Record<string, unknown>>[]
}

export interface SendTables {
  carriers_send: {
    id: Generated<string>
    /** Of the first way. */
    account: string
    name: string
    purpose: 'promotion' | 'service'
    /** In the order of preference. */
    ways: readonly WayRow[]
    segment: string | null
    people: string[] | null
    state: SendState
    start_at: Date
    /** When to go on with it. */
    look_at: Date
    after: Generated<string>
    made_by: string
    made_at: Date
    ended_at: Date | null
    error: string | null
    /** Part of the audience that gets the texts at once, and how long the rest waits. */
    trial: { readonly share: number; readonly waitHours: number } | null
    trial_state: 'testing' | 'unclear' | 'decided' | 'cancelled' | null
    trial_due: Date | null
    trial_text: number | null
    trial_by: string | null
    trial_at: Date | null
  }
  carriers_send_unit: {
    id: Generated<string>
    send: string
    way: Generated<number>
    userid: string | null
    msgid: string | null
    state: UnitState
    asked_at: Date | null
    sent_at: Date | null
    reminders: Generated<Date[]>
    error: string | null
  }
  carriers_send_person: {
    send: string
    person: string
    way: number | null
    variant: Generated<number>
    /** Waited for the winner. */
    rest: Generated<boolean>
    tried: Generated<readonly Tried<SendReason>[]>
    contact: string | null
    external: Buffer | null
    userid: string | null
    unit: string | null
    state: PersonState
    reasons: readonly SendReason[] | null
    told: string | null
    error: string | null
    at: Date
  }
  carriers_mass_told: { account: string; msgid: string; status: string; total: number; sent: number; at: Date }
}

export type SendRow = Selectable<SendTables['carriers_send']>
export type UnitRow = Selectable<SendTables['carriers_send_unit']>
export type PersonRow = Selectable<SendTables['carriers_send_person']>

/** The name of a touch at the gate: one for each way, so that a way is asked for itself. */
export const touchKey = (send: string, person: string, way: number): string => `send:${send}:${person}:${way}`

/** Every name under which a person's place of a send may stand; older sends knew one way. */
export const touchKeys = (send: string, person: string, ways: number): string[] => [
  `send:${send}:${person}`,
  ...Array.from({ length: ways }, (_, way) => touchKey(send, person, way)),
]
