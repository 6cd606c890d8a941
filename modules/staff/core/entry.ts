import { z } from 'zod'
import { field } from '#kit/form'
import type { Role } from './rights.ts'

/** How members of a platform come in. */
export const entrySchema = z.object({
  create: field(z.boolean().default(false), {
    zh: '首次进入时自动建账号',
    en: 'Make an account at the first entry',
    help: {
      zh: '企业成员第一次从企业微信进来时，自动建一个「一线员工」账号；不开则要管理员先绑定',
      en: 'A member of the company who comes in by the platform for the first time gets a frontline account; else an admin binds them first',
    },
  }),
})

export type EntrySettings = z.output<typeof entrySchema>

/** How long a login that was begun may take. */
export const enteringMs = 10 * 60_000

/** Where a login may lead: pages of ours, never another site. `//host` and `/\host` are other sites to a browser. */
export const isOwnPage = (path: string): boolean => /^\/(?:m|console)(?:[/?][^\\\s]*)?$/.test(path)

/** Where somebody is led once they are in: the console shows nothing to whoever only has the pages on the phone. */
export const landingOf = (next: string, role: Role): string =>
  role === 'frontline' && next.startsWith('/console') ? '/m/sidebar' : next
