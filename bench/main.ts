import { parseArgs } from 'node:util'
import { benchAnalysis } from './analysis.ts'
import { benchAttribution } from './attribution.ts'
import { benchBeside } from './beside.ts'
import { benchCarriers } from './carriers.ts'
import { benchChain } from './chain.ts'
import { benchClv } from './clv.ts'
import { benchCrowd } from './crowd.ts'
import { machine } from './figures.ts'
import { benchGrowth } from './growth.ts'
import { benchIdentity } from './identity.ts'
import { benchImport } from './import.ts'
import { benchIngest } from './ingest.ts'
import { benchList } from './list.ts'
import { benchMalformed } from './malformed.ts'
import { benchRedirect } from './redirect.ts'
import { benchSegments } from './segments.ts'
import { benchStart } from './start.ts'

const usage = `npm run bench <name> [-- options]   every bar of docs and bench/README.md; without a name all of them
  ingest  --events 1000000 --single 100000 --people 100000 --cold 1000000 (0 leaves the cold part out) --profile FOLDER
  start   --runs 9 --events 200000
  list    --people 300000
  chain   --people 300000 --visits 20
  identity  --claims 1000000
  crowd     --people 10000 --days 30 --kills 5 (one clock for Siyu and the platform; caps, quota, quiet hours)
  carriers  --people 10000 --days 30 --kills 5 --rate 0 (events a second beside it; then people scan, ten a second)
  analysis  --events 20000000 --people 1000000 --runs 5
  redirect  --requests 40000
  growth  --events 1250000 --people 62500 --single 100000 (P1's base) --runs 3 (each at 1, 4 and 16 times)
  beside  --events 20000000 --people 1000000 --seconds 30
  clv     --people 300000
  attribution  --people 100000 --visits 20
  segments  --people 1000000 --visits 20 --live 200
  malformed  --inputs 10000 --seed 20261122 --protocol segment|sensors (both when left out)
  import  --rows 100000 --rate 3000 (events a second beside it)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string' },
    single: { type: 'string' },
    people: { type: 'string' },
    cold: { type: 'string' },
    runs: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string' },
    protocol: { type: 'string' },
    claims: { type: 'string' },
    rows: { type: 'string' },
    rate: { type: 'string' },
    visits: { type: 'string' },
    live: { type: 'string' },
    days: { type: 'string' },
    kills: { type: 'string' },
    profile: { type: 'string' },
    seconds: { type: 'string' },
    requests: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const number = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text))

const benches: Record<string, () => Promise<void>> = {
  ingest: () =>
    benchIngest({
      events: number(values.events, 1_000_000),
      single: number(values.single, 100_000),
      people: number(values.people, 100_000),
      cold: number(values.cold, 1_000_000),
      nodeArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
    }),
  carriers: () =>
    benchCarriers({
      people: number(values.people, 10_000),
      days: number(values.days, 30),
      kills: number(values.kills, 5),
      rate: number(values.rate, 0),
    }),
  crowd: () =>
    benchCrowd({
      people: number(values.people, 10_000),
      days: number(values.days, 30),
      kills: number(values.kills, 5),
    }),
  list: () => benchList({ people: number(values.people, 300_000), small: 6000 }),
  malformed: () =>
    benchMalformed({
      inputs: number(values.inputs, 10_000),
      seed: number(values.seed, 20_261_122),
      ...(values.protocol ? { protocol: values.protocol } : {}),
    }),
  import: () => benchImport({ rows: number(values.rows, 100_000), rate: number(values.rate, 3000) }),
  identity: () => benchIdentity({ claims: number(values.claims, 1_000_000) }),
  chain: () => benchChain({ people: number(values.people, 300_000), small: 6000, visits: number(values.visits, 20) }),
  analysis: () =>
    benchAnalysis({
      events: number(values.events, 20_000_000),
      people: number(values.people, 1_000_000),
      runs: number(values.runs, 5),
    }),
  redirect: () => benchRedirect({ requests: number(values.requests, 40_000) }),
  growth: () =>
    benchGrowth({
      ingest: number(values.single, 100_000),
      events: number(values.events, 1_250_000),
      people: number(values.people, 62_500),
      runs: number(values.runs, 3),
    }),
  beside: () =>
    benchBeside({
      events: number(values.events, 20_000_000),
      people: number(values.people, 1_000_000),
      seconds: number(values.seconds, 30),
    }),
  clv: () => benchClv({ people: number(values.people, 300_000), small: 20_000 }),
  attribution: () => benchAttribution({ people: number(values.people, 100_000), visits: number(values.visits, 20) }),
  segments: () =>
    benchSegments({
      people: number(values.people, 1_000_000),
      small: 6000,
      visits: number(values.visits, 20),
      live: number(values.live, 200),
    }),
  start: () => benchStart({ runs: number(values.runs, 9), events: number(values.events, 200_000) }),
}

const names = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `No bench called ${unknown.join(', ')}.\n${usage}` : usage)
  process.exitCode = unknown.length > 0 ? 1 : 0
} else {
  console.log(machine())
  for (const name of names) {
    console.log(`\n== ${name}`)
    await benches[name]?.()
  }
}
