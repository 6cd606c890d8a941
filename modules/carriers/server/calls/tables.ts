import type { Generated } from 'kysely'

export interface CallTables {
  carriers_call: {
    id: Generated<string>
    account: string
    key: string
    send: string | null
    strand: string
    phone: Buffer
    about: Buffer
    state: string
    task: string | null
    intent: Generated<string>
    attempt: Generated<number>
    duration_ms: Generated<number>
    at: Date
    ended_at: Date | null
    followed_at: Date | null
  }
  carriers_call_stop: { phone: Buffer; account: string; at: Date }
  carriers_call_list: { send: string; intent: string; list: string }
}
