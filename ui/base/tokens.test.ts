import { expect, test } from 'vitest'
import { dark, type Look, light } from './tokens.ts'

/** Relative luminance and contrast of WCAG 2.1. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

test.each<[string, Look]>([
  ['light', light],
  ['dark', dark],
])('%s text reaches 4.5:1 on paper and ground', (_, look) => {
  const texts = [look.ink, look.ink2, look.ink3, look.brand, look.accent, look.danger, ...Object.values(look.factors)]
  for (const text of texts) {
    expect(contrast(text, look.paper)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(text, look.ground)).toBeGreaterThanOrEqual(4.5)
  }
  expect(contrast(look.onBrand, look.brand)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(look.ink, look.wash)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(look.brand, look.wash)).toBeGreaterThanOrEqual(4.5)
})
