/** Wrong passwords for one account before it must wait, and how far back they count. */
export const maxFailures = 8
export const failureWindowMs = 15 * 60_000

/** Milliseconds until the next try is allowed; 0 = now. Times are epoch ms of past failures, in any order. */
export function waitBeforeLogin(failures: readonly number[], now: number): number {
  const recent = failures.filter((at) => at > now - failureWindowMs).sort((a, b) => a - b)
  const deciding = recent.at(-maxFailures)
  return deciding === undefined ? 0 : deciding + failureWindowMs - now
}

export type PasswordRefusal = 'too-short' | 'too-common'

const common = ['password', '12345678', '1234567890', 'qwertyui', 'admin123', 'siyu1234', '11111111', '88888888']

/** Length beats composition rules (NIST SP 800-63B 5.1.1.2); only what everybody tries first is refused. */
export function checkPassword(password: string, account: string): PasswordRefusal | null {
  if ([...password].length < 8) return 'too-short'
  const plain = password.toLowerCase()
  return common.includes(plain) || plain === account.toLowerCase() ? 'too-common' : null
}
