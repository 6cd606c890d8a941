import { sql } from 'kysely'
import { reached, sumVisitsBy } from '../../handover/path.ts'
import { answered, askedTable, during, peopleBy, type Reading } from '../asked.ts'

/** Hand-over pages: how far those who opened them in these days came. */
export const pages: Reading = async (deps, asked) => {
  const of = sql`join ${askedTable(asked)} on a.id = v.page and ${during('v.at')}`
  const sums = await sumVisitsBy(deps.postgres, sql`true`, sql`a.key`, { beside: of, most: asked.length })
  const adders = await peopleBy(
    deps,
    sql`select a.key, v.adder::text as strand, min(v.added_at) as at from acquisition_visit v ${of}
      where ${reached.added} and v.adder is not null group by 1, 2`,
  )
  return answered(asked, ({ key }) => {
    const {
      landed = 0,
      acted = 0,
      arrived = 0,
      through = 0,
      added = 0,
      wechat = 0,
      wechatAdded = 0,
    } = sums.get(key) ?? {}
    const inside = through > 0 ? arrived : landed + wechat === 0 ? 0 : null
    return {
      counts: {
        ...{ click: landed + wechat, land: landed + wechat, save: acted, openWechat: inside, scan: inside },
        add: added + wechatAdded,
      },
      ...{ who: { add: adders(key) }, costs: {} },
    }
  })
}
