import { decoded } from '../query.ts'

/** What a Sensors request says outside its events. */
export interface SensorsForm {
  /** Base64 of one event (`data`) or of a list of them (`data_list`); either may hold the other. */
  data: string | null
  /** Only the senders that queue use `data_list`. */
  isList: boolean
  /** Java's string hash over the base64 text. */
  crc: number | null
  token: string | null
  project: string | null
}

/** Reads the query and the body, which is a form whatever its content type says. */
export function readForm(query: string, body: string): SensorsForm {
  const fields = [fieldsOf(body), fieldsOf(query)]
  const find = (name: string) => fields.find((one) => one.get(name))?.get(name) ?? null
  const list = find('data_list')
  const data = list ?? find('data')
  const crc = /^(?:crc=)?(-?\d+)/.exec(find('ext') ?? find('crc') ?? '')?.[1]
  return {
    // A form parser on the way has turned the plus signs of base64 into blanks.
    data: data === null ? null : data.replaceAll(' ', '+'),
    isList: list !== null,
    crc: crc === undefined ? null : Number(crc),
    token: find('token'),
    project: find('project'),
  }
}

const wanted = new Set(['data', 'data_list', 'ext', 'crc', 'token', 'project'])

/** The first of each wanted field. By hand: URLSearchParams would turn plus signs into blanks and keep every field. */
function fieldsOf(form: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; at < form.length; ) {
    const next = form.indexOf('&', at)
    const end = next < 0 ? form.length : next
    const equals = form.indexOf('=', at)
    const name = equals < 0 || equals > end ? '' : form.slice(at, equals)
    if (wanted.has(name) && !fields.has(name)) fields.set(name, decoded(form.slice(equals + 1, end)))
    at = end + 1
  }
  return fields
}

/** The SDK's checksum: Java's String.hashCode. */
export function checksum(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
