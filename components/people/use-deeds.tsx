'use client'
// Deeds on people and teams: asked about first where something is taken away, one at a time, and the page is read again when it was done.
import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { AskFirst } from '@/components/predictions/ask-first'
import { Notice } from '@/components/ui/notice'
import { showToast } from '@/components/ui/toast'
import { problemWords } from '@/lib/predictions/client-request'

export type Deed = { run: () => Promise<void>; done: string }
export type Question = Deed & { title: string; words: ReactNode; confirm: string; keep: string; danger?: boolean }

export function useDeeds() {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  /** @returns whether it was done */
  const perform = async ({ run, done }: Deed): Promise<boolean> => {
    setBusy(true)
    setTrouble(null)
    try {
      await run()
      showToast({ tone: 'good', title: done })
      router.refresh()
      return true
    } catch (thrown) {
      setTrouble(problemWords(thrown))
      return false
    } finally {
      setBusy(false)
    }
  }
  const close = () => setQuestion(null)
  return {
    busy,
    perform,
    ask: setQuestion,
    /** Why the last deed was refused. */
    refusal: trouble !== null && <Notice tone="bad" live="assertive" title={trouble} />,
    dialog: question !== null && (
      <AskFirst title={question.title} confirm={question.confirm} keep={question.keep} danger={question.danger} onConfirm={() => void perform(question)} close={close}>
        {question.words}
      </AskFirst>
    ),
  }
}

export type Deeds = ReturnType<typeof useDeeds>
