import type { Applied, Message } from '../../../server/adapter.ts'
import { pauseOf } from '../../../server/inbox.ts'
import { keepMassTold, toldOfMessage } from '../../../server/sends/told.ts'
import type { UserDeps } from '../../../server/users/store.ts'
import { textIn } from '../../../server/xml.ts'
import { type Fields, listIn, timeOf } from './callback.ts'

/** After so many tries a result of what we do not know is let go: others send by the account too. */
const patience = 4

const events = ['TEMPLATESENDJOBFINISH', 'MASSSENDJOBFINISH', 'subscribe_msg_sent_event']

/** Whether an event tells how something came out that was sent before. */
export const isResult = (event: string): boolean => events.includes(event)

/** What became of a message, told by its number; the same twice comes to the same. */
export async function applyResult(
  { postgres }: Pick<UserDeps, 'postgres'>,
  event: string,
  message: Message,
  fields: Fields,
): Promise<Applied> {
  const account = message.account.id
  if (event === 'MASSSENDJOBFINISH') {
    const numbers = { total: numberIn(fields, 'TotalCount'), sent: numberIn(fields, 'SentCount') }
    const msgid = textIn(fields, 'MsgID') || textIn(fields, 'MsgId')
    const status = textIn(fields, 'Status')
    await keepMassTold(postgres, { account, msgid, status, ...numbers, at: timeOf(fields, message) })
    return { kind: 'done' }
  }
  const known = await Promise.all(
    resultsIn(event, fields).map(({ msgid, error }) => toldOfMessage(postgres, { account, msgid }, error)),
  )
  if (known.every(Boolean) || message.attempts >= patience) return { kind: 'done' }
  return { kind: 'later', inMs: pauseOf(message.attempts + 1), why: 'its sending is not known yet' }
}

function resultsIn(event: string, fields: Fields): { msgid: string; error: string | null }[] {
  if (event === 'TEMPLATESENDJOBFINISH') {
    const status = textIn(fields, 'Status')
    return [{ msgid: textIn(fields, 'MsgID'), error: status === 'success' ? null : status }]
  }
  const wrapped = listIn(fields, 'SubscribeMsgSentEvent', 'List')
  const items = wrapped.length > 0 ? wrapped : listIn(fields, 'List')
  return items.map((item) => {
    const code = textIn(item, 'ErrorCode')
    return {
      msgid: textIn(item, 'MsgID'),
      error: code === '0' ? null : `${code} ${textIn(item, 'ErrorStatus')}`.trim(),
    }
  })
}

const numberIn = (fields: Fields, name: string): number => {
  const number = Number(textIn(fields, name))
  return Number.isInteger(number) && number >= 0 ? number : 0
}
