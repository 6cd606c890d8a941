const phone = /(?<![\d.])(?:\+?86[- ]?)?(1[3-9]\d)\d{4}(\d{4})(?!\d)/g
const email = /([\p{L}\d])[\p{L}\d._%+-]*@([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/gu

/**
 * What senders have put into free properties: mobile numbers and e-mail addresses in a text, wherever they stand, are
 * shown as `138****0011` and `a***@b.cn`.
 */
export function maskText(text: string): string {
  return text.replace(phone, '$1****$2').replace(email, '$1***@$2')
}

/** The same for any cell; a whole number of eleven digits that is a mobile number becomes a masked text. */
export function maskCell<T extends string | number | boolean | null>(cell: T): T | string {
  if (typeof cell === 'string') return maskText(cell)
  if (typeof cell === 'number' && /^1[3-9]\d{9}$/.test(String(cell))) return maskText(String(cell))
  return cell
}
