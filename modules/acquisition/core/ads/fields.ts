import { z } from 'zod'
import { field } from '#kit/form'

export const adBase = (usual: string) =>
  field(z.url({ protocol: /^https?$/ }).default(usual), {
    zh: '接口地址',
    en: 'API address',
    help: { zh: '一般不改；连模拟环境时填模拟环境的地址', en: 'Leave it as it is; a simulated platform has its own' },
  })

export const adText = (zh: string, en: string) => field(z.string().trim().min(1).max(300), { zh, en })
export const adSecret = (zh: string, en: string) =>
  field(z.string().trim().min(8).max(600), { zh, en, text: 'password' })

/** A setting as text. */
export const textOf = (settings: Readonly<Record<string, unknown>>, name: string): string =>
  String(settings[name] ?? '')
