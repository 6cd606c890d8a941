import type { AcquisitionDeps } from '../deps.ts'
import type { LiveLink } from '../links.ts'
import type { AcquisitionTables } from '../tables.ts'

interface Asked {
  readonly url: string
  readonly headers: { readonly 'user-agent'?: string | undefined; readonly referer?: string | undefined }
}

/** Where WeChat says who reads, before the link leads on; null = nobody can be asked here. Crawlers are not asked. */
export async function whereAsked({ readers, openerOf }: AcquisitionDeps, link: LiveLink, { url, headers }: Asked) {
  const { app, bot } = openerOf(headers['user-agent'] ?? '')
  if (!link.shared?.origin || link.password || bot) return null
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  const redirect = `${link.shared.origin}/s/${link.code}/who${query}`
  return readers.ask(redirect, { app, referrer: headers.referer ?? '' })
}

/** What WeChat has answered, and the address as the reader had asked for it. */
export function answerIn(url: string): { code: string; asked: string } {
  const [path = '', text = ''] = url.split('?', 2)
  const query = new URLSearchParams(text)
  const code = query.get('code') ?? ''
  query.delete('code')
  query.delete('state')
  return { code, asked: query.size > 0 ? `${path}?${query}` : path }
}

/** The link as that of who reads it, where they are known and the message went to them; else as it is. */
export async function withReader({ postgres, readers, strands }: AcquisitionDeps, link: LiveLink, code: string) {
  const person = code === '' ? null : await readers.known(code)
  if (person === null) return link
  const own = await postgres
    .tables<AcquisitionTables>()
    .selectFrom('acquisition_personal')
    .select(['id', 'code'])
    .where('link', '=', link.id)
    .where('ref', '=', link.shared?.ref ?? '')
    .where('person', 'in', [...(await strands(person))])
    .orderBy('id')
    .executeTakeFirst()
  return own ? { ...link, personal: own.id, code: own.code } : link
}
