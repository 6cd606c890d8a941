import { sql } from 'kysely'
import { z } from 'zod'
import { Id } from '#kit/api'
import { taskKind } from '#platform/tasks/kind'
import type { CarrierDeps } from '../deps.ts'
import { tellFollowerTags } from './followers.ts'
import { tellTags } from './incoming.ts'
import type { TagTables } from './tables.ts'

const page = 500

type Deps = Pick<CarrierDeps, 'postgres' | 'tagging'>

/** Tells what the tags of everybody of an account come to, a page of people at a time; told twice it is the same. */
export const tagTask = (deps: Deps) =>
  taskKind({
    kind: 'carriers.tags',
    title: { zh: '标签改变方向', en: 'Tags turned round' },
    rights: { read: 'carriers:read', write: 'carriers:write' },
    input: z.object({ account: Id }),
    counts: { changed: { zh: '标签有变化的人', en: 'people whose tags changed' } },
    about: ({ account }) => ({ zh: `账号 ${account}`, en: `Account ${account}` }),
    async total({ account }) {
      const { rows } = await sql<{ count: number }>`
        select (select count(*) from carriers_contact where account = ${account}::bigint)::int
          + (select count(*) from carriers_user where account = ${account}::bigint
              and (told <> '{}' or tags <> '{}'))::int as count`.execute(deps.postgres.tables<TagTables>())
      return rows[0]?.count ?? 0
    },
    async *steps({ account }, { before }) {
      let done = 0
      let changed = before['changed'] ?? 0
      for (const { pages, tell } of [contactsOf(deps, account), followersOf(deps, account)])
        for await (const some of pages) {
          changed += await tell(some)
          done += some.length
          yield { done, counts: { changed } }
        }
    },
  })

const contactsOf = (deps: Deps, account: string) => ({
  pages: pagesBy('0', async (after) => {
    const { rows } = await sql<{ id: string }>`
      select id::text as id from carriers_contact where account = ${account}::bigint and id > ${after}::bigint
      order by carriers_contact.id limit ${page}`.execute(deps.postgres.tables<TagTables>())
    return rows.map(({ id }) => id)
  }),
  tell: (ids: readonly string[]) => tellTags(deps, account, ids),
})

/** In hexadecimal. */
const followersOf = (deps: Deps, account: string) => ({
  pages: pagesBy('', async (after) => {
    const { rows } = await sql<{ key: string }>`
      select encode(external, 'hex') as key from carriers_user
      where account = ${account}::bigint and external > decode(${after}, 'hex') and (told <> '{}' or tags <> '{}')
      order by external limit ${page}`.execute(deps.postgres.tables<TagTables>())
    return rows.map(({ key }) => key)
  }),
  tell: (keys: readonly string[]) =>
    tellFollowerTags(
      deps,
      account,
      keys.map((key) => Buffer.from(key, 'hex')),
    ),
})

/** Pages of keys in their order, each read when the one before is done. */
async function* pagesBy(first: string, read: (after: string) => Promise<readonly string[]>) {
  for (let after: string | undefined = first; after !== undefined; ) {
    const some = await read(after)
    if (some.length > 0) yield some
    after = some.length < page ? undefined : some.at(-1)
  }
}
