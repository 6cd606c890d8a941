/**
 * The inverse of a square matrix by Gauss-Jordan with row pivots.
 * @throws when it has none: a chain whose every state was seen to end has one
 */
export function inverse(matrix: readonly Float64Array[]): Float64Array[] {
  const size = matrix.length
  const left = matrix.map((row) => Float64Array.from(row))
  const right = left.map((_, i) => {
    const row = new Float64Array(size)
    row[i] = 1
    return row
  })
  for (let column = 0; column < size; column += 1) {
    const pivot = pivotOf(left, column)
    swap(left, column, pivot)
    swap(right, column, pivot)
    eliminate(left, right, column)
  }
  return right
}

function pivotOf(rows: readonly Float64Array[], column: number): number {
  let best = column
  for (let i = column + 1; i < rows.length; i += 1) {
    if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = i
  }
  if (Math.abs(rows[best]?.[column] ?? 0) < 1e-300) throw new Error('the matrix has no inverse')
  return best
}

function swap(rows: Float64Array[], a: number, b: number) {
  const [one, other] = [rows[a], rows[b]]
  if (one && other) {
    rows[a] = other
    rows[b] = one
  }
}

function eliminate(left: readonly Float64Array[], right: readonly Float64Array[], column: number) {
  const mine = left[column] ?? new Float64Array()
  const own = right[column] ?? new Float64Array()
  const pivot = mine[column] ?? 1
  for (let j = 0; j < mine.length; j += 1) {
    mine[j] = (mine[j] ?? 0) / pivot
    own[j] = (own[j] ?? 0) / pivot
  }
  for (let i = 0; i < left.length; i += 1) {
    const factor = i === column ? 0 : (left[i]?.[column] ?? 0)
    if (factor === 0) continue
    subtract(left[i], mine, factor)
    subtract(right[i], own, factor)
  }
}

function subtract(row: Float64Array | undefined, other: Float64Array, factor: number) {
  if (row) for (let j = 0; j < row.length; j += 1) row[j] = (row[j] ?? 0) - factor * (other[j] ?? 0)
}
