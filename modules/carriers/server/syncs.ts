import type { Result } from '#kit/result'
import type { Trouble } from '../core/trouble.ts'
import type { Account } from './accounts.ts'

/** Port: reading a platform anew. */
export interface Syncs {
  /** Members; the answer names those who may have customers. */
  team(account: Account): Promise<Result<readonly string[], Trouble>>
  member(account: Account, userid: string): Promise<Result<{ relations: number; unseen: number }, Trouble>>
}
