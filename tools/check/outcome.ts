/** One violation: the rule's name, the place (`path` or `path:line`), and a sentence that says what to do. */
export interface Problem {
  rule: string
  where: string
  message: string
}

/** What a check found, and how much it read to find it. */
export interface Outcome {
  read: number
  what: string
  problems: Problem[]
}

/** Looks at the tree below `root`; throws only when the check itself is broken. */
export type Check = (root: string) => Outcome | Promise<Outcome>

/** A check that read nothing has checked nothing, so zero is a violation. */
export function outcome(read: number, what: string, problems: Problem[]): Outcome {
  if (read > 0) return { read, what, problems }
  const message = `This check found no ${what} to read, so it proves nothing. Look for a moved folder or a tool that no longer understands our files.`
  return { read, what, problems: [...problems, { rule: 'reads-something', where: '.', message }] }
}
