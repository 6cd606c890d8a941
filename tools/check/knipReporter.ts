import type { Issue, Reporter } from 'knip'

/** What `unused` reads from knip: one JSON line, with the number of files, which knip's own reporters leave out. */
const report: Reporter = ({ issues, counters, report: wanted, cwd }) => {
  const found = Object.entries(issues)
    .filter(([type]) => wanted[type as keyof typeof wanted])
    .flatMap(([type, byFile]) =>
      Object.values(byFile).flatMap((bySymbol) =>
        Object.values(bySymbol).map((issue: Issue) => ({
          type,
          symbol: issue.symbol,
          path: issue.filePath.replace(`${cwd}/`, ''),
          line: issue.line,
        })),
      ),
    )
  console.log(JSON.stringify({ read: counters.processed, issues: found }))
}

export default report
