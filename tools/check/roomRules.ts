import type { IRegularForbiddenRuleType } from 'dependency-cruiser'
import type { Houses } from '../rooms.ts'

const tests = ['[.]test[.]tsx?$', '^test/', '^platform/testing[./]', '/fixtures?[.]ts$']
const notTests = { pathNot: tests }
const ours = '^(apps|bench|lab|modules|kit|platform|test|tools|ui)/'
const screens = '^modules/[^/]+/(console|h5|kinds/[^/]+/(console|h5|card))[/.]|^apps/(console|h5)/|^ui/(console|h5)/'
const serverRooms = '^modules/[^/]+/(server|kinds/[^/]+/server)[/.]|^platform/|^apps/server/'
const notPureKinds = '/kinds/[^/]+/(server|console|h5|card)[/.]'
const pureRooms = '^modules/[^/]+/(core/|kinds/|(contract|index)[.]ts$)'
const pureRoom = { path: pureRooms, pathNot: [...tests, notPureKinds] }
const pureOrKit = { path: [pureRooms, '^kit/'], pathNot: [...tests, notPureKinds] }
const purePackages = '(^|/)node_modules/(zod|@orpc/contract|libphonenumber-js|bowser)/'

type From = IRegularForbiddenRuleType['from']
type To = IRegularForbiddenRuleType['to']
const rule = (name: string, comment: string, from: From, to: To): IRegularForbiddenRuleType => ({
  name,
  comment,
  severity: 'error',
  from,
  to,
})

/** A name has one comment, also where two rules share it. */
const comments = {
  door: 'A house is entered by its index.ts or contract.ts (#modules/<house>, #contracts/<house>); apps/ alone mounts what lies behind. If what you need is not there, add it to the door or publish a fact.',
  io: 'A pure room uses no Node module, and of the packages only zod, @orpc/contract, libphonenumber-js and bowser. Clock, dice, ids and I/O come in as arguments: move this line to server/ or platform/.',
  pure: 'core/, kinds/, contract.ts and index.ts see kit/, their own pure rooms and the doors of neighbours. Declare a port (an interface) here and implement it in server/.',
  screen: 'A screen runs in a browser: it has no Node modules and talks to the server through contract.ts only.',
}

const doors = [
  rule(
    'enter-a-house-by-its-door',
    comments.door,
    { path: '^modules/([^/]+)/', ...notTests },
    { path: '^modules/', pathNot: ['^modules/$1/', '^modules/[^/]+/(index|contract)[.]ts$'] },
  ),
  rule(
    'enter-a-house-by-its-door',
    comments.door,
    { path: '^(kit|platform|ui|lab|tools)/', ...notTests },
    { path: '^modules/', pathNot: '^modules/[^/]+/(index|contract)[.]ts$' },
  ),
  rule(
    'door-shows-own-pure-rooms',
    "A door (index.ts) shows what its own house has in pure rooms. Neighbours' things are taken from the neighbours; server calls are shown as ports.",
    { path: '^modules/([^/]+)/index[.]ts$' },
    { path: '^modules/', pathNot: '^modules/$1/' },
  ),
  rule(
    'only-apps-compose',
    'Nothing may know apps/: it is the only place that knows everybody. Take what you need as an argument and let apps/ pass it in.',
    { pathNot: [...tests, '^(apps|tools|bench)/'] },
    { path: '^apps/' },
  ),
]

const pure = [
  rule(
    'kit-knows-no-product',
    'kit/ is for any product: it imports nothing of ours outside kit/. Move the product word into the house, or pass it in.',
    { path: '^kit/', ...notTests },
    { path: ours, pathNot: '^kit/' },
  ),
  rule('pure-rooms-see-only-pure', comments.pure, pureRoom, { path: ours, pathNot: ['^kit/', pureRooms] }),
  rule('pure-rooms-see-only-pure', comments.pure, pureRoom, { path: notPureKinds }),
  rule('pure-rooms-do-no-io', comments.io, pureOrKit, { dependencyTypes: ['core'] }),
  rule('pure-rooms-do-no-io', comments.io, pureOrKit, { path: '(^|/)node_modules/', pathNot: purePackages }),
]

