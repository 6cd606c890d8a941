import { renderSVG } from 'uqr'

/** The code of an address, dark on light whatever the theme: many readers fail on the other way round. */
export const codeImage = (url: string, color = '#000000'): string =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(renderSVG(url, { ecc: 'M', border: 2, blackColor: color }))}`
