import fc from 'fast-check'
import { expect, test } from 'vitest'
import { touches } from '../card.ts'
import { contrastOf, inkOn, linesAt, sizeFor } from './lettering.ts'
import { leastCode, posterLayout, posterSizeNames, posterSizes, posterTemplates } from './poster.ts'

const words = { title: '新人专享 9.9 元验光', text: '到店出示即可', brand: '明眸眼镜', hint: '长按识别' }
const picture = 'data:image/png;base64,AAAA'

test('[A106] on every poster the code is large enough, lies inside and nothing lies over it; words stay inside', () => {
  for (const size of posterSizeNames)
    for (const template of posterTemplates)
      for (const given of [null, picture]) {
        const layout = posterLayout({ ...words, size, template, ground: '#0b7a5b', picture: given })
        const { width, height } = posterSizes[size]
        const at = layout.boxes.findIndex(({ kind }) => kind === 'qr')
        const code = layout.boxes[at]
        const name = `${size} ${template} ${given !== null}`
        expect([name, code?.width]).toEqual([name, code?.height])
        expect([name, (code?.width ?? 0) >= leastCode - 20]).toEqual([name, true])
        for (const box of layout.boxes.filter(({ kind }) => kind === 'qr' || kind === 'text')) {
          const isIn = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height
          expect([name, box.kind, isIn]).toEqual([name, box.kind, true])
        }
        const over = layout.boxes.filter((box, i) => i > at && code && touches(box, code))
        expect([name, over]).toEqual([name, []])
        const texts = layout.boxes.filter(({ kind }) => kind === 'text')
        const both = texts.some((a, i) => texts.some((b, j) => i < j && touches(a, b)))
        expect([name, both, texts.length]).toEqual([name, false, 4])
      }
})

test('[A106] a text is written as large as it fits, never larger than asked, and read on every ground', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.integer({ min: 100, max: 900 }),
      fc.integer({ min: 40, max: 400 }),
      (text, width, height) => {
        const size = sizeFor(text, { width, height }, 80)
        expect(size).toBeLessThanOrEqual(80)
        expect(size).toBeGreaterThanOrEqual(26)
        if (size > 27) expect(linesAt(text, size, width) * size * 1.35).toBeLessThanOrEqual(height)
      },
    ),
    { numRuns: 100 },
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (rgb) => {
      const ground = `#${rgb.toString(16).padStart(6, '0')}`
      expect(contrastOf(ground, inkOn(ground))).toBeGreaterThanOrEqual(4)
    }),
    { numRuns: 100 },
  )
})
