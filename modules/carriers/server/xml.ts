import { Parser } from 'htmlparser2'

/** An element of a platform's message: its text, or what stands in it; of several of one name, a list. */
export type Xml = string | { readonly [name: string]: Xml } | readonly Xml[]

const deepest = 6
const most = 2000

interface Open {
  readonly name: string
  text: string
  readonly inner: Record<string, Xml>
}

/** What `<xml>…</xml>` holds, all as text: long numbers stay whole. Null for anything else. Knows no document types. */
export function readXml(text: string): { readonly [name: string]: Xml } | null {
  const root: Open = { name: '', text: '', inner: {} }
  const open: Open[] = [root]
  let bad = false
  let count = 0
  const parser = new Parser(
    {
      onopentagname(name) {
        count += 1
        if (open.length > deepest || count > most) bad = true
        open.push({ name, text: '', inner: {} })
      },
      ontext(part) {
        const top = open.at(-1)
        if (top) top.text += part
      },
      onclosetag(_name, implied) {
        const done = open.pop()
        const into = open.at(-1)
        if (implied || !done || !into) bad = true
        else add(into.inner, done)
      },
      onprocessinginstruction(name) {
        if (!name.startsWith('?')) bad = true
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  const whole = root.inner['xml']
  if (bad || open.length !== 1 || typeof whole !== 'object' || Array.isArray(whole)) return null
  return whole as { readonly [name: string]: Xml }
}

function add(inner: Record<string, Xml>, { name, text, inner: own }: Open) {
  const value: Xml = Object.keys(own).length > 0 ? own : text
  const before = Object.hasOwn(inner, name) ? inner[name] : undefined
  const joined: Xml = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  // A name such as __proto__ is a name like any other.
  Object.defineProperty(inner, name, { value: joined, enumerable: true, configurable: true, writable: true })
}

/** The text of a field; empty where there is none. */
export const textIn = (xml: { readonly [name: string]: Xml }, name: string): string => {
  const value = Object.hasOwn(xml, name) ? xml[name] : ''
  return typeof value === 'string' ? value.trim() : ''
}
