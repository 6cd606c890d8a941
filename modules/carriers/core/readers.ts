/** Port: who reads a page inside WeChat, told by the official account that is set to ask. */
export interface Readers {
  /**
   * Where the reader is sent to be known, and comes back from to `redirect` with a code; null = nobody can be asked.
   * @param visitor.app what opened the page, by its user agent
   */
  ask(
    redirect: string,
    visitor: { readonly app: string | undefined; readonly referrer: string },
  ): Promise<string | null>
  /** The person a code stands for; null = nobody who is known already. Nobody is made. */
  known(code: string): Promise<string | null>
}
