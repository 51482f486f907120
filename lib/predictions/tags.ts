// Tags: what a wish changes on one prediction, and what is said about it. Pure.

export type Tag = { key: string; name: string }
export type TagChange = { added: Tag[]; removed: Tag[] }

/** On one prediction. */
export const MOST_TAGS = 20
export const LONGEST_TAG = 40
export const LONGEST_NOTE = 2_000

/** Each key once. */
const distinct = (tags: readonly Tag[]): Tag[] => [...new Map(tags.map((tag) => [tag.key, tag])).values()]

/** A tag that is wished on and off at once goes off. */
export function changeOfTags(before: readonly Tag[], add: readonly Tag[], remove: readonly Tag[]): TagChange | 'unchanged' | 'full' {
  const isIn = (tags: readonly Tag[], key: string): boolean => tags.some((tag) => tag.key === key)
  const removed = before.filter(({ key }) => isIn(remove, key)).map(({ key, name }) => ({ key, name }))
  const added = distinct(add).filter(({ key }) => !isIn(before, key) && !isIn(remove, key))
  if (added.length === 0 && removed.length === 0) return 'unchanged'
  return added.length > 0 && before.length - removed.length + added.length > MOST_TAGS ? 'full' : { added, removed }
}

const list = (tags: readonly Tag[]): string => tags.map(({ name }) => `“${name}”`).join(', ')

/** "tagged it “EGFR”, and took off “old”". */
export function tagWords({ added, removed }: TagChange): string {
  const parts = [...(added.length > 0 ? [`tagged it ${list(added)}`] : []), ...(removed.length > 0 ? [`took off ${list(removed)}`] : [])]
  return parts.join(', and ')
}
