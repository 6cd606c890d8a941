/** One line of a cost table. Money in fen. */
export interface CostRow {
  /** `2026-11-28` */
  readonly day: string
  readonly platform: string
  /** Of the platform; '' = the line names none. */
  readonly account: string
  readonly campaign: string
  readonly cost: number
  readonly shows: number
  readonly clicks: number
}

export interface CostLines {
  readonly rows: readonly CostRow[]
  /** Lines that could not be read; the first line is 1. */
  readonly wrong: readonly { readonly line: number; readonly why: 'columns' | 'day' | 'cost' | 'count' | 'platform' }[]
}

const names: readonly (readonly [keyof CostRow, RegExp])[] = [
  ['day', /^(?:day|date|日期|时间|天)$/i],
  ['platform', /^(?:platform|channel|平台|渠道|媒体)$/i],
  ['account', /^(?:account|advertiser|账户|账号|帐户|帐号|广告主|投放账户|广告账户)(?:名称|名)?$/i],
  ['campaign', /^(?:campaign|计划|推广计划|广告计划|单元|活动|广告活动)(?:名称)?$/i],
  ['cost', /^(?:cost|spend|消耗|花费|消费|费用|成本)(?:[（(]元[）)])?$/i],
  ['shows', /^(?:shows|impressions|展示|展示数|展现|展现量|曝光|曝光量)$/i],
  ['clicks', /^(?:clicks|点击|点击数|点击量)$/i],
]

/**
 * A table of costs as text: columns by the names of their first line, in any order, of Chinese and English exports alike. A
 * day, a platform, an account and a campaign that stand twice are summed up.
 */
export function readCosts(table: readonly (readonly string[])[]): CostLines {
  const [head = [], ...lines] = table
  const at = columnsAt(head, names)
  if (!at.has('day') || !at.has('cost')) return { rows: [], wrong: [{ line: 1, why: 'columns' }] }
  const rows = new Map<string, CostRow>()
  const wrong: CostLines['wrong'][number][] = []
  for (const [i, line] of lines.entries()) {
    if (line.every((one) => one.trim() === '')) continue
    const text = (column: keyof CostRow) => (line[at.get(column) ?? -1] ?? '').trim()
    const read = rowOf(text)
    if (typeof read === 'string') wrong.push({ line: i + 2, why: read })
    else {
      const key = JSON.stringify([read.day, read.platform, read.account, read.campaign])
      const before = rows.get(key)
      rows.set(key, before ? sum(before, read) : read)
    }
  }
  return { rows: [...rows.values()], wrong }
}

/** Where each column stands in the first line of a table, by the names it may have; one that is not there is not in it. */
export function columnsAt<C extends string>(
  head: readonly string[],
  columns: readonly (readonly [C, RegExp])[],
): ReadonlyMap<C, number> {
  return new Map(
    columns.flatMap(([column, name]) => {
      const i = head.findIndex((one) => name.test(one.trim()))
      return i < 0 ? [] : [[column, i] as const]
    }),
  )
}

const sum = (one: CostRow, other: CostRow): CostRow => ({
  ...{ ...one, cost: one.cost + other.cost, shows: one.shows + other.shows },
  clicks: one.clicks + other.clicks,
})

function rowOf(text: (column: keyof CostRow) => string): CostRow | CostLines['wrong'][number]['why'] {
  const day = dayOf(text('day'))
  if (day === null) return 'day'
  const cost = fenOf(text('cost'))
  if (cost === null) return 'cost'
  const [shows, clicks] = [countOf(text('shows')), countOf(text('clicks'))]
  if (shows === null || clicks === null) return 'count'
  const platform = platformOf(text('platform').slice(0, 60))
  if (platform === '') return 'platform'
  const [account, campaign] = [text('account').slice(0, 60), text('campaign').slice(0, 120)]
  return { day, platform, account, campaign, cost, shows, clicks }
}

/**
 * Lines and cells of a table as text (RFC 4180): commas, semicolons or tabs, whichever the first line has; what stands in
 * quotes may hold any of them.
 */
export function cellsIn(text: string): readonly (readonly string[])[] {
  const [head = ''] = text.split('\n', 1)
  const mark = ['\t', ';', ','].find((one) => head.includes(one)) ?? ','
  const lines: string[][] = [['']]
  const put = (letter: string) => {
    const line = lines.at(-1) ?? []
    line[line.length - 1] += letter
  }
  let quoted = false
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i += 1) {
    const letter = text[i] ?? ''
    if (letter === '"') {
      // Two quotes within quotes are one.
      if (quoted && text[i + 1] === '"') put(text[++i] ?? '')
      else quoted = !quoted
    } else if (quoted) put(letter)
    else if (letter === mark) lines.at(-1)?.push('')
    else if (letter === '\n') lines.push([''])
    else if (letter !== '\r') put(letter)
  }
  return lines
}

const platforms: readonly (readonly [string, RegExp])[] = [
  ['adTencent', /腾讯|广点通|朋友圈广告|tencent|gdt/i],
  ['adOceanengine', /巨量|抖音|头条|穿山甲|ocean|douyin|toutiao/i],
  ['adBaidu', /百度|baidu/i],
]

/** The kind that a platform of a cost table is, however it is written; another one stays as it is. */
const platformOf = (text: string): string => platforms.find(([, name]) => name.test(text))?.[0] ?? text

/** `2026-11-28`, `2026/11/28`, `20261128`, `2026年11月28日`; a day that is none is null. */
export function dayOf(text: string): string | null {
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?$/.exec(text.trim())
  if (!found) return null
  const [, year = '', month = '', date = ''] = found
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const parsed = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day ? null : day
}

/** Yuan as tables write them (`1,234.56`, `¥12`) in whole fen; half a fen rounds up. */
export function fenOf(text: string): number | null {
  const plain = text.replace(/[,，\s￥¥元]/g, '')
  const found = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(plain)
  if (!found) return null
  const [, yuan = '0', rest = ''] = found
  const cents = Number(`${rest}00`.slice(0, 2))
  const up = Number(rest[2] ?? '0') >= 5 ? 1 : 0
  return Number(yuan) * 100 + cents + up
}

function countOf(text: string): number | null {
  if (text === '' || text === '-' || text === '—') return 0
  const plain = text.replace(/[,，\s]/g, '')
  return /^\d{1,15}$/.test(plain) ? Number(plain) : null
}
