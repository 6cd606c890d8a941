import type { Outgoing } from '#platform/http/outgoing'
import type { Jobs } from '#platform/jobs'
import type { AcquisitionDeps } from '../deps.ts'

export interface AdsDeps extends AcquisitionDeps {
  readonly jobs: Jobs
  /** Port: all numbers of whoever stands for this one. */
  strands(person: string): Promise<readonly string[]>
  /** Port: whether somebody agrees that behaviour of theirs is given to others. */
  mayShare(person: string): Promise<boolean>
  /** Port: addresses of pages that these people were seen at since then (epoch ms), with a mark of a click; newest first. */
  markedPages(
    strands: readonly string[],
    since: number,
  ): Promise<readonly { readonly at: number; readonly url: string }[]>
  /** Port: how many orders these people have paid, refunded ones too. */
  ordersOf(strands: readonly string[]): Promise<number>
  readonly out: Outgoing
  /** Whether an address beside the platform's own may be called. */
  isAllowed(url: URL): boolean
}
