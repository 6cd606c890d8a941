import { no, ok, type Result } from '#kit/result'
import { kindNamed } from '../../core/kinds.ts'
import type { Trouble } from '../../core/trouble.ts'
import { type Account, findAccount, openAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { Inbox } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'

import type { Member } from './scope.ts'

type Deps = CarrierDeps & { readonly inbox: Inbox }

/** Port for whoever lets members in: the accounts whose platform proves who they are, and its word. */
export function entrancesOf(deps: Deps) {
  const db = () => deps.postgres.tables<CarrierTables>()
  const open = () => openedTo(deps)
  const pagesOf = (account: Account | null) => (account?.on ? deps.inbox.adapterOf(account).pages : undefined)
  const find = (id: string) => (/^[1-9]\d{0,17}$/.test(id) ? findAccount(db(), deps.vault, id) : null)
  return {
    ways: async () =>
      (await open()).map(({ id, name, kind }) => ({
        ...{ account: id, name, title: kindNamed(kind)?.title ?? { zh: name, en: name } },
      })),
    async enterUrl(id: string, ask: { redirect: string; state: string; by: 'app' | 'scan' }) {
      const account = await find(id)
      return (account && pagesOf(account)?.enterUrl(account, ask)) ?? null
    },
    async memberOf(id: string, code: string) {
      const account = await find(id)
      const got = account ? await pagesOf(account)?.memberOf(account, code) : undefined
      return got === undefined ? ok(null) : proven(deps, id, got)
    },
    members: () => membersOf(deps),
    departments: () => departmentsOf(deps),
    /** Where people say they are reached by these members: `company/member`. */
    places: (members: readonly Member[]) => placesOf(deps, members),
    /** Where platforms that are only played stand: their phones frame our pages. */
    played: async () =>
      (await open()).flatMap((account) => {
        const at = deps.inbox.adapterOf(account).pages?.played(account)?.at
        return at !== undefined && deps.isAllowed(at) ? [at.origin] : []
      }),
  }
}

/** Accounts that are on and whose platform opens pages to its members. */
async function openedTo({ postgres, vault, inbox }: Deps) {
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_account')
    .selectAll()
    .where('off_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => openAccount(vault, row)).filter((account) => inbox.adapterOf(account).pages !== undefined)
}

/** The platform's word: who it is, nobody of the company, or why it does not say. */
async function proven(deps: Deps, account: string, got: Result<string | null, Trouble>) {
  if (!got.ok) return no(got.refusal.advice)
  return ok(got.value === null ? null : { member: got.value, name: await nameOf(deps, account, got.value) })
}

async function departmentsOf({ postgres }: Deps) {
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_department as d')
    .innerJoin('carriers_account as a', 'a.id', 'd.account')
    .select(['d.account', 'd.id', 'd.name'])
    .where('a.off_at', 'is', null)
    .orderBy('d.account')
    .orderBy('d.id')
    .limit(2000)
    .execute()
  return rows.map(({ account, id, name }) => ({ department: `${account}:${id}`, name }))
}

async function placesOf({ postgres, vault, inbox }: Deps, members: readonly Member[]) {
  const ids = [...new Set(members.map(({ account }) => account))]
  const accounts = await Promise.all(ids.map((id) => findAccount(postgres.tables<CarrierTables>(), vault, id)))
  return accounts.flatMap((account) => {
    const company = account ? inbox.adapterOf(account).pages?.names(account).company : undefined
    if (!account || company === undefined) return []
    return members.filter((one) => one.account === account.id).map(({ member }) => `${company}/${member}`)
  })
}

async function nameOf({ postgres }: Deps, account: string, userid: string): Promise<string> {
  const row = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select('name')
    .where('account', '=', account)
    .where('userid', '=', userid)
    .executeTakeFirst()
  return row?.name ?? userid
}

/** Members who are still there, of accounts that are switched on. */
async function membersOf({ postgres }: Deps) {
  const db = postgres.tables<CarrierTables>()
  const rows = await db
    .selectFrom('carriers_staff as s')
    .innerJoin('carriers_account as a', 'a.id', 's.account')
    .select(['s.account', 'a.name as accountName', 's.userid as member', 's.name', 's.departments'])
    .where('s.left_at', 'is', null)
    .where('a.off_at', 'is', null)
    .orderBy('s.account')
    .orderBy('s.name')
    .limit(5000)
    .execute()
  const departments = await db.selectFrom('carriers_department').selectAll().execute()
  const named = new Map(departments.map(({ account, id, name }) => [`${account} ${id}`, name]))
  return rows.map((row) => ({
    ...row,
    departments: row.departments.flatMap((id) => named.get(`${row.account} ${id}`) ?? []),
  }))
}
