/** "No" is a value: either the value of an action or the typed reason why it was refused. */
export type Result<T, R> = Ok<T> | No<R>
export type Ok<T> = { readonly ok: true; readonly value: T }
export type No<R> = { readonly ok: false; readonly refusal: R }

/** The action went through. */
export function ok(): Ok<void>
export function ok<T>(value: T): Ok<T>
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value }
}

/** The action was refused; `refusal` is a string of the house's union, or an object that carries details. */
export function no<const R>(refusal: R): No<R> {
  return { ok: false, refusal }
}
