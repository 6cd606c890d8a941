import { createHash } from 'node:crypto'

/** What a page shows to the app around it (developer page 90506): SHA-1 over these four, in this order, nothing encoded. */
export const pageSignature = (ticket: string, nonceStr: string, timestamp: number, url: string): string =>
  createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`)
    .digest('hex')
