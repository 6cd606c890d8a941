import { z } from 'zod'
import { field } from '#kit/form'
import { day, minute, offsetAt } from '#kit/time'

/** Where a person is reached; a phone add is a request of staff to become friends. */
export const touchCarriers = [
  'wecom',
  'chatGroup',
  'officialAccount',
  'miniProgram',
  'sms',
  'call',
  'phoneAdd',
  'email',
] as const
export type TouchCarrier = (typeof touchCarriers)[number]

/** What a touch is for: to sell something, or to serve somebody who waits for it. */
export const touchPurposes = ['promotion', 'service'] as const
export type TouchPurpose = (typeof touchPurposes)[number]

/** One contact with one person on any carrier: a message, a call, a request to be added. `at` is epoch ms. */
export interface Touch {
  readonly carrier: TouchCarrier
  readonly purpose: TouchPurpose
  readonly at: number
  /** It may be made at any moment from `at` on: a colleague has it and has yet to send it. */
  readonly open?: boolean | undefined
}

const Cap = z.strictObject({
  carrier: z.enum(['any', ...touchCarriers]),
  purpose: z.enum(['any', ...touchPurposes]),
  days: z.number().int().min(1).max(90),
  most: z.number().int().min(0).max(1000),
})
export type Cap = z.output<typeof Cap>

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be hh:mm')
const weight = z.number().min(0).max(100)

const defaultCaps: Cap[] = [
  { carrier: 'any', purpose: 'promotion', days: 1, most: 1 },
  { carrier: 'any', purpose: 'promotion', days: 30, most: 8 },
  { carrier: 'sms', purpose: 'promotion', days: 7, most: 1 },
  { carrier: 'call', purpose: 'promotion', days: 30, most: 1 },
  { carrier: 'phoneAdd', purpose: 'any', days: 30, most: 2 },
  { carrier: 'any', purpose: 'any', days: 1, most: 4 },
]

/** How often and when people may be contacted, whoever asks. Every send, call and phone add has to ask. */
export const guardSchema = z.object({
  caps: z.array(Cap).max(40).default(defaultCaps),
  /** By the clock of the person's zone; equal ends = no quiet hours. */
  quietFrom: field(Clock, { zh: '勿扰开始', en: 'Quiet from' }).default('21:00'),
  quietTo: field(Clock, { zh: '勿扰结束', en: 'Quiet until' }).default('09:00'),
  /** Whether service waits for the morning too. */
  quietService: z.boolean().default(true),
  /** On these carriers a promotion needs a consent that was given; on the others one that was not withdrawn. */
  mustConsent: z.array(z.enum(touchCarriers)).default(['sms', 'call', 'phoneAdd', 'email']),
  /** What a touch weighs in the pressure index. */
  weights: z
    .strictObject({ promotion: weight, service: weight, call: weight })
    .default({ promotion: 1, service: 0.2, call: 3 }),
})
export type Guard = z.output<typeof guardSchema>

/** The purpose of consent that a promotion on this carrier stands under. */
export const consentFor: Readonly<Record<TouchCarrier, string>> = {
  wecom: 'marketing.wechat',
  chatGroup: 'marketing.wechat',
  officialAccount: 'marketing.wechat',
  miniProgram: 'marketing.wechat',
  sms: 'marketing.sms',
  email: 'marketing.sms',
  call: 'marketing.call',
  phoneAdd: 'marketing.call',
}

/** What is known of the person who is to be contacted. */
export interface About {
  /** Why they are in no number (blacklisted, staff, erased); null = they are. */
  readonly excluded: string | null
  readonly consent: 'given' | 'withdrawn' | 'unknown'
  /** Touches that were made or are planned, within 90 days before and after. */
  readonly touches: readonly Touch[]
  readonly zone: string
}

export type Reason =
  | { readonly reason: 'excluded' | 'withdrawn' | 'not-consented' | 'quiet-hours' }
  | { readonly reason: 'cap'; readonly cap: Cap; readonly used: number }

