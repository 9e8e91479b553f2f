// The same work as ../work.rs, with the published packages.
//
// One session key's later operation on Kernel 0.3.1, and one grant for ten chains. What comes out is
// compared with outcome.json, and ours is too, so neither side does less.
import { toMultiChainECDSAValidator } from "@zerodev/multi-chain-ecdsa-validator"
import { serializeMultiChainPermissionAccounts, toPermissionValidator } from "@zerodev/permissions"
import { CallPolicyVersion, ParamCondition, toCallPolicy, toGasPolicy, toRateLimitPolicy, toSignatureCallerPolicy, toTimestampPolicy } from "@zerodev/permissions/policies"
import { toECDSASigner } from "@zerodev/permissions/signers"
import { createKernelAccount, createKernelAccountClient } from "@zerodev/sdk"
import { toKernelPluginManager } from "@zerodev/sdk/accounts"
import { getEntryPoint } from "@zerodev/sdk/constants"
import { pad } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { world } from "./world.mjs"

const key = (byte) => privateKeyToAccount(`0x${byte.repeat(32)}`)
const filled = (byte, size) => `0x${byte.repeat(size)}`

const entryPoint = getEntryPoint("0.7")
const kernelVersion = "0.3.1"
const ECDSA_SIGNER = "0x6A6F069E2a08c2468e7724Ab3250CdBFBA14D4FF"

/** Owner and session key. */
export const owner = key("08")
export const session = key("07")
/** The owner's first account; checked against our own computation in outcome.json. */
export const ACCOUNT = "0x22191fEf7c17F9B3d5408bab3bE8F4BF11dac6a5"

/** The ten chains of the grant. */
export const CHAINS = [1, 10, 56, 100, 137, 8453, 42161, 43114, 59144, 534352]

const call = { to: filled("07", 20), value: 0n, data: filled("09", 68) }
const gas = {
  callGasLimit: 100_000n,
  verificationGasLimit: 250_000n,
  preVerificationGas: 50_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 100_000_000n,
}

/** Pay a token to one address, at most 25 at a time, five times, until 2027, with a gas budget. */
const policies = () => [
  toCallPolicy({
    policyVersion: CallPolicyVersion.V0_0_4,
    permissions: [
      {
        target: filled("05", 20),
        selector: "0xa9059cbb",
        valueLimit: 0n,
        rules: [
          { condition: ParamCondition.EQUAL, offset: 0, params: [pad(filled("06", 20))] },
          { condition: ParamCondition.LESS_THAN_OR_EQUAL, offset: 32, params: [pad("0x17d7840")] },
        ],
      },
    ],
  }),
  toGasPolicy({ allowed: 10n ** 16n }),
  toRateLimitPolicy({ count: 5, interval: 60, startAt: 1_790_000_000 }),
  toTimestampPolicy({ validAfter: 1_790_000_000, validUntil: 1_800_000_000 }),
  toSignatureCallerPolicy({ allowedCallers: [] }),
]

async function accountOn(client, isPreInstalled, permissionId) {
  const sudo = await toMultiChainECDSAValidator(client, { signer: owner, entryPoint, kernelVersion })
  const signer = await toECDSASigner({ signer: session })
  const regular = await toPermissionValidator(client, { signer, policies: policies(), entryPoint, kernelVersion, permissionId })
  const plugins = isPreInstalled
    ? await toKernelPluginManager(client, { sudo, regular, entryPoint, kernelVersion, chainId: client.chain.id, isPreInstalled })
    : { sudo, regular }
  return createKernelAccount(client, { plugins, entryPoint, kernelVersion })
}

const installed = () => world({ chainId: 31337, account: ACCOUNT, signer: ECDSA_SIGNER })
const PERMISSION = "0x01020304"

const sign = async (account, nonce) => {
  const operation = { sender: account.address, nonce, callData: await account.encodeCalls([call]), ...gas, signature: "0x" }
  operation.signature = await account.signUserOperation(operation)
  return operation
}

/** As the packages' guides have it: the account client prepares and signs; gas is given. */
export async function operationsByClient() {
  const { client, transport } = installed()
  const account = await accountOn(client, false, PERMISSION)
  const kernel = createKernelAccountClient({ account, client, chain: client.chain, bundlerTransport: transport })
  return async () => kernel.signUserOperation({ calls: [call], ...gas })
}

/** The account's own functions; whether the key is installed and its nonce are asked of the chain. */
export async function operationsByAccount() {
  const account = await accountOn(installed().client, false, PERMISSION)
  return async () => sign(account, await account.getNonce())
}

/** The least the packages can do: nothing is asked, the nonce is its key and a counter. */
export async function operations() {
  const account = await accountOn(installed().client, true, PERMISSION)
  let sequence = 0n
  return async () => {
    sequence += 1n
    return sign(account, ((await account.kernelPluginManager.getNonceKey(account.address)) << 64n) | sequence)
  }
}

/** A grant from clients on: validators, accounts, digests, tree, signature, serialized accounts. */
export async function grants() {
  const clients = CHAINS.map((chainId) => world({ chainId, account: ACCOUNT }).client)
  return async () => {
    const accounts = await Promise.all(clients.map((client) => accountOn(client, false)))
    return serializeMultiChainPermissionAccounts(accounts.map((account) => ({ account })))
  }
}

/** The same without making the accounts: digests, tree, signature and serialized accounts alone. */
export async function grantsOfReadyAccounts() {
  const clients = CHAINS.map((chainId) => world({ chainId, account: ACCOUNT }).client)
  const accounts = await Promise.all(clients.map((client) => accountOn(client, false)))
  return async () => serializeMultiChainPermissionAccounts(accounts.map((account) => ({ account })))
}
