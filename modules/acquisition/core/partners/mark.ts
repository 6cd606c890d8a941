/** The property of a campaign that carries the code of a partner's link. */
export const markProperty = 'utm_content'

/** An address by which whoever opens it is known to come by a partner, in the terms of every tool that counts visits. */
export function marked(url: string, code: string): string {
  const address = new URL(url)
  if (!address.searchParams.has('utm_source')) address.searchParams.set('utm_source', 'partner')
  if (!address.searchParams.has('utm_medium')) address.searchParams.set('utm_medium', 'commission')
  address.searchParams.set(markProperty, code)
  return address.href
}
