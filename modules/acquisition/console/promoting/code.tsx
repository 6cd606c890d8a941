import { encode, renderSVG } from 'uqr'

/** White modules around a code: phones look for them. */
export const quietModules = 4
/** The least side of a code, in pixels, with its quiet zone. */
export const leastSide = 240

/** A code as SVG, as a data address. */
export const svgOf = (text: string, color: string): string =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(renderSVG(text, { ecc: 'M', border: quietModules, blackColor: color }))}`

/**
 * A code as PNG, as a data address: each module as many whole pixels as fit, the rest is white around. So it is sharp, and
 * exactly as large as was asked for.
 */
export function pngOf(text: string, side: number, color: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: quietModules })
  const module = Math.max(1, Math.floor(side / size))
  const from = Math.floor((side - module * size) / 2)
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const to = canvas.getContext('2d')
  if (!to) return ''
  to.fillStyle = '#ffffff'
  to.fillRect(0, 0, side, side)
  to.fillStyle = color
  for (const [y, row] of data.entries())
    for (const [x, isDark] of row.entries())
      if (isDark) to.fillRect(from + x * module, from + y * module, module, module)
  return canvas.toDataURL('image/png')
}
