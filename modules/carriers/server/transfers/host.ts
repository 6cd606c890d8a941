import { sql } from 'kysely'
import { minute } from '#kit/time'
import { DueHost } from '../dueHost.ts'
import { advanceTransfer } from './advance.ts'
import type { TransferDeps } from './ports.ts'

/** Takes hand-overs on as they come due. Customers have a day; also of a stopped one those who were asked for are waited for. */
export const transferHost = (deps: TransferDeps) =>
  new DueHost(deps, {
    ...{ table: 'carriers_transfer', isOpen: sql`state <> 'done' and (state <> 'stopped' or ended_at is null)` },
    ...{ atATime: 2, againMs: 10 * minute },
    advance: (id, signal) => advanceTransfer(deps, id, signal),
  })
