import { callbacksOf } from '../world/callbacks.ts'
import type { Sms, SmsTemplate } from '../world/moneyRows.ts'
import type { World } from '../world/world.ts'

export const sign = '明眸眼镜'
const spans = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Which limit of the number is reached; undefined when none is. */
export function limitReached(world: World, phone: string, kind: SmsTemplate['kind']): keyof typeof spans | undefined {
  const limits = world.settings.smsLimits[kind]
  const now = world.clock.now()
  const sent = world.rows.sms.by('phone', phone).filter((one) => one.kind === kind)
  return (Object.keys(spans) as (keyof typeof spans)[]).find(
    (span) => sent.filter(({ at }) => now - at < spans[span]).length >= (limits?.[span] ?? Number.POSITIVE_INFINITY),
  )
}

/** The template's text with its values; undefined when one is missing. */
export function filled(
  content: string,
  value: (name: string, index: number) => string | undefined,
): string | undefined {
  let index = 0
  let missing = false
  const text = content.replace(/\$\{(\w+)\}/g, (_all, name: string) => {
    const given = value(name, index)
    index += 1
    if (given === undefined) missing = true
    return given ?? ''
  })
  return missing ? undefined : text
}

interface Sending {
  vendor: Sms['vendor']
  phone: string
  template: SmsTemplate
  text: string
  outId: string
}

/** Sends: the phone shows it at once, the report comes a little later. */
export function sendSms(world: World, { vendor, phone, template, text, outId }: Sending): Sms {
  const person = world.rows.people.by('phone', phone)[0]
  const refused = world.rows.settings.get(`sms stop ${phone}`) !== undefined && template.kind === 'marketing'
  const lost = world.dice.roll('sms') * 100 >= world.settings.smsDeliveredPercent
  const outcome = refused ? 'MBBLACK' : person === undefined ? 'MK:0001' : lost ? 'UNDELIV' : 'DELIVERED'
  const whole = `【${sign}】${text}`
  const sms = world.rows.sms.put({
    id: world.dice.id('sms', String(world.clock.now()), 8),
    vendor,
    phone,
    sign,
    text: whole,
    kind: template.kind,
    at: world.clock.now(),
    outId,
    outcome,
  })
  world.ledger.add('sms.sent', {
    sms: sms.id,
    vendor,
    phone,
    kind: template.kind,
    segments: segmentsOf(whole),
    outcome,
  })
  if (outcome === 'DELIVERED' && person !== undefined)
    world.rows.messages.put({
      id: `m${world.dice.count('message')}`,
      thread: `sms:${person.id}`,
      channel: 'sms',
      person: person.id,
      peer: sign,
      from: 'peer',
      at: sms.at,
      via: template.kind,
      text: whole,
    })
  world.clock.after(world.settings.resultSeconds * 1000, 'sms', { id: sms.id })
  return sms
}

/** Pieces that are billed: 70 units, or 67 each. */
export const segmentsOf = (text: string): number => (text.length <= 70 ? 1 : Math.ceil(text.length / 67))

const clockText = (at: number): string => new Date(at + 28_800_000).toISOString().slice(0, 19).replace('T', ' ')

export function reportSms(world: World, id: string): void {
  const sms = world.rows.sms.get(id)
  const url = sms === undefined ? undefined : callbacksOf(world).urls[sms.vendor]
  if (sms === undefined || url === undefined) return
  const ok = sms.outcome === 'DELIVERED'
  const report_time = clockText(world.clock.now())
  const report =
    sms.vendor === 'aliyun'
      ? {
          phone_number: sms.phone,
          send_time: clockText(sms.at),
          report_time,
          success: ok,
          err_code: sms.outcome,
          err_msg: ok ? '用户接收成功' : '未送达',
          sms_size: String(segmentsOf(sms.text)),
          biz_id: sms.id,
          out_id: sms.outId,
        }
      : {
          user_receive_time: report_time,
          nationcode: '86',
          mobile: sms.phone,
          report_status: ok ? 'SUCCESS' : 'FAIL',
          errmsg: sms.outcome,
          description: ok ? '用户短信送达成功' : '未送达',
          sid: sms.id,
          ext: sms.outId,
        }
  world.deliver({ target: sms.vendor, url, event: 'sms.report', body: JSON.stringify([report]), order: sms.phone })
}

/** A person answers; R, T, TD, N, 退订, 拒收 stop marketing to this number. */
export function answerSms(world: World, phone: string, text: string, vendor: Sms['vendor']): void {
  const stop = /^\s*(?:R|T|TD|N|退订|拒收)\s*$/i.test(text)
  if (stop) world.rows.settings.put({ id: `sms stop ${phone}`, value: world.clock.now() })
  world.ledger.add('sms.answered', { phone, text, stop })
  const target = vendor === 'aliyun' ? ('aliyunUp' as const) : ('tencentUp' as const)
  const { urls } = callbacksOf(world)
  const url = urls[target] ?? urls[vendor]
  if (url === undefined) return
  const at = world.clock.now()
  const sequence_id = world.dice.count('sms up')
  const up =
    vendor === 'aliyun'
      ? [
          {
            phone_number: phone,
            send_time: clockText(at),
            content: text,
            sign_name: sign,
            dest_code: '1069',
            sequence_id,
          },
        ]
      : { extend: '', mobile: phone, nationcode: '86', sign, text, time: Math.floor(at / 1000) }
  world.deliver({ target, url, event: 'sms.up', body: JSON.stringify(up), order: phone })
}
