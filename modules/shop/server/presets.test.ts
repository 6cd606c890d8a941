import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NotePage } from '../../intake/server/imports/fixture.ts'
import { orderImportKind } from '../core/kind.ts'
import { openShop, type Shop } from './fixture.ts'

/** A file as a platform writes it: order number → [gross, refunded, state, lines, customer's id types]. */
interface Case {
  encoding: 'utf8' | 'utf8-bom' | 'gb18030'
  orders: Record<string, [number, number, string, number, string[]]>
  rejected?: string[]
  ignored?: string[]
  notes?: string[]
}

const cases: Record<string, Case> = {
  youzan: {
    encoding: 'utf8-bom',
    orders: {
      E20260502113000010800001: [19900, 0, 'counted', 1, ['phone']],
      E20260502113000010800002: [990, 990, 'refunded', 1, ['phone']],
    },
    ignored: ['unpaid'],
  },
  weimob: {
    encoding: 'utf8',
    orders: { '2605021130000001': [119900, 0, 'counted', 1, ['member_id', 'phone']] },
    ignored: ['unpaid'],
  },
  'wechat-shop': {
    encoding: 'utf8-bom',
    orders: {
      '3715000000000000001': [8850, 0, 'noPerson', 1, []],
      '3715000000000000002': [500, 0, 'counted', 1, ['phone']],
    },
    notes: ['masked-id'],
  },
  taobao: {
    encoding: 'gb18030',
    orders: {
      '3012345678901234567': [9900, 0, 'noPerson', 1, []],
      '3012345678901234569': [2600, 600, 'counted', 1, ['platform:taobao']],
    },
    rejected: ['ruined-number'],
    ignored: ['unpaid'],
    notes: ['masked-id'],
  },
  jd: {
    encoding: 'gb18030',
    orders: {
      '290000000001': [3980, 0, 'counted', 1, ['platform:jd']],
      '290000000003': [500, 500, 'noPerson', 1, []],
    },
    ignored: ['unpaid'],
    notes: ['masked-id'],
  },
  pdd: {
    encoding: 'utf8-bom',
    orders: {
      '260506-000000000000001': [5490, 0, 'noPerson', 1, []],
      '260506-000000000000002': [5490, 5490, 'noPerson', 1, []],
    },
    ignored: ['unpaid'],
  },
  douyin: {
    encoding: 'utf8-bom',
    orders: { '6919000000000000001': [12300, 0, 'noPerson', 2, []] },
    ignored: ['unpaid'],
  },
  'douyin-life': {
    encoding: 'utf8',
    orders: {
      '1088000000000000001': [9900, 0, 'noPerson', 1, []],
      '1088000000000000002': [9900, 9900, 'noPerson', 1, []],
    },
    notes: ['masked-id', 'masked-id'],
  },
  kuaishou: {
    encoding: 'utf8',
    orders: {
      '2412700000000001': [4900, 0, 'counted', 1, ['platform:kuaishou']],
      '2412700000000002': [4900, 1000, 'counted', 1, ['platform:kuaishou']],
    },
  },
  meituan: {
    encoding: 'gb18030',
    orders: {
      '4987000000000001': [19900, 0, 'noPerson', 1, []],
      '4987000000000002': [19900, 19900, 'noPerson', 1, []],
    },
    notes: ['masked-id', 'masked-id'],
  },
  xiaohongshu: {
    encoding: 'utf8',
    orders: { P700000000000000001: [8900, 0, 'counted', 1, ['platform:xiaohongshu']] },
    ignored: ['unpaid'],
  },
  till: {
    encoding: 'gb18030',
    orders: {
      S0001: [50050, 20050, 'counted', 2, ['member_id', 'phone']],
      S0002: [1500, 0, 'noPerson', 1, []],
      S0003: [-20050, 0, 'counted', 1, ['member_id', 'phone']],
    },
  },
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

function fileOf(name: string, encoding: Case['encoding']): Buffer {
  const text = readFileSync(join(import.meta.dirname, 'presets', `${name}.csv`), 'utf8')
  if (encoding === 'gb18030') return iconv.encode(text.replaceAll('\n', '\r\n'), 'gb18030')
  return Buffer.from(encoding === 'utf8-bom' ? `\ufeff${text}` : text)
}

async function stored(source: string) {
  const { pool } = shop.platform.postgres
  const { rows } = await pool.query<{
    no: string
    gross: string
    refunded: string
    state: string
    lines: number
    person: string | null
  }>(
    `select order_no as no, gross, refunded, case when root is null then state else 'counted' end as state, person,
      (select count(*)::int from shop_order_line l where l.order_id = o.id) as lines
     from shop_order o where source = $1 order by order_no`,
    [source],
  )
  const orders: Case['orders'] = {}
  for (const row of rows) {
    const ids = row.person === null ? [] : await shop.identities.identitiesOf(row.person)
    const types = [...new Set(ids.map((id) => id.type))].sort()
    orders[row.no] = [Number(row.gross), Number(row.refunded), row.state, row.lines, types]
  }
  return orders
}

describe('[S15] presets of the platforms', () => {
  test('each has a file to prove it', () => {
    const names = orderImportKind.presets.map(({ name }) => name)
    expect(names.filter((name) => !existsSync(join(import.meta.dirname, 'presets', `${name}.csv`)))).toEqual([])
    expect(Object.keys(cases).sort()).toEqual([...names].sort())
  })

  test.each(Object.entries(cases))('[S22] %s', async (name, given) => {
    const done = await shop.orders({ preset: name }, fileOf(name, given.encoding))
    expect(done.error).toBeNull()
    expect(await stored(name)).toEqual(given.orders)
    for (const level of ['rejected', 'ignored', 'note'] as const) {
      const { items } = await shop.get<NotePage>(`/imports/${done.id}/rejected?level=${level}`)
      const expected = { rejected: given.rejected, ignored: given.ignored, note: given.notes }[level] ?? []
      expect([level, items.map(({ code }) => code)]).toEqual([level, expected])
    }
    const kind = orderImportKind.presets.find((preset) => preset.name === name)?.options?.['sourceKind']
    const kinds = await shop.platform.postgres.pool.query(
      'select distinct source_kind from shop_order where source = $1',
      [name],
    )
    expect(kinds.rows).toEqual([{ source_kind: kind }])
  })
})
