import { z } from 'zod'

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Settings every house may need; one workspace per installation. */
export const workspaceSchema = z.object({
  zone: z.string().refine(isZone, 'is not an IANA time zone').default('Asia/Shanghai').meta({ title: '时区' }),
  /** Epoch ms; people of lists dated before are baseline (OP10). 0 = not set yet: the first start sets it. */
  goLiveAt: z.number().int().min(0).default(0).meta({ title: '上线时间' }),
  /** Days a touch may lie before an assisted order (OP12). */
  assistedDays: z.number().int().min(1).max(30).default(7).meta({ title: '私域影响天数' }),
})

export type Workspace = z.output<typeof workspaceSchema>
