/** Divides numbers among members, in turn: shares differ by one at most, and each number is somebody's. */
export function divide<T>(
  phones: readonly T[],
  members: readonly string[],
): { readonly phone: T; readonly member: string }[] {
  return phones.flatMap((phone, i) => {
    const member = members[i % members.length]
    return member === undefined ? [] : [{ phone, member }]
  })
}

/** A line of a pasted list: the number, and behind a comma, a tab or a space a name. */
export function readLines(text: string): { readonly phone: string; readonly name: string }[] {
  return text
    .split(/\r?\n/)
    .map((line) => /^\s*(\+?[\d\s-]{5,20}\d)\s*[,，;；\t ]?\s*(.*)$/.exec(line.trim()))
    .flatMap((found) => (found ? [{ phone: found[1] ?? '', name: (found[2] ?? '').trim().slice(0, 40) }] : []))
}
