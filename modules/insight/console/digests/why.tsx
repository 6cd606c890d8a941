import { useText } from '#ui/preferences'
import { words } from './words.tsx'

/** How each state of a sending looks. */
export const colors = { sent: 'green', failed: 'red', missed: 'orange', waiting: 'blue' } as const

/** Why something was not sent, in words. */
export function useWhy(): (code: string) => string {
  const t = useText(words)
  return (code) => {
    const known: Readonly<Record<string, string>> = t.whys
    const [kind, number = ''] = code.split(/-(.*)/s)
    return known[code] ?? (kind === 'errcode' ? t.errcode(number) : kind === 'status' ? t.status(number) : code)
  }
}
