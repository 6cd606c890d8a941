import { no, ok, type Result } from '#kit/result'
import type { AcquisitionLinkPort, LinkQuota, PlatformLink } from '../../core/acquisitionLinks.ts'
import type { GivenRefusal } from '../../core/givenCodes.ts'
import type { Trouble } from '../../core/trouble.ts'
import { type Account, findAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables } from '../tables.ts'
import { troubleOf } from './make.ts'

interface Asked {
  readonly name: string
  readonly staff: readonly string[]
  readonly skipVerify: boolean
}

/** Port: links at the platform. */
export interface LinkCalls {
  make(account: Account, asked: Asked): Promise<Result<PlatformLink, Trouble>>
  find(account: Account, name: string): Promise<Result<PlatformLink | null, Trouble>>
  change(account: Account, link: string, asked: Asked): Promise<Result<void, Trouble>>
  quota(account: Account): Promise<Result<LinkQuota, Trouble>>
}

type Deps = Pick<CarrierDeps, 'postgres' | 'vault'>

/** Port of paid links for houses that bring people in. */
export function acquisitionLinks(deps: Deps, calls: LinkCalls): AcquisitionLinkPort {
  const opened = async (id: string): Promise<Result<Account, GivenRefusal>> => {
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
    if (!account) return no({ why: 'no-such-account' })
    if (account.kind !== 'wecom') return no({ why: 'not-a-wecom' })
    return account.on ? ok(account) : no({ why: 'switched-off' })
  }
  const asks = async <T>(id: string, ask: (account: Account) => Promise<Result<T, Trouble>>) => {
    const account = await opened(id)
    if (!account.ok) return account
    const done = await ask(account.value)
    return done.ok ? done : no(troubleOf(done.refusal))
  }
  return {
    make: (asked, isAgain) =>
      asks(asked.account, async (account) => {
        // What may have been made is not made twice.
        const found = isAgain ? await calls.find(account, asked.name) : ok(null)
        if (!found.ok) return found
        return found.value === null ? calls.make(account, asked) : ok(found.value)
      }),
    change: (link, asked) => asks(asked.account, (account) => calls.change(account, link, asked)),
    quota: (account) => asks(account, (one) => calls.quota(one)),
  }
}
