// One's own account: who one is here, and the password.
import type { Metadata } from 'next'
import { PasswordForm } from '@/components/account/password-form'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { DefinitionList } from '@/components/ui/definition-list'
import { viewSession } from '@/lib/auth/service'
import { demandPageIdentity } from '@/lib/door/page-actor'

export const metadata: Metadata = { title: 'Account' }

export default async function AccountPage() {
  const identity = await demandPageIdentity()
  const { person, teams } = await viewSession(identity)
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-6">
      <h1 className="text-2xl font-semibold">Account</h1>
      <Card>
        <CardHead title="You" />
        <CardBody>
          <DefinitionList
            items={[
              { name: 'Name', value: person.name },
              { name: 'E-mail address', value: person.isDemo ? 'none: a person of the demo' : person.email },
              { name: 'Teams', value: teams.map(({ name, role }) => `${name} (${role ?? 'read only'})`).join(', ') || 'none' },
              ...(person.isAdmin ? [{ name: 'Installation', value: 'admin' }] : []),
            ]}
          />
        </CardBody>
      </Card>
      {!person.isDemo && (
        <Card>
          <CardHead title="Password" />
          <CardBody>
            <PasswordForm />
          </CardBody>
        </Card>
      )}
    </div>
  )
}
