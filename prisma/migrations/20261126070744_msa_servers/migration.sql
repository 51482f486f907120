-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "msa_server_url" TEXT,
ADD COLUMN     "msa_servers" TEXT;
