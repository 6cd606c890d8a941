import type { BuyersAfter } from '../../index.ts'
import type { ChannelDeps } from '../channels/deps.ts'

/** Who came by something, by the number they are known by; the first time of each, epoch ms. */
export type Came = ReadonlyMap<string, number>

export interface PlanDeps extends ChannelDeps {
  readonly bought: BuyersAfter
  /** Port: who was added by a staff code in `[from, to)`, and who was welcomed. */
  codeAdds(code: string, from: number, to: number): Promise<{ readonly added: Came; readonly welcomed: Came }>
  /** Port: to how many a send was delivered; null where nobody tells. */
  delivered(send: string): Promise<number | null>
  /** Port: what a staff code or a send is called; null = there is none. */
  nameOfWay(kind: 'code' | 'send', id: string): Promise<string | null>
  /** Port: staff codes in use, or sends, the newest first. */
  waysNamed(kind: 'code' | 'send', limit: number): Promise<readonly { readonly id: string; readonly name: string }[]>
}