const sides = [
  rule(
    'server-never-imports-screens',
    'The server knows no screen. What both need is data: put it into core/, contract.ts or ui/ (tokens, texts).',
    { path: serverRooms, ...notTests },
    { path: screens },
  ),
  rule(
    'screens-never-import-server',
    comments.screen,
    { path: screens, ...notTests },
    { path: serverRooms, pathNot: '/contract[.]ts$' },
  ),
  rule('screens-never-import-server', comments.screen, { path: screens, ...notTests }, { dependencyTypes: ['core'] }),
  rule(
    'screens-see-own-house',
    "A house's screens see its own pure rooms and contract, ui/ and kit/. What a neighbour shows, the app composes.",
    { path: '^modules/([^/]+)/(console|h5)/', ...notTests },
    { path: '^modules/', pathNot: '^modules/$1/' },
  ),
  rule(
    'platform-knows-no-house',
    'platform/ adapts engines for any house: it imports kit/ and itself. Let the house pass in what differs.',
    { path: '^platform/', ...notTests },
    { path: ours, pathNot: '^(kit|platform)/' },
  ),
  rule(
    'ui-knows-no-house',
    'ui/ is for any screen: it imports kit/ and itself.',
    { path: '^ui/', ...notTests },
    { path: ours, pathNot: '^(kit|ui)/' },
  ),
]

const whole = [
  rule(
    'imports-resolve',
    'Nothing is there. Ours is reached by #kit/, #platform/, #modules/<house> or #contracts/<house> (a deep path into a house does not exist on purpose); a package must stand in package.json.',
    {},
    { couldNotResolve: true },
  ),
  rule(
    'folders-by-their-name',
    'Say #kit/… or #platform/…, so that the line stays true when a file moves.',
    { path: '^(apps|lab|modules|platform|ui)/', ...notTests },
    { path: '^(kit|platform)/', pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  ),
  rule(
    'packages-are-listed',
    'This package comes along with another one and may go with it. List it in package.json with its exact version.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
  rule(
    'product-uses-no-dev-package',
    'Users install without devDependencies. Move the package to dependencies, or this line to a test, tools/ or bench/.',
    { path: '^(apps|kit|modules|platform|ui)/', ...notTests },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'product-knows-no-tools',
    'Tools, benches and the lab stand beside the product; apps/ alone may start the lab. Move what both need to kit/ or platform/.',
    { path: '^(apps|kit|modules|platform|ui)/', ...notTests },
    { path: '^(tools|bench|lab)/', pathNot: '^lab/index[.]ts$' },
  ),
  rule(
    'no-test-file-imported',
    'Only tests import tests and test/. Move what both need into a file of its own room.',
    { pathNot: [...tests, '^vitest[.]config[.]ts$'] },
    { path: tests },
  ),
  rule(
    'lab-imports-nothing-of-modules',
    "The lab plays the outside world and knows Siyu by HTTP only. Write the wire shape down again, from the vendor's documents.",
    { path: '^lab/', ...notTests },
    { path: '^(modules|apps)/' },
  ),
  rule(
    'no-cycles',
    'These files need each other (imports of types count too). Put what both need into a third file, or turn one arrow into an argument.',
    {},
    { circular: true },
  ),
]

/** What the table of houses leaves open: every other house is closed to this one. */
const mapRule = (house: string, uses: readonly string[]): IRegularForbiddenRuleType =>
  rule(
    `map/${house}`,
    `The map (tools/rooms.ts) lets ${house} use ${uses.join(', ') || 'no other house'}. Publish a fact on the outbox, pass a port in apps/, or change the map in review.`,
    { path: `^modules/${house}/`, ...notTests },
    { path: '^modules/', pathNot: `^modules/(${[house, ...uses].join('|')})/` },
  )

/** All import rules for a table of houses, each named as a sentence and with a comment that says what to do. */
export const roomRules = (houses: Houses): IRegularForbiddenRuleType[] => [
  ...doors,
  ...pure,
  ...sides,
  ...whole,
  ...Object.entries(houses).map(([house, uses]) => mapRule(house, uses)),
]
