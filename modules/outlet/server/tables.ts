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
  outlet_forwarder: {
    id: Generated<string>
    name: string
    kind: string
    settings: Record<string, unknown>
    secrets: Buffer
    key: Buffer
    purpose: string
    policy: 'given' | 'notWithdrawn'
    events: string[]
    properties: string[]
    received: Date
    after_at: Date
    after_key: string
    size: number | null
    paused_at: Date | null
    paused_why: 'hand' | 'gone' | 'failing' | null
    due_at: Date
    tries: Generated<number>
    turn: Generated<string>
    lease_until: Date | null
    failing_since: Date | null
    delivered_at: Date | null
    sent: Generated<string>
    held: Generated<string>
    refused: Generated<string>
    answered_at: Date | null
    status: number | null
    answer: string | null
    error: string | null
    ms: number | null
    created_by: string
    created_at: Date
  }
}

export type OutletDb = Db<OutletTables>
export type WebhookRow = Selectable<OutletTables['outlet_webhook']>
export type DeliveryRow = Selectable<OutletTables['outlet_delivery']>
export type ForwarderRow = Selectable<OutletTables['outlet_forwarder']>
