/** What happens to a request on its way: an answer of its own, an answer that gets lost, or none at all. */
export type Trouble = number | 'lost' | 'none'

/** Every record that a Sensors SDK has tried to send, by what makes it one; and the troubles of the next requests. */
export class Sent {
  readonly keys = new Set<string>()
  readonly troubles: Trouble[] = []

  /** Notes the records of a request. */
  note(url: URL, body: string) {
    const form = new URLSearchParams(body)
    const data = form.get('data_list') ?? form.get('data') ?? url.searchParams.get('data')
    if (data === null) return
    for (const one of [JSON.parse(Buffer.from(data, 'base64').toString())].flat())
      this.keys.add(JSON.stringify([one.distinct_id ?? one.item_id, one.time, one._track_id, one.event ?? one.type]))
  }

  /** Notes a request and lets the next trouble happen to it. */
  async through(url: URL, body: string, send: () => Promise<Response>): Promise<Response> {
    this.note(url, body)
    const trouble = this.troubles.shift()
    if (trouble === undefined) return send()
    if (typeof trouble === 'number') return new Response('', { status: trouble })
    if (trouble === 'lost') await send()
    throw new Error('connection failed')
  }
}
