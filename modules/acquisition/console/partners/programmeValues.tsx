import type { Programme } from './api.tsx'
import type { programmesApi } from './programmesApi.tsx'

type Terms = Parameters<typeof programmesApi.client.create>[0]['terms']
type Typed = string | number | null | undefined

/** The form of a programme: money in yuan, rates in percent, as fields of a browser give them. */
export interface ProgrammeValues {
  readonly name: string
  readonly note?: string
  readonly endsAt?: string
  readonly hasCps: boolean
  readonly hasCpa: boolean
  readonly rate?: Typed
  readonly tiers?: readonly { readonly from?: Typed; readonly rate?: Typed }[]
  readonly cpaAmount?: Typed
  readonly within?: Typed
  readonly registered?: string
  readonly activated?: unknown
  readonly windowDays: Typed
  readonly holdDays: Typed
  readonly referral: Typed
  readonly caps: { readonly [K in CapName]?: Typed }
  readonly guards: { readonly [K in GuardName]: Typed }
}

const capNames = ['partnerDay', 'partnerMonth', 'programmeDay', 'programmeMonth'] as const
type CapName = (typeof capNames)[number]
const guardNames = ['burst', 'burstMinutes', 'refundLeast', 'refundPercent'] as const
type GuardName = (typeof guardNames)[number]

const usual = { burst: 5, burstMinutes: 10, refundLeast: 5, refundPercent: 40 }

/** A number in hundredths: yuan to fen, percent to hundredths of a percent. */
const hundredths = (typed: Typed): number => Math.round(Number(typed ?? 0) * 100)
const yuan = (fen: number | null | undefined): number | undefined => (fen ? fen / 100 : undefined)

/** The form as it begins; null = a new one. */
export function valuesOf(of: Programme | null): ProgrammeValues {
  const terms = of?.terms
  const local = (iso: string) => {
    const at = new Date(iso)
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  }
  return {
    ...{ name: of?.name ?? '', note: of?.note ?? '', ...(of?.endsAt ? { endsAt: local(of.endsAt) } : {}) },
    ...{ hasCps: terms ? terms.cps !== null : true, hasCpa: Boolean(terms?.cpa) },
    ...{ rate: (terms?.cps?.rate ?? 1000) / 100, within: terms?.cpa?.withinDays ?? 30 },
    tiers: terms?.cps?.tiers.map(({ from, rate }) => ({ from: from / 100, rate: rate / 100 })) ?? [],
    ...{ cpaAmount: yuan(terms?.cpa?.amount), registered: terms?.cpa?.registered.event ?? '$SignUp' },
    activated: terms?.cpa?.activated ?? { and: [] },
    ...{ windowDays: terms?.windowDays ?? 30, holdDays: terms?.holdDays ?? 15 },
    referral: (terms?.referralRate ?? 0) / 100,
    caps: Object.fromEntries(capNames.map((name) => [name, yuan(terms?.caps[name])])),
    guards: { ...usual, ...terms?.guards },
  }
}

/** What is sent of the form. */
export function termsOf(values: ProgrammeValues): Terms {
  const { hasCps, hasCpa, rate, tiers = [], cpaAmount, within, registered = '', activated } = values
  const cap = (typed: Typed) => (typed === undefined || typed === null || typed === '' ? null : hundredths(typed))
  return {
    ...{ windowDays: Number(values.windowDays), holdDays: Number(values.holdDays) },
    referralRate: hundredths(values.referral),
    cps: hasCps
      ? {
          rate: hundredths(rate),
          tiers: tiers.map((one) => ({ from: hundredths(one.from), rate: hundredths(one.rate) })),
        }
      : null,
    cpa: hasCpa
      ? {
          ...{ amount: hundredths(cpaAmount), registered: { event: registered.trim() }, withinDays: Number(within) },
          activated: activated as never,
        }
      : null,
    caps: {
      ...{ partnerDay: cap(values.caps.partnerDay), partnerMonth: cap(values.caps.partnerMonth) },
      ...{ programmeDay: cap(values.caps.programmeDay), programmeMonth: cap(values.caps.programmeMonth) },
    },
    guards: {
      ...{ burst: Number(values.guards.burst), burstMinutes: Number(values.guards.burstMinutes) },
      ...{ refundLeast: Number(values.guards.refundLeast), refundPercent: Number(values.guards.refundPercent) },
    },
  }
}
