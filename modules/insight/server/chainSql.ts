import { z } from 'zod'
import type { Range } from '../core/range.ts'
import { excludedPeople, instant, unified } from './sql.ts'

/** Parameters of every question about the chain. `clients` = sources with a public key. */
export const ChainParams = z.object({
  from: z.int(),
  to: z.int(),
  clients: z.array(z.int()),
  sourced: z.int(),
  source: z.string(),
})

export interface ChainQuestion extends Range {
  /** Undefined = however people came. */
  source?: string | undefined
  clients: readonly number[]
}

export const chainParams = ({ from, to, source, clients }: ChainQuestion) => ({
  ...{ from, to, clients: [...clients] },
  sourced: source === undefined ? 0 : 1,
  source: source ?? '',
})

const during = (time: string) => `${time} >= ${instant('from')} and ${time} < ${instant('to')}`
// What an event says of where it comes from is text or nothing; another type is nobody's app.
const inWechat = `ifNull(context.client.app.:String, '') = 'wechat' or ifNull(context.library.name.:String, '') = 'MiniProgram'`

const saysClient = `ifNull(context.client.browser.:String, '') != '' or ifNull(context.client.app.:String, '') != ''`

// An event cannot be received much before it happened: older days need not be opened.
const traces = `
  select ${unified} as who, 1 as visit, multiIf(${inWechat}, 2, ${saysClient}, 1, 0) as wechat, 0 as bought from events
  where received >= ${instant('from')} - toIntervalDay(2) and ${during('at')} and person != 0
    and (type in ('page', 'screen') or (type = 'track' and has({clients:Array(UInt32)}, source)))
  union all select ${unified}, 0, 0, 1 from orders final where deleted = 0 and person != 0 and net >= 0 and ${during('paid_at')}
  union all select id, 0, 0, 0 from people final where deleted = 0 and ${during('entered_at')}
  union all select ${unified}, 0, 0, 0 from carriers final where deleted = 0 and ${during('started')}`

const seen = `
  select who, max(visit) as visit, max(wechat) as wechat, max(bought) as bought from (${traces})
  where who not in (${excludedPeople})
    and ({sourced:UInt8} = 0 or who in (
      select id from people final where deleted = 0 and source = {source:String}))
  group by who`

/** Types of ids of each unified person, whenever they became known. */
export const idsNow = `
  select dictGetOrDefault('person_override', 'kept', strand, strand) as who,
    groupUniqArrayArray(types) as types, groupUniqArrayArray(hearsay) as hearsay
  from id_types final group by who`

const has = (types: string, base: string) => `arrayExists(t -> startsWith(t, '${base}:'), ${types})`
const nameOf = (base: string) => `substring(arrayFirst(t -> startsWith(t, '${base}:'), types), ${base.length + 2})`
const memberTypes = "['member_id', 'phone', 'login_id']"

// Apps that have brought at least one person a unionid: of the others nobody can have one.
const boundApps = `(select groupUniqArrayArray(arrayFilter(t -> startsWith(t, 'openid:'), types))
  from (${idsNow}) where has(types, 'unionid'))`

/**
 * One row for each person seen in the range: the stages as bits, and why they break at each hop they come to. Where they
 * do not break the cause is not asked for.
 */
export const chainRows = `
  select who, visited + 2 * openid + 4 * unionid + 8 * contact + 16 * member + 32 * bought as mask,
    multiIf(${has('hearsay', 'openid')}, 'openidHearsay', wechat = 2, 'loginNotSent',
      wechat = 1, 'outsideWechat', 'clientUnknown') as why_openid,
    multiIf(has(hearsay, 'unionid'), 'unionidHearsay',
      not hasAny(types, ${boundApps}), 'appNotBound', 'loginWithoutUnionid') as why_unionid,
    multiIf(${has('hearsay', 'external_userid')}, 'contactHearsay', 'notAdded') as why_contact,
    multiIf(hasAny(hearsay, ${memberTypes}), 'memberHearsay', unionid = 0, 'contactWithoutUnionid', 'notRegistered') as why_member,
    'notOrdered' as why_ordered, app, corp
  from (
    select seen.who as who, visit as visited, wechat, bought, types, hearsay,
      ${has('types', 'openid')} as openid, has(types, 'unionid') as unionid,
      (${has('types', 'external_userid')} or friends.friend = 1) as contact, hasAny(types, ${memberTypes}) as member,
      ${nameOf('openid')} as app, ${nameOf('external_userid')} as corp
    from (${seen}) as seen
    left join (${idsNow}) as ids on seen.who = ids.who
    left join (select distinct ${unified} as who, 1 as friend from carriers final
      where deleted = 0 and carrier = 'wecom') as friends on seen.who = friends.who
  )`
