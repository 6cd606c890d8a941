import { sql } from 'kysely'
import { minute } from '#kit/time'
import { DueHost } from '../dueHost.ts'
import { advance } from './advance.ts'
import type { HostDeps } from './ports.ts'

/** Takes sends on as they come due; members confirm when they like: so often they are looked after. */
export const sendHost = (deps: HostDeps) =>
  new DueHost(deps, {
    ...{ table: 'carriers_send', isOpen: sql`state not in ('done', 'stopped')`, atATime: 4, againMs: minute },
    advance: (id, signal) => advance(deps, id, signal),
  })
