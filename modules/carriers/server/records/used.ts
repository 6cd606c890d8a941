import { type RawBuilder, sql } from 'kysely'

/**
 * Messages of a span that these contacts got from elsewhere, one row each with its `contact`: a platform counts what a
 * member has sent by themselves as it counts what was planned here.
 */
export const gotElsewhere = (contacts: readonly string[], span: { start: number; end: number }): RawBuilder<unknown> =>
  sql`select c.id as contact from carriers_contact c
    join carriers_record_touch r on r.target = c.external and r.account = c.account
    where c.id = any(${contacts}::bigint[]) and r.at >= ${new Date(span.start)} and r.at < ${new Date(span.end)}`
