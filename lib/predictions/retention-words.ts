// What is said of a result whose files the rule of retention has removed. Pure.
import type { FilesRemoved } from '@/lib/predictions/schema'

/** As the row of an attempt has it; null while its files are there. */
export const filesRemovedOf = ({ filesRemovedAt: at, filesRemovedAfterDays: afterDays }: { filesRemovedAt: Date | null; filesRemovedAfterDays: number | null }): FilesRemoved | null =>
  at === null || afterDays === null ? null : { at: at.toISOString(), afterDays }

export const daysWords = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

/** One sentence: when they went, and under which rule. */
export const removedSentence = ({ at, afterDays }: FilesRemoved): string =>
  `The files of this result were removed on ${at.slice(0, 10)} under the retention rule of ${daysWords(afterDays)}.`

export const WHAT_STAYS = 'Its scores, input, history and the names and hashes of its files stay.'
export const HOW_TO_HAVE_THEM_BACK = 'To have files again, clone it and run it once more.'

export const removedWords = (removed: FilesRemoved): string => `${removedSentence(removed)} ${WHAT_STAYS} ${HOW_TO_HAVE_THEM_BACK}`
