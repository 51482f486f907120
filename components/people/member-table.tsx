'use client'
// The members of the team that is shown. Those who manage them change roles and remove people; everybody else reads.
import { UserMinus } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/button'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import { useMay, useSession } from '@/components/shell/session'
import type { MemberView } from '@/lib/people/schema'
import { MemberRole, removal } from './member-role'
import { useDeeds } from './use-deeds'

export function MemberTable({ members, teamName }: { members: readonly MemberView[]; teamName: string }) {
  const deeds = useDeeds()
  const mayManage = useMay('members:manage')
  const { person: me } = useSession()
  return (
    <div className="flex flex-col gap-3">
      {deeds.refusal}
      {deeds.dialog}
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <Table label={`Members of ${teamName}`}>
          <thead>
            <tr>
              <HeadCell>Member</HeadCell>
              <HeadCell>Role</HeadCell>
              {mayManage && (
                <HeadCell>
                  <span className="sr-only">Remove</span>
                </HeadCell>
              )}
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id} data-member={member.id}>
                <RowHead className="w-full min-w-0 wrap-anywhere">
                  <Name member={member} isMe={member.id === me.id} />
                </RowHead>
                <Cell>{mayManage && !member.isDemo ? <MemberRole person={member} role={member.role} teamName={teamName} url={`/api/v1/team/members/${member.id}`} deeds={deeds} /> : member.role}</Cell>
                {mayManage && (
                  <Cell>
                    {!member.isDemo && (
                      <IconButton label={`Remove ${member.name} from ${teamName}`} disabled={deeds.busy} onClick={() => deeds.ask(removal(member, teamName, `/api/v1/team/members/${member.id}`))}>
                        <UserMinus aria-hidden className="size-4" />
                      </IconButton>
                    )}
                  </Cell>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  )
}

function Name({ member: { name, email, isAdmin, isDemo, isDisabled }, isMe }: { member: MemberView; isMe: boolean }) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {name}
        {isMe && <Badge>you</Badge>}
        {isAdmin && <Badge tone="accent">admin</Badge>}
        {isDemo && <Badge>demo</Badge>}
        {isDisabled && <Badge tone="warn">disabled</Badge>}
      </span>
      {email !== null && !isDemo && <span className="block text-xs font-normal text-muted">{email}</span>}
    </>
  )
}
