const marks = '*＊•●×'
const run = new RegExp(`[${marks}]{2}|\\d[xX]{3,}\\d`)
const short = new RegExp(`^.{0,2}[${marks}].{0,2}$`, 'u')

/**
 * Whether a platform has hidden part of a value (138****0000, t**1, 张*): many people share what is left, so it is no
 * evidence of who somebody is and says less than what is known already.
 */
export function isMasked(text: string): boolean {
  return run.test(text) || short.test(text)
}
