import type { RequestContext } from '#platform/http/context'
import type { Jobs } from '#platform/jobs'
import type { AcquisitionDeps } from '../deps.ts'

export interface LiveDeps extends AcquisitionDeps {
  readonly jobs: Jobs
  /** Port: accounts of WeCom that are switched on. */
  accounts(): Promise<readonly { readonly account: string; readonly name: string }[]>
  /** Port: all numbers of whoever stands for this one. */
  strands(person: string): Promise<readonly string[]>
  /** Port: which member the caller is; refused when nobody has bound them. */
  me(context: RequestContext): Promise<{ readonly account: string; readonly member: string }>
  /** Port: whether a page answers; null = it could not be asked. */
  answers(url: string): Promise<boolean | null>
}
