import type { Generated, Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'

export interface OutletTables {
  outlet_webhook: {
    id: Generated<string>
    name: string
    url: string
    facts: string[]
    secret: Buffer
    hint: string
    old_secret: Buffer | null
    old_until: Date | null
    created_by: string
    created_at: Date
    off_at: Date | null
    off_why: 'hand' | 'gone' | 'failing' | null
    failing_since: Date | null
    delivered_at: Date | null
  }
  outlet_delivery: {
    id: Generated<string>
    webhook: string
    message: string
    fact: string
    body: string
    items: number
    persons: string[]
    state: 'waiting' | 'delivered' | 'failed'
    why: 'gone' | 'patience' | 'test' | 'off' | null
    attempts: Generated<number>
    tries: Generated<number>
    created_at: Date
    due_at: Date
    deadline: Date
    answered_at: Date | null
    status: number | null
    answer: string | null
    error: string | null
    ms: number | null
  }
}

export type OutletDb = Db<OutletTables>
export type WebhookRow = Selectable<OutletTables['outlet_webhook']>
export type DeliveryRow = Selectable<OutletTables['outlet_delivery']>
