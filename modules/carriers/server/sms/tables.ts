import type { Generated } from 'kysely'

export type SmsState = 'asking' | 'sent' | 'unsure' | 'refused' | 'delivered' | 'failed'

export interface SmsTables {
  carriers_sms_template: {
    account: string
    code: string
    text: string
    purpose: 'promotion' | 'service'
    changed_at: Date
  }
  carriers_sms: {
    id: Generated<string>
    account: string
    key: string
    strand: string
    phone: Buffer
    about: Buffer
    template: string
    segments: number
    state: SmsState
    serial: string | null
    code: string | null
    at: Date
    reported_at: Date | null
  }
  carriers_sms_answer: {
    id: Generated<string>
    account: string
    phone: Buffer
    strand: string | null
    send: string | null
    kind: 'stop' | 'complaint'
    at: Date
  }
  carriers_sms_stop: { phone: Buffer; account: string; word: string; at: Date }
}
