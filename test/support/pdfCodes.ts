import { inflateSync } from 'node:zlib'
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import jsQR from 'jsqr'

const dotsOfPoint = 150 / 72

/** Objects of a PDF by number: their head, and their stream where there is one. */
function objectsOf(pdf: Buffer) {
  const text = pdf.toString('latin1')
  const found = new Map<string, { head: string; stream: string }>()
  for (const match of text.matchAll(/^(\d+) 0 obj\s*(<<[\s\S]*?)(?:stream\r?\n|endobj)/gm)) {
    const [all, number = '', head = ''] = match
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
    const from = match.index + all.length
    const bytes = pdf.subarray(from, from + length)
    const stream = (head.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1')
    found.set(number, { head, stream })
  }
  return found
}

type Numbers = readonly number[]

const paint = (to: SKRSContext2D, shares: Numbers) => {
  to.fillStyle = `rgb(${shares.map((share) => share * 255).join(', ')})`
}

/** Draws what a page says of filled shapes; letters, lines and curves are left out. */
function fill(to: SKRSContext2D, content: string) {
  const does = new Map<string, (numbers: Numbers) => void>([
    ['q', () => to.save()],
    ['Q', () => to.restore()],
    ['cm', ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]) => to.transform(a, b, c, d, e, f)],
    ['rg', (shares) => paint(to, shares)],
    ['re', ([x = 0, y = 0, w = 0, h = 0]) => to.rect(x, y, w, h)],
    ['m', ([x = 0, y = 0]) => to.moveTo(x, y)],
    ['l', ([x = 0, y = 0]) => to.lineTo(x, y)],
    ['h', () => to.closePath()],
    ['f', () => to.fill()],
  ])
  const ends = ['f', 'S']
  for (const line of content.split('\n')) {
    let numbers: number[] = []
    for (const word of line.trim().split(/\s+/)) {
      if (/^-?[\d.]+$/.test(word)) numbers.push(Number(word))
      else {
        does.get(word)?.(numbers)
        if (ends.includes(word)) to.beginPath()
        numbers = []
      }
    }
  }
}

/** What a decoder reads from each page of a print file, drawn at 150 dpi by what the file itself says; null = nothing. */
export function codesOfPdf(pdf: Buffer): (string | null)[] {
  const objects = objectsOf(pdf)
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
  return pages.map(({ head }) => {
    const [width = 0, height = 0] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(head)?.slice(1).map(Number) ?? []
    const content = objects.get(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? '')?.stream ?? ''
    const sheet = createCanvas(Math.round(width * dotsOfPoint), Math.round(height * dotsOfPoint))
    const to = sheet.getContext('2d')
    to.fillStyle = '#ffffff'
    to.fillRect(0, 0, sheet.width, sheet.height)
    // The file counts from the lower left corner.
    to.transform(dotsOfPoint, 0, 0, -dotsOfPoint, 0, sheet.height)
    fill(to, content)
    const { data } = to.getImageData(0, 0, sheet.width, sheet.height)
    return jsQR.default(new Uint8ClampedArray(data), sheet.width, sheet.height)?.data ?? null
  })
}
