import type { Bilingual } from '#kit/api'
import { hour, minute } from '#kit/time'
import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'

export type SmsRow = readonly [codes: RegExp, meaning: TroubleMeaning, zh: string, en: string]

const unknown: Bilingual = { zh: '短信服务商拒绝了', en: 'The SMS provider refused' }

/** What a code of a provider means, by its table; the first row that fits. */
export function smsTrouble(table: readonly SmsRow[], code: string, message: string): Trouble {
  const row = table.find(([codes]) => codes.test(code))
  const text = message.slice(0, 300)
  if (!row) return { meaning: 'wrong', code, text, advice: unknown }
  const [, meaning, zh, en] = row
  const waitMs = /Daily|天级|OneHour|小时级/.test(code + message) ? hour : minute
  return { meaning, code, text, advice: { zh, en }, ...(meaning === 'limited' ? { waitMs } : {}) }
}
