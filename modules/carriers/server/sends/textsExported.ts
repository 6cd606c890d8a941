import { z } from 'zod'
import { Id } from '#kit/api'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { wayNamed } from '../../core/ways.ts'
import type { HostDeps } from './ports.ts'
import type { SendTables } from './tables.ts'
import { textsOfSend } from './texts.ts'

type Deps = Pick<HostDeps, 'postgres' | 'links'>

async function rowsOf(deps: Deps, id: string) {
  const all = deps.postgres.tables<SendTables>().selectFrom('carriers_send').select(['id', 'ways'])
  const send = await all.where('id', '=', id).executeTakeFirst()
  if (!send) return []
  const { items, winner } = await textsOfSend(deps, send)
  return items.map((one, at) => ({ ...one, at, wins: winner?.text === at ? winner.by : null }))
}

/** What became of each text that shared the readers of a send, with the intervals of its rates. Nobody is named in it. */
export function textsExport(deps: Deps): ExportKind {
  const words = (content: Readonly<Record<string, unknown>>) =>
    typeof content['text'] === 'string' ? content['text'] : JSON.stringify(content)
  const wins = { added: { zh: '添加率最好', en: 'Most additions' }, clicked: { zh: '点击率最好', en: 'Most clicks' } }
  return exportKind({
    kind: 'sendTexts',
    title: { zh: '文案测试结果', en: 'Test of texts' },
    rights: { read: 'carriers:read', reveal: 'people:reveal' },
    filter: z.object({ send: Id }),
    columns: [
      { title: { zh: '文案', en: 'Text' }, cell: ({ at }) => 'ABCD'[at] ?? String(at + 1) },
      { title: { zh: '方式', en: 'Way' }, cell: ({ way }, { language }) => wayNamed(way)?.title[language] ?? way },
      { title: { zh: '内容', en: 'Content' }, cell: ({ content }) => words(content) },
      { title: { zh: '收到', en: 'Reached' }, number: true, cell: ({ people }) => people },
      { title: { zh: '送达', en: 'Delivered' }, number: true, cell: ({ delivered }) => delivered },
      { title: { zh: '失败', en: 'Failed' }, number: true, cell: ({ failed }) => failed },
      { title: { zh: '点击人数', en: 'Clicked' }, number: true, cell: ({ clicked }) => clicked.done },
      { title: { zh: '点击率', en: 'Rate of clicks' }, number: true, cell: ({ clicked }) => clicked.rate },
      { title: { zh: '点击率下限', en: 'From' }, number: true, cell: ({ clicked }) => clicked.from },
      { title: { zh: '点击率上限', en: 'To' }, number: true, cell: ({ clicked }) => clicked.to },
      { title: { zh: '添加人数', en: 'Added' }, number: true, cell: ({ added }) => added.done },
      { title: { zh: '添加率', en: 'Rate of additions' }, number: true, cell: ({ added }) => added.rate },
      { title: { zh: '添加率下限', en: 'From' }, number: true, cell: ({ added }) => added.from },
      { title: { zh: '添加率上限', en: 'To' }, number: true, cell: ({ added }) => added.to },
      {
        title: { zh: '结论', en: 'Verdict' },
        cell: ({ wins: by }: { wins: 'added' | 'clicked' | null }, { language }) => by && wins[by][language],
      },
    ],
    count: async ({ send }) => (await rowsOf(deps, send)).length,
    async page({ send }) {
      return { items: await rowsOf(deps, send) }
    },
  })
}
