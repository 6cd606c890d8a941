/** What stands in a text for a link of each reader's own. */
export interface LinkVariable {
  readonly link: string
  /** The whole address, or the code alone where a template has the address written out. */
  readonly shows: 'address' | 'code'
}

const form = /^(link|短链|linkCode|短链码)\s*[:：]\s*([1-9]\d{0,17})$/

/** `link:12` or `短链:12` is the address of link 12, `linkCode:12` or `短链码:12` its code; null = another variable. */
export function linkVariable(name: string): LinkVariable | null {
  const [, kind, link] = form.exec(name) ?? []
  if (kind === undefined || link === undefined) return null
  return { link, shows: kind === 'link' || kind === '短链' ? 'address' : 'code' }
}

/** Letters of a code of one person: eight of chance are 850 thousand million. The codes of links have seven. */
export const personalLength = 9
/** Letters of a code that all readers of one message share. */
export const sharedLength = 10
