import type { AcquisitionLinkPort } from '#modules/carriers'
import type { Jobs } from '#platform/jobs'
import type { AcquisitionDeps } from '../deps.ts'

export interface PaidDeps extends AcquisitionDeps {
  readonly jobs: Jobs
  readonly paidLinks: AcquisitionLinkPort
  /** Port: accounts of WeCom that are switched on. */
  accounts(): Promise<readonly { readonly account: string; readonly name: string }[]>
}
