import type { ReadingView } from '#platform/reading/view'

const person = { zh: '客户编号', en: 'Number of the person' }
const since = { zh: '从什么时候起', en: 'Since when' }
const standing = "dictGetOrDefault('{db}.person_override', 'kept', person, person)"

/** Segments and tags, and who is in them. */
export const segmentViews: readonly ReadingView[] = [
  {
    name: 'segments',
    engine: 'postgres',
    title: { zh: '分群', en: 'Segments' },
    columns: {
      segment: { zh: '分群编号', en: 'Number of the segment' },
      name: { zh: '名称', en: 'Name' },
      kind: { zh: 'rule 按条件，list 名单', en: 'rule or list' },
      refresh: { zh: 'manual 手动，daily 每天，live 实时', en: 'manual, daily or live' },
      people: { zh: '上次计算的人数', en: 'People of the last run' },
      computed_at: { zh: '上次计算', en: 'Last computed' },
    },
    sql: `select id as segment, name, kind, refresh, people, computed_at from public.segments_segment
      where archived_at is null`,
  },
  {
    name: 'tags',
    engine: 'postgres',
    title: { zh: '标签', en: 'Tags' },
    columns: {
      tag: { zh: '标签编号', en: 'Number of the tag' },
      name: { zh: '名称', en: 'Name' },
      tag_group: { zh: '标签组', en: 'Group' },
      segment: { zh: '规则标签的分群；空为手工', en: 'Segment of a tag by rule; empty = by hand' },
    },
    sql: `select t.id as tag, t.name, g.name as tag_group, t.segment from public.segments_tag t
      join public.segments_tag_group g on g.id = t.tag_group where t.archived_at is null`,
  },
  {
    name: 'segment_members',
    engine: 'clickhouse',
    title: { zh: '分群成员', en: 'Who belongs to a segment' },
    columns: { segment: { zh: '分群编号', en: 'Number of the segment' }, person, since },
    sql: `select segment, ${standing} as person, at as since from {db}.segment_people final where deleted = 0`,
  },
  {
    name: 'tagged_people',
    engine: 'clickhouse',
    title: { zh: '有标签的客户', en: 'Who has a tag' },
    columns: { tag: { zh: '标签编号', en: 'Number of the tag' }, person, since },
    sql: `select tag, ${standing} as person, at as since from {db}.person_tags final where deleted = 0`,
  },
]