/** Why not; empty = may. `at` of the touch may lie ahead: no span of a cap that contains it may become fuller than allowed. */
export function reasonsAgainst(touch: Touch, about: About, guard: Guard): Reason[] {
  return [...standingAgainst(touch, about, guard), ...timeAgainst(touch, about, guard)]
}

/** What time does not change. */
function standingAgainst({ carrier, purpose }: Touch, { excluded, consent }: About, guard: Guard): Reason[] {
  if (excluded !== null) return [{ reason: 'excluded' }]
  if (purpose !== 'promotion') return []
  if (consent === 'withdrawn') return [{ reason: 'withdrawn' }]
  return consent === 'unknown' && guard.mustConsent.includes(carrier) ? [{ reason: 'not-consented' }] : []
}

function timeAgainst(touch: Touch, { touches, zone }: About, guard: Guard): Reason[] {
  const quiet = isQuiet(touch, zone, guard) ? [{ reason: 'quiet-hours' } as const] : []
  const full = guard.caps
    .filter((cap) => fits(touch, cap))
    .map((cap) => ({ reason: 'cap' as const, cap, used: mostAround(touch, touches, cap) }))
    .filter(({ cap, used }) => used >= cap.most)
  return [...quiet, ...full]
}

/** The first moment from `touch.at` on, within 90 days, at which nothing stands against it; null where there is none. */
export function nextAllowed(touch: Touch, about: About, guard: Guard): number | null {
  if (standingAgainst(touch, about, guard).length > 0) return null
  const spans = guard.caps.filter((cap) => fits(touch, cap)).map((cap) => cap.days * day)
  const ends = about.touches.flatMap(({ at }) => spans.map((span) => at + span))
  const last = touch.at + 90 * day
  const moments = [touch.at, ...ends.filter((at) => at > touch.at && at <= last).sort((a, b) => a - b)]
  for (const at of moments.flatMap((moment) => [moment, endOfQuiet({ ...touch, at: moment }, about.zone, guard)])) {
    if (timeAgainst({ ...touch, at }, about, guard).length === 0) return at
  }
  return null
}

const fits = ({ carrier, purpose }: Touch, cap: Cap): boolean =>
  (cap.carrier === 'any' || cap.carrier === carrier) && (cap.purpose === 'any' || cap.purpose === purpose)

/**
 * How full the fullest span of the cap's length is that contains the moment of the touch, without it. What is open stands at
 * that very moment: whenever it is made in the end, who was asked about last has counted all others of its span.
 */
function mostAround(touch: Touch, touches: readonly Touch[], cap: Cap): number {
  const span = cap.days * day
  const near = touches
    .filter((one) => fits(one, cap))
    .map(({ at, open }) => (open ? Math.max(at, touch.at) : at))
    .filter((at) => Math.abs(at - touch.at) < span)
    .sort((a, b) => a - b)
  // A span begins at a touch, or at this one; it contains whatever is less than its length later.
  const starts = [...near.filter((at) => at <= touch.at), touch.at]
  return Math.max(0, ...starts.map((start) => near.filter((at) => at >= start && at < start + span).length))
}

function isQuiet({ purpose, at }: Touch, zone: string, guard: Guard): boolean {
  if (purpose === 'service' && !guard.quietService) return false
  const [from, to] = [minuteOf(guard.quietFrom), minuteOf(guard.quietTo)]
  const now = Math.floor((((at + offsetAt(at, zone)) % day) + day) % day) / minute
  return from <= to ? now >= from && now < to : now >= from || now < to
}

/** The end of the quiet hours the moment lies in, or the moment itself. */
function endOfQuiet(touch: Touch, zone: string, guard: Guard): number {
  if (!isQuiet(touch, zone, guard)) return touch.at
  const local = touch.at + offsetAt(touch.at, zone)
  const now = ((local % day) + day) % day
  const end = minuteOf(guard.quietTo) * minute
  return touch.at + (end > now ? end - now : end - now + day)
}

const minuteOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** What a touch weighs in the pressure index. */
export const weightOf = ({ carrier, purpose }: Pick<Touch, 'carrier' | 'purpose'>, { weights }: Guard): number =>
  weights[purpose] * (carrier === 'call' ? weights.call : 1)
