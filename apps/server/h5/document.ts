import { createHash } from 'node:crypto'
import type { Setting } from './contract.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const html = (text: string): string => text.replace(/[&<>"]/g, (c) => escapes[c] ?? c)

/** JSON that may stand in a script element: nothing in it ends the element. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

export interface Files {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

interface Page {
  readonly title: string
  readonly body: string
  readonly look: string
  readonly setting: Setting
  readonly data: unknown
  readonly files: Files
  /** Scripts of a platform that is only played, before ours: they stand for the bridge of its app. */
  readonly bridges: readonly string[]
}

/** The whole page. Its script finds what the server knew in an element of data. */
export function documentOf({ title, body, look, setting, data, files, bridges }: Page): string {
  const styles = files.styles.map((file) => `<link rel="stylesheet" href="${file}">`)
  const before = bridges.map((file) => `<script src="${html(file)}"></script>`)
  const scripts = files.scripts.map((file) => `<script type="module" src="${file}"></script>`)
  const lang = setting.language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><meta name="color-scheme" content="light dark"><meta name="referrer" content="same-origin"><title>${html(title)}</title><style>${look}</style>${styles.join('')}${before.join('')}</head><body><div id="page">${body}</div><script type="application/json" id="data">${json({ setting, data })}</script>${scripts.join('')}</body></html>`
}

/**
 * What the page may load, and who may show it in a frame: nobody, but for the phones of a platform that is only played.
 * The real apps open it as a page of its own. Pictures of a platform come from these origins.
 */
export function policyOf(look: string, played: readonly string[], pictures: readonly string[] = []): string {
  const style = createHash('sha256').update(look).digest('base64')
  const also = played.map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'none'",
    `script-src 'self'${also}`,
    `style-src 'self' 'sha256-${style}'`,
    ["img-src 'self' data:", ...pictures].join(' '),
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${played.length > 0 ? played.join(' ') : "'none'"}`,
  ].join('; ')
}
