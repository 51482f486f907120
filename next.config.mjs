/** @type {import('next').NextConfig} */
const nextConfig = {
  // The address of a webhook holds its token: `next dev` would write it to the log. `next start` logs no requests.
  logging: { incomingRequests: { ignore: [/^\/api\/webhooks\//] } },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['nodemailer', 'pg', 'pino'],
  typescript: { ignoreBuildErrors: true },
}

export default nextConfig
