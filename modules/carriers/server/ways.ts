import type { Result } from '#kit/result'
import type { Trouble } from '../core/trouble.ts'
import type { Account } from './accounts.ts'

/** A code as a platform has to know it. */
export interface Way {
  readonly name: string
  readonly state: string
  readonly staff: readonly string[]
  readonly skip_verify: boolean
  readonly config_id: string | null
  readonly created_at: Date
  /** Made for several members though it may have one; null = by how many it has. */
  readonly several: boolean | null
  readonly exclusive: boolean
}

export interface MadeWay {
  readonly configId: string
  readonly qrCode: string
}

/** A code into chat groups as a platform has to know it. */
export interface GroupWay {
  readonly name: string
  readonly state: string
  readonly chats: readonly string[]
}

/** Port: codes at the platform. */
export interface Ways {
  /** @param isAgain it may have been made before: one with this state is looked for first */
  make(account: Account, way: Way, isAgain: boolean): Promise<Result<MadeWay, Trouble>>
  change(account: Account, way: Way): Promise<Result<void, Trouble>>
  remove(account: Account, configId: string): Promise<Result<void, Trouble>>
  makeGroup(account: Account, way: GroupWay): Promise<Result<MadeWay, Trouble>>
  changeGroup(account: Account, configId: string, way: GroupWay): Promise<Result<void, Trouble>>
}
