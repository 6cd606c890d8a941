import { z } from 'zod'
import { type Bilingual, Id } from '#kit/api'
import type { RequestContext } from '#platform/http/context'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { type StartTask, type TaskKind, taskKind } from '#platform/tasks/kind'
import { exclusions, PeopleFilter } from '../contract.ts'
import type { ConsentFilter } from '../core/consents.ts'
import { exclude } from './exclude.ts'
import { countMatching, idsBetween } from './list.ts'
import type { PeopleTables } from './tables.ts'

const kind = 'people.exclude'
const batchSize = 500

const Asked = z.object({
  filter: PeopleFilter,
  except: z.array(Id),
  reason: z.enum(exclusions).nullable(),
  /** The youngest person there was: who comes later was not among those somebody looked at. */
  upTo: z.string(),
})

const reasons: Record<(typeof exclusions)[number] | 'none', Bilingual> = {
  staff: { zh: '排除：员工', en: 'Out: staff' },
  test: { zh: '排除：测试', en: 'Out: test' },
  cheat: { zh: '排除：作弊', en: 'Out: cheating' },
  none: { zh: '恢复计入', en: 'Back in' },
}
const filters: readonly [name: keyof z.output<typeof PeopleFilter>, value: string, text: Bilingual][] = [
  ['known', 'true', { zh: '已识别', en: 'known' }],
  ['known', 'false', { zh: '访客', en: 'visitors' }],
  ['entered', 'true', { zh: '已入池', en: 'in the pool' }],
  ['excluded', 'true', { zh: '已排除', en: 'excluded' }],
]

const consentTexts: Record<ConsentFilter, Bilingual> = {
  given: { zh: '已同意', en: 'agreed to' },
  withdrawn: { zh: '已撤回', en: 'withdrew' },
  unknown: { zh: '未询问', en: 'not asked about' },
  notGiven: { zh: '没有同意', en: 'did not agree to' },
}

/** How they stand to a purpose, by its key: names can change while the task is there. */
function consentText({ consent, consentState = 'given' }: z.output<typeof PeopleFilter>): Bilingual[] {
  if (consent === undefined) return []
  const { zh, en } = consentTexts[consentState]
  return [{ zh: `${zh} ${consent}`, en: `${en} ${consent}` }]
}

function about({ filter, except, reason }: z.output<typeof Asked>): Bilingual {
  const set = [
    ...filters.filter(([name, value]) => filter[name] === value).map(([, , text]) => text),
    ...consentText(filter),
  ]
  const n = except.length
  const of = (language: keyof Bilingual, all: string, but: string) =>
    [reasons[reason ?? 'none'][language], set.map((text) => text[language]).join(' ') || all, ...(n ? [but] : [])].join(
      ' · ',
    )
  return { zh: of('zh', '全部客户', `除去 ${n} 位`), en: of('en', 'everybody', `but ${n}`) }
}

interface Deps {
  readonly postgres: Postgres
  readonly outbox: Outbox
}

/** Taking all people of a filter out of every number, or back in, as a task. */
export function excludeTask(deps: Deps): TaskKind {
  const db = () => deps.postgres.tables<PeopleTables>()
  return taskKind({
    ...{ kind, about, input: Asked },
    title: { zh: '批量排除客户', en: 'Exclude people' },
    rights: { read: 'people:read', write: 'people:write' },
    counts: { changed: { zh: '已改', en: 'changed' } },
    total: ({ filter, except }) => countMatching(db(), { ...filter, except }),
    async *steps({ filter, except, reason, upTo }, { by, before }) {
      let changed = before['changed'] ?? 0
      let done = 0
      for (let after = '0'; ; ) {
        const ids = await idsBetween(db(), { ...filter, except }, { after, upTo, limit: batchSize })
        const last = ids.at(-1)
        if (last === undefined) return
        changed += (await exclude(deps, ids, reason, by)).length
        done += ids.length
        after = last
        yield { done, counts: { changed } }
      }
    },
  })
}

/** Begins it for those who are there now. */
export async function startExcluding(
  { postgres, startTask }: { postgres: Postgres; startTask: StartTask },
  asked: Omit<z.output<typeof Asked>, 'upTo'>,
  context: RequestContext,
): Promise<string> {
  const youngest = postgres
    .tables<PeopleTables>()
    .selectFrom('people_person')
    .select((e) => e.fn.max('id').as('id'))
  const upTo = (await youngest.executeTakeFirst())?.id ?? '0'
  return startTask(kind, { ...asked, upTo }, context)
}
