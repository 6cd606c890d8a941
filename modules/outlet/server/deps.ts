import type { Problem } from '#kit/api'
import type { Vault } from '#platform/crypto'
import { type Outgoing, type OutgoingRefusal, outgoingTexts } from '#platform/http/outgoing'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import type { Tellable } from '../core/facts.ts'

export interface OutletDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly outgoing: Outgoing
  readonly now: () => number
  readonly facts: readonly Tellable[]
  /** Deliveries may be due. */
  readonly kick: () => void
}

type Refusal =
  | 'no-such-webhook'
  | 'no-such-delivery'
  | 'unknown-fact'
  | 'too-many-webhooks'
  | 'webhook-off'
  | 'still-rotating'
  | `url-${OutgoingRefusal}`

const ofUrl = (why: OutgoingRefusal): Problem => ({ status: 400, title: outgoingTexts[why] })

const problems: Record<Refusal, Problem> = {
  'no-such-webhook': { status: 404, title: { zh: '没有这个 Webhook', en: 'No such webhook' } },
  'no-such-delivery': { status: 404, title: { zh: '没有这次投递', en: 'No such delivery' } },
  'unknown-fact': { status: 400, title: { zh: '没有这种事实', en: 'There is no such fact' } },
  'too-many-webhooks': { status: 409, title: { zh: '最多 50 个 Webhook', en: 'There are 50 webhooks already' } },
  'webhook-off': { status: 409, title: { zh: 'Webhook 已停用，先启用再重放', en: 'The webhook is off: switch it on' } },
  'still-rotating': {
    status: 409,
    title: { zh: '上次更换的旧密钥还在有效期内', en: 'The secret before the last one is still valid' },
  },
  'url-no-url': ofUrl('no-url'),
  'url-scheme': ofUrl('scheme'),
  'url-credentials': ofUrl('credentials'),
  'url-port': ofUrl('port'),
  'url-private': ofUrl('private'),
}

export const refuseOutlet = (why: Refusal): never => refuse(problems, why)
