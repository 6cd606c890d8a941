/** What stands between `${` and `}` of a template, in order. */
export const placesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{(\w{1,40})\}/g)].flatMap(([, name]) => name ?? [])

export type SmsProblem = 'missing-value' | 'too-long' | 'emoji' | 'no-opt-out'

/** Longest text providers take, signature included. */
const most = 500

/**
 * Pieces that are billed: up to 70 UTF-16 units are one, of more each has 67 (the other three join them). The signature in
 * its brackets counts.
 */
export function segmentsOf(whole: string): number {
  if (whole.length === 0) return 0
  return whole.length <= 70 ? 1 : Math.ceil(whole.length / 67)
}

/** Whoever advertises must say how to be left alone. */
const optOut = /拒收|退订|回\s*(?:复)?\s*(?:R|T|TD|N)\b/i

export interface Filled {
  readonly whole: string
  readonly segments: number
  readonly problems: readonly SmsProblem[]
}

/** A text as it arrives, with what keeps it from being sent. */
export function fillSms(
  sign: string,
  { text, purpose }: { readonly text: string; readonly purpose: 'promotion' | 'service' },
  values: Readonly<Record<string, string>>,
): Filled {
  const missing = placesIn(text).some((name) => !Object.hasOwn(values, name))
  const filled = text.replace(/\$\{(\w{1,40})\}/g, (_all, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : '',
  )
  const whole = `【${sign}】${filled}`
  const problems: SmsProblem[] = [
    ...(missing ? (['missing-value'] as const) : []),
    ...(whole.length > most ? (['too-long'] as const) : []),
    ...(/\p{Extended_Pictographic}/u.test(whole) ? (['emoji'] as const) : []),
    ...(purpose === 'promotion' && !optOut.test(filled) ? (['no-opt-out'] as const) : []),
  ]
  return { whole, segments: segmentsOf(whole), problems }
}

/**
 * An answer that means: no more advertisements. People write it in many ways: full-width letters, `回T`, `T退订`, with a
 * full stop behind.
 */
export const isStop = (text: string): boolean =>
  /^(?:回\s*复?\s*)?(?:R|TD?|N)?\s*(?:退订|退|拒收|取消订阅)?[\s。.!]*$/i.test(plain(text)) &&
  /[RTN退拒取]/i.test(plain(text))

/** An answer by which somebody complains: it stops more than the SMS, and is counted. */
export const isComplaint = (text: string): boolean => /投诉|举报|骚扰|12321|12315|报警/.test(plain(text))

const plain = (text: string) => text.normalize('NFKC').trim()

/** Codes by which carriers tell that a number takes none. */
export const isStopCode = (code: string): boolean =>
  /^(?:REJECTD|MBBLACK|FailedOperation\.PhoneNumberInBlacklist)$/.test(code)
