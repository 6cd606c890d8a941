import type { BuyersAfter } from '../../index.ts'
import type { ChannelDeps } from '../channels/deps.ts'

/** Who came by something, by the number they are known by; the first time of each, epoch ms. */
export type Came = ReadonlyMap<string, number>

export interface PlanDeps extends ChannelDeps {
  readonly bought: BuyersAfter
  /** Port: who was added by a staff code in `[from, to)`, and how many were welcomed. */
  codeAdds(code: string, from: number, to: number): Promise<{ readonly added: Came; readonly welcomed: number }>
  /** Port: to how many a send was delivered; null where nobody tells. */
  delivered(send: string): Promise<number | null>
}
