'use client'
// One press to be one of the demo team.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { problemWords, requestChange } from '@/lib/predictions/client-request'

const ROLES = [
  { role: 'scientist', words: 'builds, submits, and looks at results' },
  { role: 'lead', words: "also changes the team's work and manages its members" },
  { role: 'admin', words: 'also sets RunPod up, manages people, and reads who did what' },
] as const

export function DemoButtons({ then }: { then: string }) {
  const [busy, setBusy] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const signInAs = async (role: string) => {
    setBusy(role)
    setTrouble(null)
    try {
      await requestChange('POST', '/api/v1/session/demo', { role })
      window.location.assign(then)
    } catch (thrown) {
      setTrouble(problemWords(thrown))
      setBusy(null)
    }
  }
  return (
    <div className="flex flex-col gap-3">
      {trouble !== null && <Notice tone="bad" live="assertive" title={trouble} />}
      <ul className="flex flex-col gap-2">
        {ROLES.map(({ role, words }) => (
          <li key={role} className="flex items-center gap-3">
            <Button className="w-36" busy={busy === role} disabled={busy !== null} onClick={() => void signInAs(role)} aria-describedby={`demo-${role}`}>
              Demo {role}
            </Button>
            <span id={`demo-${role}`} className="text-xs text-muted">
              {words}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
