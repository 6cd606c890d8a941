export type XmlValue = string | number | undefined | { [name: string]: XmlValue | XmlValue[] }
export type XmlFields = Record<string, XmlValue | XmlValue[]>

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

function element(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`
  return `<${name}>${inside(value)}</${name}>`
}

const inside = (fields: XmlFields): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => element(name, one)))
    .join('')

/** The XML of callbacks: text as CDATA, numbers bare, a list as repeated elements, undefined left out. */
export const xml = (fields: XmlFields): string => `<xml>${inside(fields)}</xml>`

/** Reads the flat XML of answers: the text of each element by its name, CDATA or not; elements within elements as their text. */
export function readXml(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const pattern = /<([A-Za-z]\w*)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/g
  for (const [, name = '', quoted, bare] of text.matchAll(pattern)) found[name] ??= quoted ?? bare ?? ''
  return found
}
