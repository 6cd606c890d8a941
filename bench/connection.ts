import { connect, type Socket } from 'node:net'

const headEnd = '\r\n\r\n'

/** One keep-alive HTTP/1.1 connection with one request at a time: a tenth of the CPU that node:http takes from what is measured. */
export class Connection {
  readonly #socket: Socket
  readonly #head: string
  #text = ''
  #answer: ((status: number) => void) | null = null

  private constructor(socket: Socket, head: string) {
    this.#socket = socket
    this.#head = head
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', () => this.#end(0))
    socket.on('close', () => this.#end(0))
  }

  static open(port: number, path: string, authorization: string): Promise<Connection> {
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: ${authorization}\r\ncontent-length: `
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
        socket.off('error', reject)
        resolve(new Connection(socket, head))
      })
      socket.once('error', reject)
    })
  }

  /** Resolves with the status, 0 when the connection broke. */
  post(body: string): Promise<number> {
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}${headEnd}${body}`)
    })
  }

  /** As `post`: a GET of another path. */
  get(path: string, userAgent: string): Promise<number> {
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: ${userAgent}${headEnd}`)
    })
  }

  close() {
    this.#socket.destroy()
  }

  #read(chunk: Buffer) {
    this.#text += chunk.toString('latin1')
    const end = this.#text.indexOf(headEnd)
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1] ?? 0)
    if (this.#text.length < end + headEnd.length + length) return
    const status = Number(this.#text.slice(9, 12))
    this.#text = ''
    this.#end(status)
  }

  #end(status: number) {
    const answer = this.#answer
    this.#answer = null
    answer?.(status)
  }
}
