import { no, ok } from '#kit/result'
import { lineOf } from '../core/trouble.ts'
import type { WaysIn } from '../core/waysIn.ts'
import { findAccount } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import type { CarrierTables } from './tables.ts'
import type { Minis } from './users/minis.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault'> & { readonly minis: Minis }

/** Ways from a browser into an app. */
export const waysIn = (deps: Deps): WaysIn => ({
  async miniLink(id, of) {
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
    if (!account) return no({ why: 'no-such-account', line: '' })
    if (account.kind !== 'miniProgram') return no({ why: 'not-that-kind', line: '' })
    if (!account.on) return no({ why: 'switched-off', line: '' })
    const made = await deps.minis.link(account, of)
    return made.ok ? ok(made.value) : no({ why: 'platform', line: lineOf(made.refusal) })
  },
})
