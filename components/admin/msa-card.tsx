'use client'
// To whom sequences may be sent for alignments: the public MSA server, one of one's own, both or nobody.
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { PUBLIC_MSA_SERVER, type MsaServers } from '@/lib/msa-servers'
import { ChoiceSetting, TextSetting } from './setting-field'
import type { SettingsInHand } from './use-settings'

const SERVERS: readonly { value: MsaServers; words: string }[] = [
  { value: 'public', words: 'The public ColabFold server' },
  { value: 'own', words: 'Only a server of your own' },
  { value: 'both', words: 'Both; each prediction chooses' },
  { value: 'none', words: 'None: single sequences only' },
]

export function MsaCard({ settings }: { settings: SettingsInHand }) {
  return (
    <Card aria-labelledby="msa-title">
      <CardHead id="msa-title" title="Alignments" aside={<span className="figures text-xs text-faint">{PUBLIC_MSA_SERVER}</span>} />
      <CardBody className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <ChoiceSetting
          settings={settings}
          name="msaServers"
          label="MSA servers allowed"
          choices={SERVERS}
          hint="Workers send the sequences of proteins there. It counts for what is submitted from now on: what was accepted before, also what still waits, goes to the server it was accepted with. Each prediction says where its sequences went."
        />
        <TextSetting
          settings={settings}
          name="msaServerUrl"
          label="Address of your own server"
          empty="none"
          hint="As the workers reach it, over https. If it asks for a password, set that and the same address on the workers (ATOMERA_MSA_SERVER_URL); a worker with an address of its own asks no other."
        />
      </CardBody>
    </Card>
  )
}
