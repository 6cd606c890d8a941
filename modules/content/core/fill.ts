/** What may stand in {{…}}. */
export const variables = ['客户昵称', '员工姓名', '今天'] as const
export type Variable = (typeof variables)[number]
export type Values = Readonly<Partial<Record<Variable, string>>>

const hole = /\{\{\s*([^{}]{1,20}?)\s*\}\}/g
const isKnown = (name: string): name is Variable => variables.some((one) => one === name)

/** Variables that nobody knows, each once. */
export const unknownIn = (text: string): string[] => [
  ...new Set([...text.matchAll(hole)].map(([, name = '']) => name).filter((name) => !isKnown(name))),
]

/** The text for one customer, with the variables that have no value: those stay in it. */
export function fill(text: string, values: Values): { text: string; missing: Variable[] } {
  const missing = new Set<Variable>()
  const filled = text.replaceAll(hole, (whole, name: string) => {
    const value = isKnown(name) ? values[name] : undefined
    if (value) return value
    if (isKnown(name)) missing.add(name)
    return whole
  })
  return { text: filled, missing: [...missing] }
}
