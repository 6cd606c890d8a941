import type { Bilingual } from '#kit/api'
import type { Cell } from '#kit/csv'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind, type Writing } from '#platform/exports/kind'
import { PeopleFilter } from '../contract.ts'
import { countMatching, readPage } from './list.ts'
import { type ShowDeps, shownPeople } from './shown.ts'
import type { PeopleTables } from './tables.ts'

type Person = Awaited<ReturnType<typeof shownPeople>>[number]

const entries: Record<NonNullable<Person['entry']>, Bilingual> = {
  self: { zh: '自己来的', en: 'by themselves' },
  invited: { zh: '邀请来的', en: 'invited' },
  baseline: { zh: '存量', en: 'baseline' },
}
const excluded: Record<string, Bilingual> = {
  staff: { zh: '员工', en: 'staff' },
  test: { zh: '测试', en: 'test' },
  cheat: { zh: '作弊', en: 'cheat' },
}
const yes: Bilingual = { zh: '是', en: 'yes' }

/** Personal fields that have a column of their own, in this order. */
const personal: Record<string, Bilingual> = {
  name: { zh: '姓名', en: 'Name' },
  nickname: { zh: '昵称', en: 'Nickname' },
  phone: { zh: '手机', en: 'Phone' },
  tel: { zh: '电话', en: 'Telephone' },
  email: { zh: '邮箱', en: 'Email' },
  address: { zh: '地址', en: 'Address' },
  birthday: { zh: '生日', en: 'Birthday' },
  wechatId: { zh: '微信号', en: 'WeChat id' },
}

const column = (zh: string, en: string, cell: (row: Person, writing: Writing) => Cell) => ({ title: { zh, en }, cell })
const time = (at: string | null, { zone }: Writing) => (at === null ? null : timeText(Date.parse(at), zone))

const columns = [
  column('编号', 'Id', (row) => row.id),
  ...Object.entries(personal).map(([field, { zh, en }]) => column(zh, en, (row) => row.private[field] ?? null)),
  column('已识别', 'Known', (row, { language }) => (row.known ? yes[language] : null)),
  column('首次出现', 'First seen', (row, writing) => time(row.firstSeenAt, writing)),
  column('入池时间', 'Entered', (row, writing) => time(row.enteredAt, writing)),
  column('来路', 'Came', (row, { language }) => row.entry && entries[row.entry][language]),
  column('邀请人', 'Inviter', (row) => row.inviter),
  column('来源', 'Source', (row) => row.source),
  column('归属员工', 'Owner', (row) => row.owner),
  column(
    '已排除',
    'Excluded',
    (row, { language }) => row.excluded && (excluded[row.excluded]?.[language] ?? row.excluded),
  ),
  column('属性', 'Attributes', ({ attributes }) =>
    Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : null,
  ),
]

/** The list of people as a file. */
export function peopleExport(deps: ShowDeps): ExportKind {
  const db = () => deps.postgres.tables<PeopleTables>()
  return exportKind({
    kind: 'people',
    title: { zh: '客户', en: 'People' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: PeopleFilter,
    columns,
    count: (filter) => countMatching(db(), filter),
    async page(filter, { limit, cursor, masked }) {
      const { page, next } = await readPage(db(), { ...filter, limit, cursor })
      const items = await shownPeople(deps, page, masked ? undefined : (_field, value) => value)
      return next === undefined ? { items } : { items, next }
    },
  })
}
