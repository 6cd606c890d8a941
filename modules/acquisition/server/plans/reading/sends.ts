import { sql } from 'kysely'
import { answered, askedTable, peopleBy, type Reading } from '../asked.ts'

/** Messages and calls to many: who got one, who wanted something, who has clicked; whenever that was. */
export const sends: Reading = async (deps, asked) => {
  const told = await deps.sendsTold([...new Set(asked.map(({ id }) => id))])
  const clicked = await peopleBy(
    deps,
    sql`select a.key, p.person::text as strand, min(c.at) as at
      from ${askedTable(asked)} join acquisition_personal p on p.ref = 'send:' || a.id
        join acquisition_personal_click c on c.personal = p.id and not c.bot group by 1, 2`,
  )
  return answered(asked, ({ key, id }) => {
    const { delivered = null, wanting = null } = told.get(id) ?? {}
    const who = { click: clicked(key), ...(wanting ? { intent: wanting } : {}) }
    return {
      counts: { readSms: delivered, click: who.click.size, intent: wanting?.size ?? null },
      ...{ who, costs: {} },
    }
  })
}
