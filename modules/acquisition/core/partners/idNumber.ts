import type { TaxCategory } from './statement.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 11643: seventeen digits and a check, modulo 11. */
function isCitizen(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]
}

/** GB 32100: seventeen letters and digits and a check, modulo 31. */
function isCredit(text: string): boolean {
  const values = [...text].map((one) => letters.indexOf(one))
  if (values.length !== 18 || values.includes(-1)) return false
  const sum = values.slice(0, 17).reduce((total, value, i) => total + value * (3 ** i % 31), 0)
  return values[17] === (31 - (sum % 31)) % 31
}

/** Whether the number of a citizen, or the credit code of a business, fits its check. A sole trader may give either. */
export const isIdNumber = (text: string, tax: TaxCategory): boolean =>
  tax === 'company' ? isCredit(text) : isCitizen(text) || (tax === 'business' && isCredit(text))
