import type { Generated, Selectable } from 'kysely'
import type { PersonState, SendReason, SendState, UnitState } from '../../core/sends.ts'
import type { Welcome } from '../../core/welcome.ts'

export interface SendTables {
  carriers_send: {
    id: Generated<string>
    account: string
    name: string
    purpose: 'promotion' | 'service'
    content: Welcome
    segment: string | null
    people: string[] | null
    staff: string[] | null
    state: SendState
    start_at: Date
    /** When to go on with it. */
    look_at: Date
    after: Generated<string>
    made_by: string
    made_at: Date
    ended_at: Date | null
    error: string | null
  }
  carriers_send_unit: {
    id: Generated<string>
    send: string
    userid: string
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
    contact: string | null
    userid: string | null
    unit: string | null
    state: PersonState
    reasons: readonly SendReason[] | null
    at: Date
  }
}

export type SendRow = Selectable<SendTables['carriers_send']>
export type UnitRow = Selectable<SendTables['carriers_send_unit']>

/** The name of a touch at the gate. */
export const touchKey = (send: string, person: string): string => `send:${send}:${person}`
