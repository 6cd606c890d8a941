import type { ReadingView } from '#platform/reading/view'

/** What the copies in ClickHouse leave out of people; personal fields are in none of it. */
export const peopleViews: readonly ReadingView[] = [
  {
    name: 'people_attributes',
    engine: 'postgres',
    title: { zh: '客户属性', en: 'Attributes of people' },
    columns: {
      person: { zh: '客户编号', en: 'Number of the person' },
      first_seen: { zh: '首次出现', en: 'First seen' },
      known: { zh: '已识别', en: 'Known, not a mere visitor' },
      attributes: { zh: "非个人属性（JSON，如 attributes->>'city'）", en: "Attributes (JSON, attributes->>'city')" },
    },
    sql: `select id as person, first_seen, known, attributes from public.people_person where merged_into is null`,
  },
]
