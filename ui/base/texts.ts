/** A screen's texts: the same keys in both languages, which the compiler checks. */
export interface Texts<T> {
  zh: T
  en: NoInfer<T>
}

export const texts = <T extends object>(both: Texts<T>): Texts<T> => both
