import { z } from 'zod'
import { field } from '#kit/form'
import { forwarderKind, usualMeaning } from '../../core/forwarderKind.ts'

const library = { $lib: 'siyu', $lib_version: '1', $lib_method: 'code' }
/** The only names that its receivers keep. */
const isName = (name: string) => /^[A-Za-z_$][\w$]{0,99}$/.test(name)
/** Names of properties that mean something of their own to them. */
const reserved = new Set(
  'date datetime distinct_id event events first_id id original_id device_id properties second_id time user_id users'.split(
    ' ',
  ),
)

/** Receivers of Sensors Analytics (神策). */
export const sensorsForwarder = forwarderKind({
  kind: 'sensors',
  title: { zh: '神策接收端', en: 'Sensors Analytics' },
  help: { zh: '神策的数据接收地址（server_url）', en: 'The server_url of a Sensors project' },
  settings: z.object({
    url: field(z.string().trim().min(8).max(500), {
      zh: '数据接收地址',
      en: 'Receiving address',
      help: { zh: '例如 https://host/sa?project=default', en: 'Such as https://host/sa?project=default' },
    }),
    token: field(z.string().trim().max(200).default(''), {
      zh: 'Token（没有可不填）',
      en: 'Token, where there is one',
      text: 'password',
    }),
  }),
  secrets: ['token'],
  most: { events: 50, bytes: 500_000 },
  record({ id, person, event, at, properties }) {
    if (!isName(event)) return null
    const named = Object.entries(properties).filter(([name]) => isName(name) && !reserved.has(name))
    return {
      ...{ type: 'track', event, time: at, distinct_id: person, login_id: person, lib: library },
      // Its receivers tell repeats by this number, together with who, when and what.
      _track_id: Number.parseInt(id.slice(0, 8), 16),
      properties: { ...Object.fromEntries(named), $lib: library.$lib, $lib_version: library.$lib_version },
    }
  },
  whole: (records) => records,
  draft: (body, { url, token }, { base64 }) => ({
    url: token === '' ? url : `${url}${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `data_list=${encodeURIComponent(base64(body))}&gzip=0`,
  }),
  meaning: usualMeaning,
})
