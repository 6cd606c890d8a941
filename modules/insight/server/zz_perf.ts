import { openTestLog } from './fixture.ts'
import { tally } from './gmv.ts'
import { stock } from './pool.ts'
import { trendRows } from './trend.ts'
import { units } from '#kit/time'
const log = await openTestLog()
const c = (s: string) => log.olap.command(s)
const t0 = Date.UTC(2023, 0, 1)
await c(`insert into people select number+1, 1, fromUnixTimestamp64Milli(toInt64(${t0} + (number*7919 % 31536000)*1000),'UTC'), if(number%5=0,'invited','self'), 0, '', '', number%1000=0, 0 from numbers(300000)`)
await c(`insert into carriers select number+1, 1, number+1, number%300000+1, 'wecom','a', fromUnixTimestamp64Milli(toInt64(${t0} + (number*7919 % 31536000)*1000),'UTC'), if(number%3=0, fromUnixTimestamp64Milli(toInt64(${t0} + (number*7919 % 31536000)*1000+86400000*30),'UTC'), null), 0 from numbers(600000)`)
await c(`insert into orders select number+1, 1, 's', toString(number), 1, number*31%300000+1, fromUnixTimestamp64Milli(toInt64(${t0} + (number*104729 % 31536000)*1000),'UTC'), 1000+number%90000, 0, 1000+number%90000, if(number%2=0,'private','store'),'','','','','',0 from numbers(2000000)`)
await c(`insert into events select fromUnixTimestamp64Milli(toInt64(${t0} + (number*104729 % 31536000)*1000),'UTC') as at, at, 1, number, 'track', if(number%10=0,'link_clicked','view'), 1, number*17%300000+1, concat('{"price":', toString(number%100), ',"color":"c', toString(number%9), '"}'), '{}' from numbers(3000000) settings max_partitions_per_insert_block=1000`)
await c(`insert into overrides select number*100+1, number*100+2, 1 from numbers(3000)`); await c('system reload dictionary person_override')
const time = async (n: string, f: () => Promise<unknown>) => { await f(); const t = performance.now(); const r = await f(); console.log(n, Math.round(performance.now() - t), 'ms', JSON.stringify(r)?.slice(0, 150)) }
const month = { from: Date.UTC(2023, 5, 1), to: Date.UTC(2023, 6, 1) }, year = { from: t0, to: Date.UTC(2024, 0, 1) }

const r = year
const starts = units(r.from, r.to, 'day', 'Asia/Shanghai').map((x) => x.start)
await c('optimize table events final')
const U = "dictGetOrDefault('person_override', 'kept', person, person)"
const W = `event='view' and at >= fromUnixTimestamp64Milli(${r.from}) and at < fromUnixTimestamp64Milli(${r.to})`
const rd = `roundDown(toUnixTimestamp64Milli(at), [${starts}]) d`
const q = (n: string, sel: string, w = '') => time(n, () => log.olap.bytes(`select ${sel} from events where ${W} ${w} group by d format Null`))
await q('day', "toStartOfDay(at,'Asia/Shanghai') d, count()")
await q('rd', `${rd}, count()`)
await q('rd+received', `${rd}, count()`, `and received >= fromUnixTimestamp64Milli(${r.from})`)
await q('rd+notin raw', `${rd}, count()`, `and person not in (select id from people final where excluded=1)`)
await q('rd+notin unified', `${rd}, count()`, `and ${U} not in (select id from people final where excluded=1)`)
await q('rd+not in array', `${rd}, count()`, `and person not in (select arrayJoin([1,2,3]))`)
await time('subq', () => log.olap.bytes('select id from people final where excluded=1 format Null'))
await q('uniq raw', `${rd}, uniqExact(person)`)
await q('uniq unified', `${rd}, uniqExact(${U})`)
await q('sum int', `${rd}, sum(properties.price.:Int64)`)
await q('sum int flt', `${rd}, sum(coalesce(toFloat64(properties.price.:Int64), properties.price.:Float64))`)
await q('sum 3', `${rd}, sum(coalesce(toFloat64(properties.price.:Int64), properties.price.:Float64, toFloat64(properties.price.:UInt64)))`)
await q('sumKahan 3', `${rd}, sumKahan(coalesce(toFloat64(properties.price.:Int64), properties.price.:Float64, toFloat64(properties.price.:UInt64)))`)
await q('sum str', `${rd}, sum(toFloat64OrNull(properties.price.:String))`)
await q('sum 3+str', `${rd}, sum(coalesce(toFloat64(properties.price.:Int64), properties.price.:Float64, toFloat64(properties.price.:UInt64), toFloat64OrNull(properties.price.:String)))`)
await q('sum cast', `${rd}, sum(accurateCastOrNull(properties.price,'Float64'))`)
await q('eq str', `${rd}, count()`, `and properties.color.:String='c1'`)
await q('eq coalesce', `${rd}, count()`, `and coalesce(properties.color.:String, toString(properties.color.:Int64), toString(properties.color.:UInt64), toString(properties.color.:Float64), toString(properties.color.:Bool))='c1'`)
await q('eq or', `${rd}, count()`, `and (properties.color.:String='c1' or toString(properties.color.:Int64)='c1')`)
await q('toString dyn', `${rd}, count()`, `and toString(properties.color)='c1'`)
await log.close()
