import { createCanvas, loadImage } from '@napi-rs/canvas'
import jsQR from 'jsqr'
import { expect, test } from 'vitest'
import { leastCode, posterSizeNames, posterSizes, posterTemplates } from '../../core/posters/poster.ts'
import { codeIn, drawPoster } from './draw.ts'

const address = 'https://siyu.example/s/abcd2345?utm_source=poster'
const words = {
  title: '新人专享 9.9 元专业验光',
  text: '到店出示即可',
  brand: '明眸',
  hint: '长按识别',
  ground: '#0b7a5b',
}

async function photo() {
  const sheet = createCanvas(300, 200)
  const to = sheet.getContext('2d')
  for (let i = 0; i < 600; i++) {
    to.fillStyle = i % 2 ? '#000' : '#fff'
    to.fillRect((i * 37) % 300, (i * 61) % 200, 12, 12)
  }
  return `data:image/png;base64,${(await sheet.encode('png')).toString('base64')}`
}

/** As a phone sees it that is shown the poster at a share of its size. */
async function seen(picture: string, share: number) {
  const image = await loadImage(picture)
  const [w, h] = [Math.round(image.width * share), Math.round(image.height * share)]
  const sheet = createCanvas(w, h)
  const to = sheet.getContext('2d')
  to.drawImage(image, 0, 0, w, h)
  const { data } = to.getImageData(0, 0, w, h)
  return { size: [image.width, image.height], says: jsQR.default(new Uint8ClampedArray(data), w, h)?.data }
}

test('[A106] the code of a poster is read from the picture that is given out, also over a restless photo and smaller', async () => {
  const picture = await photo()
  for (const [i, size] of posterSizeNames.entries()) {
    const template = posterTemplates[(i * 2 + 1) % posterTemplates.length] ?? 'full'
    const drawn = await drawPoster({ ...words, size, template, picture }, address)
    if (!drawn.ok) throw new Error(drawn.refusal)
    expect(drawn.value.code).toBeGreaterThanOrEqual(leastCode)
    const { width, height } = posterSizes[size]
    expect(await seen(drawn.value.picture, 0.75)).toEqual({ size: [width, height], says: address })
  }
  const broken = { ...words, size: 'group', template: 'panel', picture: 'data:image/png;base64,AAAA' } as const
  expect(await drawPoster(broken, address)).toEqual({ ok: false, refusal: 'unreadable-picture' })
  // More than a code of its size can show: nothing is given out that a phone does not read.
  const huge = await drawPoster({ ...words, size: 'article', template: 'full', picture: null }, 'x'.repeat(1000))
  expect(huge.ok ? 'drawn' : huge.refusal).toBe('unreadable-code')
})

test('[A107] what the picture of a code says is read; a picture without one says nothing', async () => {
  const drawn = await drawPoster({ ...words, size: 'article', template: 'plain', picture: null }, address)
  if (!drawn.ok) throw new Error(drawn.refusal)
  expect(await codeIn(Buffer.from(drawn.value.picture.split(',')[1] ?? '', 'base64'))).toBe(address)
  expect(await codeIn(Buffer.from((await photo()).split(',')[1] ?? '', 'base64'))).toBeNull()
  expect(await codeIn(Buffer.from('no picture'))).toBeNull()
})
