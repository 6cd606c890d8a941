import { z } from 'zod'
import { field } from '#kit/form'
import type { HookKind } from '../../core/hookKind.ts'

export const material: HookKind = {
  kind: 'material',
  title: { zh: '资料', en: 'Material' },
  help: { zh: '手册、课程、测试结果，领取后直接打开', en: 'A handbook or a course that opens at once' },
  ...{ asks: 'nothing', handed: 'page', from: 'granted' },
  settings: z.strictObject({
    url: field(z.url({ protocol: /^https?$/ }).max(2000), {
      zh: '资料地址',
      en: 'Address',
      wrong: { zh: '应当是 http(s) 网址', en: 'A web address' },
    }),
  }),
  cost: { least: 0, most: 10_000_000 },
}
