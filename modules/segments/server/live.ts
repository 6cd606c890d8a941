import { z } from 'zod'
import { type PeopleChanged, peopleChanged } from '#modules/people'
import type { Log } from '#platform/log'
import type { Subscription } from '#platform/outbox'
import { concerns, type Watch, watchOf } from '../core/watch.ts'
import { type React, type TagsGiven, tagsGiven } from '../index.ts'
import type { SegmentDeps } from './deps.ts'
import { runSegment } from './runs.ts'
import { expanded } from './store.ts'
import type { SegmentTables } from './tables.ts'

/** How long what is live is taken for granted: another process may have changed it. */
const trustMs = 5000
/** People whom one look takes; the others wait for the next. */
const most = 5000
/** The copies of people and their tags in the log follow the fact that tells of them within this. */
const copyMs = 600

const strandsOf = {
  name: 'segments.strands',
  sql: `with kept as (select distinct dictGetOrDefault('person_override', 'kept', s, s) as k
      from (select arrayJoin({strands:Array(UInt64)}) as s))
    select toString(k) as strand from kept
    union distinct select toString(person) from overrides final where kept in (select k from kept)`,
  params: z.object({ strands: z.array(z.number()) }),
  row: z.object({ strand: z.string() }),
}

interface LiveSegment {
  readonly id: string
  readonly watch: Watch
}

interface Deps extends SegmentDeps {
  readonly log: Log
}

/**
 * Keeps live segments while things happen. What is stored is held against the conditions of the few live segments in
 * memory; only for whom one fits is it asked, for all of them together, whether they belong now.
 */
export class LiveSegments {
  readonly #deps: Deps
  #live: readonly LiveSegment[] = []
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null
  /** By segment: whom to look at. */
  readonly #waiting = new Map<string, Set<string>>()
  #working: Promise<void> | null = null
  #stopped = false
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Port for collectors. */
  readonly react: React = (happened) => {
    this.#renew()
    // Only names and numbers are held until it is stored, not the events.
    const hits = this.#live.flatMap(({ id, watch }) =>
      happened
        .filter(({ event, properties }) => concerns(watch, event, properties))
        .map(({ strand }) => ({ id, strand })),
    )
    if (hits.length === 0) return null
    return () => {
      for (const { id, strand } of hits) this.#add(id, strand)
      this.#work()
    }
  }

  /** Reads anew what is live; call it when a segment was changed. Afterwards nothing is missed. */
  readonly open = async (): Promise<void> => {
    await this.#reading
    this.#readAt = Number.NEGATIVE_INFINITY
    this.#renew()
    await this.#reading
  }

  /** Looks at people of whom something else than an event is new: what they are, have or bought. */
  hear(): Subscription {
    return {
      consumer: 'segments.live',
      topics: [peopleChanged, tagsGiven],
      handle: async (_tx, facts) => {
        const people = facts.flatMap(({ topic, payload }) =>
          topic === peopleChanged
            ? (payload as PeopleChanged).ids
            : (payload as TagsGiven).tags.map(({ strand }) => strand),
        )
        if (this.#live.some(({ watch }) => watch.person)) this.#later(people)
      },
    }
  }

  /** Looks at what waits and at what comes meanwhile, and returns when nothing is left. */
  async settled(): Promise<void> {
    await this.#reading
    while (this.#waiting.size > 0 || this.#working) {
      this.#work()
      await this.#working
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#working
  }

  #later(people: readonly string[]) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      for (const { id, watch } of this.#live) if (watch.person) for (const one of people) this.#add(id, one)
      this.#work()
    }, copyMs)
    timer.unref()
    this.#timers.add(timer)
  }

  #add(segment: string, strand: string) {
    const waiting = this.#waiting.get(segment) ?? new Set()
    this.#waiting.set(segment, waiting.add(strand))
  }

  #renew() {
    if (this.#reading || this.#deps.now() - this.#readAt < trustMs) return
    this.#readAt = this.#deps.now()
    this.#reading = this.#read()
      .catch((error: unknown) => this.#deps.log.error({ error: String(error) }, 'live segments could not be read'))
      .finally(() => {
        this.#reading = null
      })
  }

  async #read() {
    const db = this.#deps.postgres.tables<SegmentTables>()
    const rows = await db
      .selectFrom('segments_segment')
      .select(['id', 'definition'])
      .where('refresh', '=', 'live')
      .where('archived_at', 'is', null)
      .where('definition', 'is not', null)
      .execute()
    const live: LiveSegment[] = []
    for (const { id, definition } of rows) {
      const tree = definition ? await expanded(db, definition, id) : null
      if (tree?.ok) live.push({ id, watch: watchOf(tree.value) })
    }
    this.#live = live
  }

  #work() {
    if (this.#working || this.#stopped || this.#waiting.size === 0) return
    this.#working = this.#look()
      .catch((error: unknown) => this.#deps.log.error({ error: String(error) }, 'live segments could not be looked at'))
      .finally(() => {
        this.#working = null
        this.#work()
      })
  }

  async #look() {
    for (const [segment, waiting] of [...this.#waiting]) {
      const some = [...waiting].slice(0, most)
      if (some.length === waiting.size) this.#waiting.delete(segment)
      else for (const one of some) waiting.delete(one)
      const strands = await this.#deps.olap.query(strandsOf, { strands: some.map(Number) })
      const all = strands.map(({ strand }) => strand)
      await runSegment(this.#deps, segment, { cause: 'live', by: 'system', strands: all })
    }
  }
}
