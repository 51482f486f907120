'use client'
// Asks before a rule is saved that removes files for good, with what would go now.
import { AskFirst } from '@/components/predictions/ask-first'
import { Goes, usePreview } from './retention-card'
import type { Removal } from './typed-rule'

export function RetentionQuestion({ removal, go, close }: { removal: Removal; go: () => void; close: () => void }) {
  const { data } = usePreview(removal)
  return (
    <AskFirst title={`Remove files ${removal.days === 1 ? 'a day' : `${removal.days} days`} after the end of a prediction?`} confirm="Save, and remove them" keep="Do not save yet" danger onConfirm={go} close={close}>
      <p>
        {data && <Goes preview={data} />} The rule is applied within the hour and once an hour from then on, in all teams{removal.keepsTagged ? '' : ', to what is tagged too'}. What is removed is gone; scores, input and history stay.
      </p>
    </AskFirst>
  )
}
