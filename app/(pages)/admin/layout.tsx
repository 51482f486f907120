// Around every page of the admin: the way to the others.
import type { ReactNode } from 'react'
import { AdminNav } from '@/components/admin/admin-nav'

export default function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <AdminNav />
      {children}
    </>
  )
}
