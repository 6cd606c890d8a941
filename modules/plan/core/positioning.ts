import { z } from 'zod'
import { type FieldText, field } from '#kit/form'

const long = (zh: string, en: string, help: FieldText['help']) =>
  field(z.string().trim().max(2000), { zh, en, text: 'long', ...(help ? { help } : {}) }).default('')

/** The positioning sheet: what the private domain is for, in words that wizards, scripts and the assistant go by. */
export const positioningSchema = z.object({
  purpose: long('目的', 'Purpose', {
    zh: '为什么做私域：解决什么经营问题',
    en: 'Why there is a private domain: which problem of the business it solves',
  }),
  value: long('独特价值', 'Unique value', {
    zh: '客户在这里得到、在别处得不到的：内容、服务、价格、权益',
    en: 'What customers get here and nowhere else: content, service, price, benefits',
  }),
  persona: long('人设', 'Persona', { zh: '谁在说话：身份、专长、口吻', en: 'Who speaks: role, expertise, manner' }),
  whyCome: long('为什么来', 'Why come', undefined),
  whyStay: long('为什么留', 'Why stay', undefined),
  whyBuy: long('为什么买', 'Why buy', undefined),
  whyShare: long('为什么分享', 'Why share', undefined),
  tone: long('语气', 'Tone', undefined),
  goalShort: long('短期目标', 'Short-term goal', {
    zh: '三个月内，写明指标',
    en: 'Within three months, with its figure',
  }),
  goalMiddle: long('中期目标', 'Mid-term goal', { zh: '一年内，写明指标', en: 'Within a year, with its figure' }),
  goalLong: long('长期目标', 'Long-term goal', { zh: '三年内，写明指标', en: 'Within three years, with its figure' }),
  forbidden: z.array(z.string().trim().min(1).max(50)).max(500).default([]),
})
export type Positioning = z.output<typeof positioningSchema>

/** Where a forbidden word stands in a text, in characters (UTF-16 units). */
export interface Hit {
  readonly word: string
  readonly at: number
}

/** Forbidden words in a text, wherever they stand; letters of any case. Blanks inside do not hide them. */
export function hitsIn(text: string, forbidden: readonly string[]): Hit[] {
  const places: number[] = []
  let [dense, at] = ['', 0]
  for (const char of text) {
    // Lower case may be longer than upper case (İ): every unit of it stands where its character does.
    const lower = /\s/.test(char) ? '' : char.toLowerCase()
    for (let k = 0; k < lower.length; k += 1) places.push(at)
    dense += lower
    at += char.length
  }
  const hits: Hit[] = []
  for (const word of forbidden) {
    const sought = word.toLowerCase().replace(/\s+/g, '')
    if (sought === '') continue
    for (let found = dense.indexOf(sought); found >= 0; found = dense.indexOf(sought, found + sought.length))
      hits.push({ word, at: places[found] ?? 0 })
  }
  return hits.sort((a, b) => a.at - b.at)
}
