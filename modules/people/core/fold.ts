interface Told {
  readonly facts: string
  readonly name: string
}

/** Neighbours in a history that are the same thing done again, as one; every other item stands alone. */
export function foldRuns<T extends Told>(items: readonly T[]): T[][] {
  const runs: T[][] = []
  for (const item of items) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && item.facts === 'behaviour' && last.facts === 'behaviour' && last.name === item.name)
      run.push(item)
    else runs.push([item])
  }
  return runs
}
