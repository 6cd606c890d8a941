/** A platform says no: thrown by its handlers, turned into its own shape of answer once, where the request came in. */
export class Refusal extends Error {
  readonly code: number | string
  readonly status: number | undefined
  readonly detail: Readonly<Record<string, unknown>>

  constructor(
    code: number | string,
    message?: string,
    status?: number,
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message ?? String(code))
    this.code = code
    this.status = status
    this.detail = detail
  }
}

/** The value, or this refusal where there is none. */
export function need<T>(value: T | undefined | null, code: number | string, message?: string, status?: number): T {
  if (value === undefined || value === null) throw new Refusal(code, message, status)
  return value
}
