/** What looks for due work again and again: at once when kicked, else after a pause. One look at a time. */
export class Looking {
  readonly #look: () => Promise<boolean>
  readonly #everyMs: number
  readonly #failed: (error: unknown) => void
  #running = false
  #kicked = false
  #wake: (() => void) | undefined
  #loop: Promise<void> = Promise.resolve()

  /**
   * @param look does what is due; true = there may be more at once
   * @param failed hears of a look that threw; the next one comes after the usual pause
   */
  constructor(look: () => Promise<boolean>, everyMs: number, failed: (error: unknown) => void) {
    this.#look = look
    this.#everyMs = everyMs
    this.#failed = failed
  }

  /** One loop, however often it is asked. */
  start() {
    if (this.#running) return
    this.#running = true
    this.#loop = this.#run()
  }

  /** Something may be due now. */
  kick() {
    this.#kicked = true
    this.#wake?.()
  }

  /** Takes no more up and waits for the look that is under way. */
  async stop() {
    this.#running = false
    this.kick()
    await this.#loop
  }

  async #run() {
    while (this.#running) {
      this.#kicked = false
      const more = await this.#look().catch((error: unknown) => {
        this.#failed(error)
        return false
      })
      if (!more && !this.#kicked && this.#running) await this.#pause()
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#everyMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
