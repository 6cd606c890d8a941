import type { Result } from '#kit/result'
import type { Trouble } from '../../core/trouble.ts'
import type { WindowTrigger } from '../../core/windows.ts'
import type { Account } from '../accounts.ts'

export interface Notice {
  readonly template: string
  readonly data: Readonly<Record<string, string>>
  readonly page?: string | undefined
}

/** Port: what a platform does with one of its users. */
export interface Weixin {
  quotas(account: Account): Readonly<Record<WindowTrigger, number>>
  answer(account: Account, openid: string, text: string): Promise<Result<unknown, Trouble>>
  /** The platform's number of it, where it tells one. */
  notify(account: Account, openid: string, notice: Notice): Promise<Result<string | null, Trouble>>
}
