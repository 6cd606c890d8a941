import { second } from '#kit/time'
import { lineOf, passes, type Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Applied, Message } from '../../../server/adapter.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { pauseOf } from '../../../server/inbox.ts'
import type { CorpTags } from '../../../server/tags/ports.ts'
import { textIn, type Xml } from '../../../server/xml.ts'
import { type WecomSettings, wecomSettings } from '../kind.ts'
import type { WecomDeps } from './client.ts'

export type Wecom = Account<WecomSettings>
export type Deps = CarrierDeps & WecomDeps & { readonly corpTags: CorpTags }

export const asWecom = (account: Account): Wecom => ({ ...account, settings: wecomSettings.parse(account.settings) })

export type Fields = { readonly [name: string]: Xml }
export type Work = { readonly message: Message; readonly account: Wecom; readonly xml: Fields }
export type Handler = (deps: Deps, work: Work) => Promise<Applied>

/** What passes by itself, or when somebody has set something right, is tried again. */
export const troubled = (trouble: Trouble, { attempts }: Message): Applied =>
  passes(trouble) || trouble.meaning === 'setup'
    ? { kind: 'later', inMs: Math.max(trouble.waitMs ?? 0, pauseOf(attempts + 1)), why: lineOf(trouble) }
    : { kind: 'failed', why: lineOf(trouble) }

/** Epoch ms of what is told; a broken one is when it came. */
export function timeOf(xml: Fields, { receivedAt }: Message): number {
  const seconds = Number(textIn(xml, 'CreateTime'))
  return Number.isInteger(seconds) && seconds > 0 ? seconds * second : receivedAt
}
