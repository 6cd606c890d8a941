import type { Bilingual } from '#kit/api'
import type { Cell } from '#kit/csv'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind, type Writing } from '#platform/exports/kind'
import { personStateTexts, reasonTexts } from '../../core/sends.ts'
import { sendPeople } from '../../core/sendsContract.ts'
import { wayNamed } from '../../core/ways.ts'
import { countClicked, peopleClicked } from './clicked.ts'
import type { HostDeps } from './ports.ts'

type Row = Awaited<ReturnType<typeof peopleClicked>>['items'][number]

const column = (zh: string, en: string, cell: (row: Row, writing: Writing) => Cell) => ({ title: { zh, en }, cell })
const wayText = (way: string, language: keyof Bilingual) => wayNamed(way)?.title[language] ?? way

/** The people of a send as a file, with the way each is reached by and why the others were passed over. Nothing personal. */
export const sendExport = (deps: Pick<HostDeps, 'postgres' | 'now' | 'links'>): ExportKind =>
  exportKind({
    kind: 'send-people',
    title: { zh: '群发名单', en: 'People of a send' },
    rights: { read: 'carriers:read', reveal: 'people:reveal' },
    filter: sendPeople,
    columns: [
      column('客户编号', 'Person', (row) => row.person),
      column('状态', 'State', (row, { language }) => personStateTexts[row.state][language]),
      column('方式', 'Way', (row, { language }) => (row.way === null ? null : wayText(row.way, language))),
      column('没走的方式和原因', 'Ways passed over, and why', (row, { language }) =>
        row.tried
          .map(({ way, reasons }) => {
            const why = reasons.map((one) => reasonTexts[one][language]).join('、')
            return `${wayText(way, language)}：${why}`
          })
          .join('；'),
      ),
      column('员工', 'Member', (row) => row.userid),
      column('平台说', 'What the platform said', (row) => row.error),
      column('第一次点链接', 'First click', (row, { zone }) =>
        row.clickedAt === null ? null : timeText(Date.parse(row.clickedAt), zone),
      ),
      column('时间', 'At', (row, { zone }) => timeText(Date.parse(row.at), zone)),
    ],
    count: (filter) => countClicked(deps, filter),
    page: (filter, { limit, cursor }) => peopleClicked(deps, { ...filter, limit, cursor }),
  })
