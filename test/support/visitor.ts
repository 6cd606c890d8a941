/** What the tests read of answers. */
interface Body {
  id?: string
  doneAt?: string | null
  company?: string
  ofCompany?: object
  ofApp?: object
  followUps?: object[]
  items?: { id?: string }[]
  phones?: { id?: string }[]
  members?: { member?: string }[]
  sends?: object[]
}

/** A browser without a window: it keeps cookies by host, and follows where it is sent, as somebody of the lab. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #siyu: string
  #csrf = ''
  readonly #who: Record<string, string>

  /**
   * @param siyu where Siyu stands
   * @param who headers by which the lab knows who holds the phone
   */
  constructor(siyu: string, who: Record<string, string>) {
    this.#siyu = siyu
    this.#who = who
  }

  async once(url: string) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { ...this.#who, cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.cookies.set(name, value)
    }
    return {
      status: answer.status,
      to: answer.headers.get('location'),
      headers: answer.headers,
      text: await answer.text(),
    }
  }

  /** Every address it came by, and what it saw at the last one. */
  async open(first: string) {
    const seen: string[] = []
    for (let url = first; ; ) {
      seen.push(url)
      const page = await this.once(url)
      if (page.to === null) return { ...page, seen }
      url = new URL(page.to, url).href
    }
  }

  /** Calls the API with the session and the token of the page. */
  async call(method: string, path: string, body?: object) {
    if (this.#csrf === '') {
      const me = await fetch(`${this.#siyu}/api/v1/me`, { headers: this.headers })
      this.#csrf = ((await me.json()) as { csrfToken?: string }).csrfToken ?? ''
    }
    const answer = await fetch(`${this.#siyu}/api/v1${path}`, {
      ...{ method, headers: { cookie: this.#session, 'x-csrf-token': this.#csrf, 'content-type': 'application/json' } },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json()) as Body }
  }

  /** Of its requests: the session alone. */
  get headers() {
    return { cookie: this.#session }
  }

  get #session() {
    return `siyu_session=${this.cookies.get('siyu_session') ?? ''}`
  }
}
