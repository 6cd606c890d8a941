import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { purposeOf } from '../map.ts'
import { type Houses, houses as table } from '../rooms.ts'
import { filesBelow } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'

const rooms = /^modules\/[^/]+\/(?:index\.ts$|contract\.ts$|README\.md$|(?:core|kinds|server|console|h5)\/)/

/** The table of houses against the folders: same names, no circle of needs, a README each, and every file in a room. */
export function checkHouses(root: string, houses: Houses = table): Outcome {
  const problems = [
    ...namesDiffer(root, houses),
    ...circles(houses),
    ...withoutPurpose(root, houses),
    ...withoutAnswer(root, houses),
    ...roomless(root),
  ]
  return outcome(Object.keys(houses).length, 'houses', problems)
}

function namesDiffer(root: string, houses: Houses): Problem[] {
  const folder = join(root, 'modules')
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const names = Object.keys(houses)
  return [
    ...folders
      .filter((name) => !names.includes(name))
      .map((name) =>
        problem('house-is-in-the-table', `modules/${name}`, 'Give this house its line in tools/rooms.ts.'),
      ),
    ...names
      .filter((name) => !folders.includes(name))
      .map((name) =>
        problem('house-has-a-folder', 'tools/rooms.ts', `There is no modules/${name}: take its line out.`),
      ),
    ...names.flatMap((name) =>
      (houses[name] ?? [])
        .filter((other) => !names.includes(other))
        .map((other) =>
          problem('house-uses-known-houses', 'tools/rooms.ts', `${name} uses ${other}, which has no line.`),
        ),
    ),
  ]
}

/** Houses that need themselves, straight or by way of others. */
function circles(houses: Houses): Problem[] {
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of houses[from] ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      reach(next, seen)
    }
    return seen
  }
  const inCircle = Object.keys(houses).filter((house) => reach(house).has(house))
  if (inCircle.length === 0) return []
  const message = `${inCircle.join(', ')} need each other. Let one of them publish facts instead, and take its arrow out.`
  return [problem('houses-need-no-circle', 'tools/rooms.ts', message)]
}

function withoutPurpose(root: string, houses: Houses): Problem[] {
  const message = 'Begin it with one sentence that says what the house is for; docs/map.md shows it.'
  return Object.keys(houses)
    .filter((house) => existsSync(join(root, 'modules', house)) && purposeOf(root, house) === '')
    .map((house) => problem('house-says-its-purpose', `modules/${house}/README.md`, message))
}

/** What every house holds of a person can be copied and erased (PIPL 45, 47): one that has a server says how. */
function withoutAnswer(root: string, houses: Houses): Problem[] {
  const message =
    'Export a SubjectRecords (platform/subject.ts): what the house holds of a person and how it lets go of it.'
  return Object.keys(houses)
    .filter((house) => existsSync(join(root, 'modules', house, 'server')))
    .map((house) => `modules/${house}/server/subject.ts`)
    .filter(
      (path) =>
        !existsSync(join(root, path)) ||
        !/^export (?:const|function) \w+Subject\b/m.test(readFileSync(join(root, path), 'utf8')),
    )
    .map((path) => problem('house-answers-for-a-person', path, message))
}

function roomless(root: string): Problem[] {
  const message = 'No room: a house has README.md, index.ts, contract.ts, core/, kinds/, server/, console/ and h5/.'
  return filesBelow(
    root,
    (path) => path.startsWith('modules/') && !rooms.test(path) && !/\.test\.tsx?$/.test(path),
  ).map((path) => problem('every-file-has-a-room', path, message))
}

const problem = (rule: string, where: string, message: string): Problem => ({ rule, where, message })
