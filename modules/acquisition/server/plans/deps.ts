import type { Condition } from '#modules/segments'
import type { BuyersAfter } from '../../index.ts'
import type { ChannelDeps } from '../channels/deps.ts'
import type { FanDeps } from '../fans/deps.ts'
import type { PartnerSight } from '../partners/deps.ts'

/** Who came by something, by the number they are known by; the first time of each, epoch ms. */
export type Came = ReadonlyMap<string, number>

/** A way of house carriers in `[start, end)`, epoch ms; `key` names the answer. */
export interface AskedWay {
  readonly key: string
  readonly id: string
  readonly start: number
  readonly end: number
}

export type WayKind = 'code' | 'send' | 'scene'

interface Named {
  readonly id: string
  readonly name: string
}

/** What plans ask of the neighbours; each is asked once for many. */
export interface PlanDeps extends ChannelDeps {
  readonly bought: BuyersAfter
  /** Port: who was added by staff codes, and who was welcomed. */
  codeAdds(asked: readonly AskedWay[]): Promise<ReadonlyMap<string, { readonly added: Came; readonly welcomed: Came }>>
  /** Port: how many came by codes of an official account, and who has followed by them. */
  sceneScans(
    asked: readonly AskedWay[],
  ): Promise<ReadonlyMap<string, { readonly scanned: number; readonly followed: Came }>>
  /** Port: to how many sends were delivered, and who wanted something when they were called; null where nobody tells. */
  sendsTold(
    sends: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly delivered: number | null; readonly wanting: Came | null }>>
  /** Port: what ways are called; one that is gone is not in it. */
  namesOfWays(kind: WayKind, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Port: ways in use, the newest first. */
  waysNamed(kind: WayKind, limit: number): Promise<readonly Named[]>
  /** Port: events of the dictionary, and those that were seen. */
  eventsNamed(): Promise<readonly Named[]>
  /** Port: when people did events for the first time, by event and by whoever stands for them. */
  firstDone(
    events: readonly string[],
    strands: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  readonly sight: Pick<PartnerSight, 'marked' | 'stand' | 'belonging' | 'wrongIn'>
  readonly standings: FanDeps['standings']
}

export type PlanCondition = ReturnType<typeof Condition.parse>
